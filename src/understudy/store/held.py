"""What a small folder's files said when they were listed, held until they answer: none is read twice for that."""

from __future__ import annotations

import os

Stamp = tuple[int, int, int]
"""What is another after every change of a file."""

HELD = 2**20
"""Characters, of all files together; what is beyond them is read again."""


def stamp_of(status: os.stat_result) -> Stamp:
    """A file's stamp."""
    return status.st_mtime_ns, status.st_size, status.st_ino


class Held:
    """Texts by name, each taken out once."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[Stamp, str]] = {}
        self._size = 0

    def put(self, name: str, stamp: Stamp, text: str) -> None:
        """Hold one more, if it fits."""
        if self._size + len(text) <= HELD:
            self._texts[name] = stamp, text
            self._size += len(text)

    def take(self, path: str, name: str) -> str | None:
        """The text of this name, while the file at this path is as it was."""
        found = self._texts.pop(name, None)
        if found is None:
            return None
        stamp, text = found
        self._size -= len(text)
        try:
            return text if stamp_of(os.stat(path)) == stamp else None
        except OSError:
            return None
