"""What was found to be of no use goes, and the folders that it leaves empty."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from understudy.operations.folders import FOLDER
from understudy.operations.places import Stamp, stamp_of
from understudy.operations.pruning import Findings


@dataclass(frozen=True, slots=True)
class Kept:
    """What was to go and is still there."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Removed:
    """What became of it."""

    deleted: tuple[str, ...]
    kept: tuple[Kept, ...]


def remove(found: Findings) -> Removed:
    """Delete what was found, but for what has changed since it was looked at."""
    stamps: dict[str, Stamp | None] = {each.path: each.stamp for each in found.orphans}
    stamps |= {each.path: each.stamp for each in found.unused} | {each.path: None for each in found.leftovers}
    deleted, kept = [], []
    for path, stamp in stamps.items():
        try:
            if stamp is not None and stamp_of(path) != stamp:
                kept.append(Kept(path, "it has changed meanwhile"))
                continue
            _remove(Path(path))
        except FileNotFoundError:
            continue  # somebody else was first
        except OSError as error:
            kept.append(Kept(path, error.strerror or str(error)))
            continue
        deleted.append(path)
        _tidy(Path(path).parent)
    return Removed(tuple(deleted), tuple(kept))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _tidy(folder: Path) -> None:
    """Remove folders without content, up to `recordings`."""
    with suppress(OSError):  # it is not empty, or gone
        while True:
            folder.rmdir()
            if folder.name == FOLDER:
                return
            folder = folder.parent
