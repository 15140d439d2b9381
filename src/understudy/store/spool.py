"""Bytes of an answer while it is recorded: in memory at first, in a file without a name once they are many.

The file is never seen in a folder, or taken from it at once: it is gone with the process, however that ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from understudy.errors import StoreUnusable

IN_MEMORY = 8 * 2**20
"""Bytes that are held in memory."""

PIECE = 2**20


class Spool:
    """Takes bytes at its end, and gives all of them back."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._in_memory = in_memory
        self._held = bytearray()
        self._file: IO[bytes] | None = None
        self.size = 0
        """Bytes that it took."""

    @property
    def is_spilt(self) -> bool:
        """Whether they are on a disk."""
        return self._file is not None

    def append(self, content: bytes) -> None:
        """Take these.

        Raises:
            StoreUnusable: the folder for temporary files is full, or cannot be written.
        """
        if self._file is None and self.size + len(content) <= self._in_memory:
            self._held += content
        else:
            try:
                self._spill().write(content)
            except OSError as error:
                raise _no_room(error) from error
        self.size += len(content)

    def read(self, cuts: Iterator[int]) -> Iterator[bytes]:
        """What was taken, cut after so many bytes each time.

        Raises:
            StoreUnusable: the disk does not give it back.
        """
        if self._file is None:
            at = 0
            for size in cuts:
                yield bytes(self._held[at : at + size])
                at += size
            return
        try:
            self._file.seek(0)
            for size in cuts:
                yield self._file.read(size)
        except OSError as error:
            raise _no_room(error) from error

    def whole(self) -> bytes:
        """All of it. Raises as `read` does."""
        return b"".join(self.read(iter([self.size])))

    def close(self) -> None:
        """Forget it."""
        self._held = bytearray()
        if self._file is not None:
            # What was left to write is not wanted either, if there is no room for it.
            with suppress(OSError):
                self._file.close()

    def _spill(self) -> IO[bytes]:
        if self._file is None:
            # With a buffer of its own: chunks are small, and a caller waits for each.
            self._file = tempfile.TemporaryFile(prefix="understudy-", buffering=PIECE)  # noqa: SIM115 - `close` closes it
            self._file.write(self._held)
            self._held = bytearray()
        return self._file


def _no_room(error: OSError) -> StoreUnusable:
    return StoreUnusable(
        f"{tempfile.gettempdir()}: an answer that is being recorded does not fit there: {error.strerror}"
        f"\n\n  It was not kept; its caller has it whole. Name a folder with more room: export TMPDIR=/var/tmp"
    )
