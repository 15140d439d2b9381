"""Stores of all recorders and sizes, each made once for a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.peers import peer


class Stores:
    """Makes what is asked for, and remembers it."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder = folder
        self._say = say
        self._made: dict[tuple[str, int], Path] = {}

    def store(self, recorder: str, size: int) -> Path:
        """A store of this recorder, with that many recordings."""
        key = recorder, size
        if key not in self._made:
            self._say(f"making {size:,} recording{'s' * (size > 1)} for {recorder}")
            folder = self.folder / f"{recorder.replace(' ', '-')}-{size}"
            folder.mkdir()
            self._made[key] = peer(recorder).make_store(size, folder)
        return self._made[key]
