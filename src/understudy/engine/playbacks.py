"""Playbacks that were made before, as many as fit: making one reads and parses a file."""

from __future__ import annotations

from understudy.engine.playback import Playback

HELD_BYTES = 64 * 2**20
OVERHEAD = 1000
"""Bytes that one takes beside its body."""


class Playbacks:
    """The latest playbacks by their recording's name, of so many bytes altogether."""

    def __init__(self) -> None:
        self._held: dict[str, Playback] = {}
        self._size = 0

    def get(self, name: str) -> Playback | None:
        """The one of this name, if it is still held."""
        return self._held.get(name)

    def add(self, playback: Playback) -> None:
        """Hold one more, and let go of the oldest ones that no longer fit."""
        self.drop(playback.name)
        self._held[playback.name] = playback
        self._size += playback.size + OVERHEAD
        while self._size > HELD_BYTES and len(self._held) > 1:
            self.drop(next(iter(self._held)))

    def drop(self, name: str) -> None:
        """Let go of one whose recording has changed."""
        if playback := self._held.pop(name, None):
            self._size -= playback.size + OVERHEAD
