"""Where a project's recordings lie: in the stores of its tests, and in `recordings/<module>/<test>/` below its root."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from understudy.errors import RecordingUnreadable
from understudy.operations.files import Unreadable, files_of
from understudy.operations.folders import FOLDER
from understudy.store import Entry
from understudy.store.glance import glance
from understudy.store.index import read_text
from understudy.store.untrusted import DEEPEST_FOLDER
from understudy.store.whole_file import HALF_WRITTEN

LEFT_OUT = {"__pycache__", "node_modules", "site-packages"}
STAGED = ".recording-"
"""How names begin of folders that a run that is killed leaves behind."""

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A recording, and in which stores it lies."""

    path: str
    entry: Entry
    stamp: Stamp
    stores: tuple[tuple[str, str], ...]
    """Each with the recording's name there; none for a folder that is no test's any more."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a run that was killed had recorded and not yet put in place; git ignores it."""

    path: str
    changed_ns: int


@dataclass(frozen=True, slots=True)
class Places:
    """Everything that was found."""

    recordings: tuple[Found, ...]
    unreadable: tuple[Unreadable, ...]
    leftovers: tuple[Leftover, ...]


def places_of(root: Path, stores: frozenset[str]) -> Places:
    """The recordings of these stores, and of folders below the root that look like a test's."""
    names: dict[str, list[tuple[str, str]]] = {}
    staged: set[Path] = set()
    folders = []
    for store in sorted(stores):
        place = Path(store)
        if place.exists():
            for name in files_of(place).names:
                path = str(place if place.is_file() else place / name)
                names.setdefault(path, []).append((store, name))
            folders.append(place.parent if place.is_file() else place)
        if not place.is_relative_to(root):
            staged.update(each for each in place.parent.glob(f"{STAGED}{escape(place.name)}-*") if _is_staged(each))
    for folder in _below(root):
        if folder.name.startswith(STAGED):
            staged.update([folder] if _is_staged(folder) else ())
        elif folder.parent.parent.name == FOLDER:
            folders.append(folder)
            for file in sorted(folder.glob("*.json")):
                names.setdefault(str(file), [])
    recordings, unreadable = _read(names)
    halves = {half for folder in folders for half in folder.glob(f"{HALF_WRITTEN}*") if half.is_file()}
    leftovers = tuple(Leftover(str(path), _changed_ns(path)) for path in sorted(staged | halves))
    return Places(recordings, unreadable, leftovers)


def stamp_of(path: str | Path) -> Stamp:
    """What is another after every change of a file."""
    status = os.stat(path)
    return status.st_mtime_ns, status.st_size, status.st_ino


def _below(folder: Path, level: int = 0) -> Iterator[Path]:
    """The folders below; what is hidden, installed or made by a tool is not a project's own."""
    if level > DEEPEST_FOLDER:
        return
    try:
        found = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    for name in found:
        path = folder / name
        if name.startswith(STAGED):
            yield path
        elif not name.startswith(".") and name not in LEFT_OUT and not (path / "pyvenv.cfg").exists():
            yield path
            yield from _below(path, level + 1)


def _read(names: dict[str, list[tuple[str, str]]]) -> tuple[tuple[Found, ...], tuple[Unreadable, ...]]:
    found, unreadable = [], []
    for path, stores in names.items():
        try:
            stamp = stamp_of(path)
            text = read_text(path, path)
            if text is not None:
                found.append(Found(path, glance(text, path), stamp, tuple(stores)))
        except RecordingUnreadable as error:
            unreadable.append((stores, Unreadable(path, str(error))))
        except OSError:
            continue  # it went while we looked
    # In a folder that is nobody's store and holds no recording, a file that is none is somebody else's.
    ours = {os.path.dirname(each.path) for each in found}
    kept = tuple(each for stores, each in unreadable if stores or os.path.dirname(each.name) in ours)
    return tuple(found), kept


def _is_staged(folder: Path) -> bool:
    try:
        return (folder / ".gitignore").read_text("utf-8") == "*\n"
    except (OSError, ValueError):
        return False


def _changed_ns(path: Path) -> int:
    try:
        inside = path.rglob("*") if path.is_dir() else ()
        newest: int = max(each.lstat().st_mtime_ns for each in (path, *inside))
    except OSError:
        return time.time_ns()  # it is being put in place
    return newest
