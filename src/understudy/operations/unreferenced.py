"""Media that no recording refers to any more.

A recording finds its media beside it or in a folder above, so a folder `media` belongs to all recordings below the one
in which it lies; those that wait for a review, or that a run is about to put in place, count as well.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from understudy.errors import RecordingUnreadable, StoreUnusable, WrongUse
from understudy.operations.files import Unreadable
from understudy.operations.pending import FOREIGN, MANIFEST, PREFIX
from understudy.operations.places import STAGED, Stamp, stamp_of
from understudy.operations.removing import Kept, Removed
from understudy.store.document import parsed
from understudy.store.index import SUFFIXES, read_text
from understudy.store.media import NAME
from understudy.store.media_files import ATTRIBUTES, FOLDER, media_folder
from understudy.store.untrusted import DEEPEST_FOLDER, LARGEST_RECORDING, bytes_of, unread
from understudy.store.whole_file import HALF_WRITTEN

NEW_NS = 10 * 60 * 10**9
"""A run writes a medium first and then the recording that refers to it: what is newer than this is left alone."""


@dataclass(frozen=True, slots=True)
class Unreferenced:
    """A medium that no recording refers to, or one that was never wholly written."""

    path: str
    size_bytes: int
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class MediaFound:
    """What was found; nothing of it is changed."""

    unreferenced: tuple[Unreferenced, ...]
    unreadable: tuple[Unreadable, ...]
    """Files that should be recordings, and folders that may hold some: what they refer to is not known, and so nothing
    can go."""

    count: int
    """Media that were looked at."""

    @property
    def can_go(self) -> bool:
        """Whether there is something to delete, and nothing that forbids it."""
        return bool(self.unreferenced) and not self.unreadable


def unreferenced(place: str | Path) -> MediaFound:
    """The media of all stores in a folder and below.

    Raises:
        StoreUnusable: there is no such folder.
        WrongUse: its recordings share their media with others.
    """
    root = Path(place)
    if not root.is_dir():
        raise StoreUnusable(f"{root}: no such folder\n\n  Name a folder of recordings, or one that holds such folders.")
    shared = media_folder(root)
    if shared.parent != root and shared.is_dir() and not (root / FOLDER).is_dir():
        raise WrongUse(
            f"{root}: shares its media with other tests\n\n  Look at all of them: understudy gc {shared.parent}"
        )
    found: list[Unreferenced] = []
    unreadable: dict[str, Unreadable] = {}
    count = 0

    def note(error: OSError) -> None:
        name = str(error.filename)
        unreadable[name] = Unreadable(name, f"{name}: cannot be looked through: {unread(name, error)}")

    for folder in _media_folders(root, note):
        media = [path for path in sorted(folder.iterdir()) if _is_ours(path)]
        if not media:
            continue
        mentioned: set[str] = set()
        for path in _recordings_of(folder.parent, note):
            try:
                mentioned |= _mentioned(path)
            except RecordingUnreadable as error:
                unreadable[str(path)] = Unreadable(str(path), str(error))
        count += len(media)
        for path in media:
            if path.name not in mentioned:
                with suppress(FileNotFoundError):  # somebody else was first
                    found.append(_unreferenced(path))
    return MediaFound(tuple(found), tuple(unreadable.values()), count)


def remove_media(found: MediaFound) -> Removed:
    """Delete them, but for what was written a moment ago or is in use again."""
    deleted, kept = [], []
    for each in found.unreferenced if found.can_go else ():
        path = Path(each.path)
        try:
            if stamp_of(path) != each.stamp:
                kept.append(Kept(each.path, "it has changed meanwhile"))
            elif time.time_ns() - each.stamp[0] < NEW_NS:
                kept.append(Kept(each.path, "it is not ten minutes old: a run may be about to refer to it"))
            else:
                path.unlink()
                deleted.append(each.path)
                _tidy(path.parent)
        except FileNotFoundError:
            continue
        except OSError as error:
            kept.append(Kept(each.path, error.strerror or str(error)))
    return Removed(tuple(deleted), tuple(kept))


def _media_folders(root: Path, note: Callable[[OSError], None]) -> Iterator[Path]:
    return (folder for folder, _ in _walked(root, note, hidden=()) if folder.name == FOLDER)


def _recordings_of(store: Path, note: Callable[[OSError], None]) -> Iterator[Path]:
    """All files below that may refer to a medium, and those that are to get there."""
    beside = (
        path
        for pattern in (f"{PREFIX}{escape(store.name)}", f"{STAGED}{escape(store.name)}-*")
        for path in store.absolute().parent.glob(pattern)
    )
    for top in (store, *beside):
        for folder, names in _walked(top, note, hidden=(PREFIX, STAGED)):
            for name in sorted(names):
                is_recording = name.endswith(SUFFIXES) and not name.startswith(".") and name != MANIFEST
                if is_recording or name.startswith(HALF_WRITTEN):
                    yield folder / name
            # What lies behind a link is not looked at: it is told of when it is read.
            yield from (each for each in sorted(folder.iterdir()) if each.is_symlink() and each.is_dir())


def _walked(top: Path, note: Callable[[OSError], None], hidden: tuple[str, ...]) -> Iterator[tuple[Path, list[str]]]:
    """Folders and the names of their files; of hidden ones those of these names. Links to folders are not followed.

    Args:
        note: is told of a folder that cannot be looked through.
    """
    above = len(top.parts) + DEEPEST_FOLDER
    for folder, folders, names in os.walk(top, onerror=note):
        folders[:] = sorted(
            each
            for each in folders
            if len(Path(folder).parts) <= above
            and (each.startswith(hidden) if each.startswith(".") else each not in FOREIGN)
            and not os.path.exists(os.path.join(folder, each, "pyvenv.cfg"))
        )
        yield Path(folder), names


def _mentioned(path: Path) -> set[str]:
    """Every name of a medium that a file has in it, wherever.

    Raises:
        RecordingUnreadable: it is damaged, and may have had others in it.
    """
    if path.name.startswith(HALF_WRITTEN):
        with suppress(OSError):
            return _names(bytes_of(path, LARGEST_RECORDING).decode("utf-8", "replace"))
        return set()
    text = read_text(path, str(path))
    if text is None:
        return set()
    parsed(text, str(path))
    return _names(text)


def _names(text: str) -> set[str]:
    return {found.group() for found in NAME.finditer(text)}


def _is_ours(path: Path) -> bool:
    return path.is_file() and bool(NAME.fullmatch(path.name) or path.name.startswith(HALF_WRITTEN))


def _unreferenced(path: Path) -> Unreferenced:
    stamp = stamp_of(path)
    return Unreferenced(str(path), stamp[1], stamp)


def _tidy(folder: Path) -> None:
    """Remove a folder in which no medium is left."""
    with suppress(OSError):
        if [path.name for path in folder.iterdir()] == [ATTRIBUTES]:
            (folder / ATTRIBUTES).unlink()
            folder.rmdir()
