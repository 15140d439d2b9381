"""Where a body lies in the bytes that `http.client` reads, as they arrive: it tells nobody where a chunk ends."""

from __future__ import annotations

from collections.abc import Iterator


class Plain:
    """A body with a known length, or one that lasts until the connection ends."""

    def __init__(self, length: int | None) -> None:
        self._left = length
        self.is_complete = self.is_lost = False

    def feed(self, content: bytes) -> Iterator[tuple[int, bytes, bool]]:
        """Pieces of the body: where they begin in what was fed, and whether the reader cannot get more in one."""
        if self._left is not None:
            self._left -= len(content)
            self.is_complete = self._left <= 0
        yield 0, content, True

    def end(self) -> None:
        """The connection has ended."""
        self.is_complete = self._left is None or self.is_complete


class Chunked:
    """A body in chunks. Source: RFC 9112, section 7.1."""

    def __init__(self) -> None:
        self._line = b""
        self._left = 0
        self.is_complete = self.is_lost = False

    def feed(self, content: bytes) -> Iterator[tuple[int, bytes, bool]]:
        """As above: a piece ends where its chunk does."""
        at = 0
        while at < len(content) and not (self.is_complete or self.is_lost):
            if self._left:
                piece = content[at : at + self._left]
                self._left -= len(piece)
                yield at, piece, not self._left
                at += len(piece)
            else:
                end = content.find(b"\n", at) + 1 or len(content)
                self._line += content[at:end]
                at = end
                if self._line.endswith(b"\n"):
                    self._begin(self._line.strip())
                    self._line = b""

    def end(self) -> None:
        """As above: the connection says nothing about the body."""

    def _begin(self, line: bytes) -> None:
        # An empty line ends the chunk before.
        if line:
            try:
                self._left = int(line.partition(b";")[0], 16)
            except ValueError:
                self.is_lost = True
            self.is_complete = not (self._left or self.is_lost)


Body = Plain | Chunked
