"""Takes down an exchange while it happens. The caller has each chunk first; nothing waits for this."""

from __future__ import annotations

from collections.abc import Callable

from understudy.apis import Profile
from understudy.model import ClosedByClient, Complete, Ended, Failed, FailureKind, Headers, Mark, Response
from understudy.wire import CodingDamaged, decoder, framing_for

Write = Callable[[Callable[[], None]], None]
"""Carries out what writes a recording: at once, or in a thread."""


def at_once(write: Callable[[], None]) -> None:
    """Write before anything else is done."""
    write()


class Capture:
    """One exchange under way. Told of the head, of each chunk, and of one ending; later endings do nothing."""

    def __init__(
        self,
        profile: Profile,
        keep: Callable[[Response, Write], None] | None = None,
        release: Callable[[], None] = lambda: None,
    ) -> None:
        """`keep` gets the answer, if it is to be kept; `release` is told that there is none."""
        self._profile, self._keep, self._release = profile, keep, release
        self._status: int | None = None
        self._headers: Headers = ()
        self._chunks: list[tuple[bytes, int]] = []

    def head(self, status: int, headers: Headers) -> None:
        """The answer has begun."""
        self._status, self._headers = status, headers

    def chunk(self, content: bytes, at_ms: int) -> None:
        """A piece of the body has arrived, as it stood on the wire without transfer framing."""
        if self._keep is not None and content:
            self._chunks.append((content, at_ms))

    def complete(self, write: Write = at_once) -> None:
        """The body is at its end. What later requests will name is known when this returns, whenever it is written."""
        self._finish(lambda _body: Complete(), write)

    def closed_by_client(self) -> None:
        """The client stopped reading, by itself or because it was thrown away."""
        if self._status is None:
            # Before the answer began: there is nothing that a replay could give.
            self.discard()
        self._finish(lambda body: Complete() if self._has_all(body) else ClosedByClient(len(body)))

    def failed(self, kind: FailureKind, message: str) -> None:
        """The upstream broke."""
        self._finish(lambda body: Failed(kind, message, len(body)))

    def discard(self) -> None:
        """Nothing came back and nothing is to be kept."""
        if self._keep is not None:
            self._keep = None
            self._release()

    def __del__(self) -> None:
        self.closed_by_client()

    def _finish(self, ending: Callable[[bytes], Ended], write: Write = at_once) -> None:
        keep, self._keep = self._keep, None
        if keep is None:
            return
        headers, chunks, coding = self._decoded()
        marks, offset = [], 0
        for content, at_ms in chunks:
            marks.append(Mark(offset, at_ms))
            offset += len(content)
        body = b"".join(content for content, _ in chunks)
        keep(Response(self._status, headers, body, tuple(marks), ending(body), coding), write)

    def _decoded(self) -> tuple[Headers, list[tuple[bytes, int]], str | None]:
        """The chunks without content coding, or as they are where there is none, or it is unknown or damaged."""
        coding = next((value for name, value in self._headers if name.lower() == "content-encoding"), None)
        undo = decoder(coding)
        if undo is None or coding is None:
            return self._headers, self._chunks, None
        try:
            plain = [(undo.feed(content), at_ms) for content, at_ms in self._chunks]
            if rest := undo.finish():
                plain.append((rest, self._chunks[-1][1] if self._chunks else 0))
        except CodingDamaged:
            return self._headers, self._chunks, None
        headers = tuple(pair for pair in self._headers if pair[0].lower() != "content-encoding")
        return headers, [(content, at_ms) for content, at_ms in plain if content], coding

    def _has_all(self, body: bytes) -> bool:
        """Whether a client that left had nothing more to read, but for the end itself."""
        length = next((value for name, value in self._headers if name.lower() == "content-length"), None)
        if length is not None and length.isdigit():
            return sum(len(content) for content, _ in self._chunks) >= int(length)
        if not self._profile.last_frames:
            return False
        content_type = next((value for name, value in self._headers if name.lower() == "content-type"), None)
        frames = framing_for(content_type, body).splitter().feed(body)
        return any(frame.startswith(self._profile.last_frames) for frame in frames)
