"""The files of a store, one by one: a damaged one among them hides none of the others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from understudy.errors import RecordingUnreadable, StoreUnusable, WrongUse
from understudy.match import NO_RULES, Rules
from understudy.model import Recording
from understudy.store import read
from understudy.store.held import Stamp, stamp_of
from understudy.store.index import SUFFIXES, read_text
from understudy.store.media_files import MediaFiles
from understudy.store.untrusted import DEEPEST_FOLDER, unread


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that should be a recording and is none."""

    name: str
    reason: str
    """What is wrong and the way out; its first line stands alone."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where a store lies and what is in it."""

    folder: Path
    names: tuple[str, ...]
    """Of all files that should be recordings, in order, as paths within the folder."""

    def text(self, name: str) -> str | None:
        """A file's text; None for a note, a `.txt` that does not even begin like a recording.

        Raises:
            RecordingUnreadable: it cannot be read.
        """
        return read_text(self.folder / name, name)

    def read(self, name: str, rules: Rules = NO_RULES) -> Recording | Unreadable | None:
        """One recording, its fingerprints as a project's rules make them, or what is wrong with it; None for a note."""
        try:
            text = self.text(name)
            return None if text is None else read(text, name, rules, MediaFiles(self.folder).beside(name))
        except RecordingUnreadable as error:
            return Unreadable(name, str(error))


def files_of(path: str | Path) -> Files:
    """The files of a store that exists: a folder, or a single recording.

    Raises:
        StoreUnusable: there is nothing at this path, or it cannot be listed.
    """
    place = Path(path)
    if place.is_file():
        return Files(place.parent, (place.name,))
    return Files(place, tuple(sorted(name for name, _ in _listed(place))))


def stamps_of(path: str | Path) -> dict[str, Stamp]:
    """The same files, each with what is another after every change of it; those that went meanwhile are left out.

    Raises:
        StoreUnusable: there is nothing at this path, or it cannot be listed.
    """
    place, stamps = Path(path), {}
    if place.is_file():
        return {place.name: stamp_of(place.stat())}
    for name, entry in _listed(place):
        with suppress(OSError):
            try:
                stamps[name] = stamp_of(entry.stat())
            except OSError:  # a link that leads nowhere
                stamps[name] = stamp_of(entry.stat(follow_symlinks=False))
    return stamps


def _listed(folder: Path) -> list[tuple[str, os.DirEntry[str]]]:
    if not folder.is_dir():
        raise StoreUnusable(f"{folder}: no such folder or file\n\n  Name a folder of recordings, or one recording.")
    try:
        return list(_below(str(folder), ""))
    except OSError as error:
        raise StoreUnusable(f"{folder}: cannot be opened as a store: {unread(folder, error)}") from error


def is_name(name: str) -> bool:
    """Whether a text can be the name of a recording, and leads nowhere else."""
    path = PurePosixPath(name)
    is_within = not path.is_absolute() and not any(part.startswith(".") for part in path.parts)
    return is_within and name.endswith(SUFFIXES) and "\\" not in name and "\0" not in name


def selected(files: Files, words: list[str]) -> list[str]:
    """The names meant by these words: a name, or a part of one that no other name has.

    Raises:
        WrongUse: a word fits no name, or several.
    """
    return [_meant(files, word) for word in words]


def _meant(files: Files, word: str) -> str:
    exact = [name for name in files.names if word in (name, str(files.folder / name))]
    fitting = exact or [name for name in files.names if word in name]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise WrongUse(
            f"{word}: no recording in {files.folder} has this in its name"
            f"\n\n  See what there is: understudy ls {files.folder}"
        )
    listed = "\n".join(f"    {name}" for name in fitting[:20])
    more = f"\n    and {len(fitting) - 20} more" if len(fitting) > 20 else ""
    raise WrongUse(f"{word}: {len(fitting)} recordings have this in their names; name one:\n\n{listed}{more}")


def _below(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """As the store reads a folder: files below it too, hidden ones not."""
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False) and prefix.count("/") < DEEPEST_FOLDER:
            yield from _below(entry.path, f"{prefix}{name}/")
        elif name.endswith(SUFFIXES) or entry.is_dir():
            # A folder that no store enters is told of when it is read.
            yield prefix + name, entry
