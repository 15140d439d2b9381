"""Which folder each index is of, noted beside it, so that the indexes of folders that are gone can go too.

They are looked through when a folder gets its first index, which takes far longer than that.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PLACE = ".place"
KEPT = (".entries", ".json", ".similar", ".pages", ".pages-wal", ".pages-shm", PLACE)
"""Files of one index, by their suffixes; its place goes last."""


def note_place(index: Path, folder: Path) -> None:
    """Note of which folder an index is that is about to be written; if that is its first one, forget those of folders
    that are gone."""
    place = index.with_suffix(PLACE)
    # What cannot be noted is not missed: the index is deleted some day, and made again.
    with suppress(OSError):
        if place.exists():
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(os.fsencode(folder.resolve()))
        for each in {file.with_suffix("") for file in place.parent.glob("index-*")}:
            if _is_gone(each.with_suffix(PLACE)):
                _forget(each)


def _is_gone(place: Path) -> bool:
    """Whether the folder is. An index without a place is one of an older version."""
    try:
        folder = place.read_bytes()
    except FileNotFoundError:
        return True
    # Empty: another process is just writing it.
    return bool(folder) and not os.path.exists(folder)


def _forget(index: Path) -> None:
    for suffix in KEPT:
        index.with_suffix(suffix).unlink(missing_ok=True)
