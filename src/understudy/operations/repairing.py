"""What can be mended in a store without inventing anything: found first, done on request.

Everything that is written is proved beforehand: read again, it is the recording that it was, or, where it could not be
read, one whose every part was there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from shlex import quote
from typing import Any

from understudy.errors import MediumUnreadable, RecordingUnreadable, StoreUnusable
from understudy.model import Recording
from understudy.operations.files import Files, Unreadable, files_of
from understudy.operations.rekeying import rekey
from understudy.operations.verify import Verdict, verify
from understudy.store.document import format_of, parsed
from understudy.store.lock import locked
from understudy.store.media import NAME, references
from understudy.store.media_files import FOLDER, MediaFiles, is_named, media_folder
from understudy.store.reading import read
from understudy.store.untrusted import LARGEST_MEDIUM, LARGEST_RECORDING, bytes_of
from understudy.store.whole_file import half_written_in, replace_file
from understudy.store.writing import text_of


class Remedy(Enum):
    """What is done."""

    LAYOUT = "layout"
    """The text is laid out as Understudy writes it: indents, line ends, the final newline. What it says stays."""

    MEDIUM = "medium"
    """A reference to a medium gets the suffix of the file that has its content."""

    FINGERPRINT = "fingerprint"
    """What the file states gets the fingerprint that its request has under the project's rules of today."""

    LEFTOVER = "leftover"
    """What a process that was killed left half written is deleted."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing to do to one file."""

    path: str
    remedy: Remedy
    what: str
    """In a few words."""


@dataclass(frozen=True, slots=True)
class Repairs:
    """What was found, and whether it was done."""

    repairs: tuple[Repair, ...]
    left: tuple[Unreadable, ...]
    """What is wrong and cannot be mended without inventing something, each with the way out."""

    count: int
    """Files that were looked at."""

    is_written: bool = False

    @property
    def is_left(self) -> bool:
        """Whether there is something to do."""
        return bool(self.left or (self.repairs and not self.is_written))


@dataclass(slots=True)
class _Mended:
    """A file, and what it is to become."""

    path: Path
    was: bytes
    content: bytes
    repairs: list[Repair] = field(default_factory=list)


def repair(
    place: str | Path, *, writes: bool = False, progress: Callable[[int, int], None] = lambda done, of: None
) -> Repairs:
    """Look through a store or at one recording, and mend on request.

    Raises:
        StoreUnusable: there is nothing at this path; a file cannot be written.
        WrongUse: a rule of the project is none.
    """
    files = files_of(place)
    mended = [each for each in (_mended(files, name) for name in files.names) if each is not None and each.repairs]
    leftovers = list(_leftovers(Path(place))) if Path(place).is_dir() else []
    if writes:
        try:
            for each in mended:
                _write(each)
            for path in leftovers:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnusable(
                f"{error.filename or place}: cannot be mended: {error.strerror}"
                f"\n\n  What comes after it is not mended yet. See whose it is: ls -ld {quote(str(place))}"
            ) from error
    rekeyed = rekey(place, writes=writes)
    repairs = [each for one in mended for each in one.repairs]
    repairs += [
        Repair(
            move.path,
            Remedy.FINGERPRINT,
            f"{move.stated.partition(':')[0]} becomes {move.computed.partition(':')[0]}"
            + ("; it may stop matching, `understudy rekey` says why" if move.counting else ""),
        )
        for move in rekeyed.moves
        if rekeyed.is_written or not rekeyed.collisions
    ]
    repairs += [Repair(str(path), Remedy.LEFTOVER, "half written by a process that was killed") for path in leftovers]
    to_be_whole = {each.path for each in repairs if each.remedy is Remedy.MEDIUM and not writes}
    left = [
        Unreadable(each.path, each.problem)
        for each in verify([place], progress)
        if each.verdict is Verdict.PROBLEM and each.path not in to_be_whole
    ]
    left += [
        Unreadable(
            each.one,
            f"the rules of the project make it one with {each.other}"
            f"\n\n  See where they differ: understudy rekey {quote(str(place))}",
        )
        for each in rekeyed.collisions
    ]
    return Repairs(tuple(sorted(repairs, key=lambda each: each.path)), tuple(left), len(files.names), writes)


def _mended(files: Files, name: str) -> _Mended | None:
    path = files.folder / name
    try:
        was = bytes_of(path, LARGEST_RECORDING, files.folder)
        text = files.text(name)
        if text is None or format_of(parsed(text, name), name) == 1:
            return None  # a note, or somebody else's file
    except (RecordingUnreadable, OSError):
        return None
    found = _Mended(path, was, was)
    media = MediaFiles(files.folder).beside(name)
    try:
        before: Recording | None = read(text, name, content=media)
    except MediumUnreadable:
        before = None
        text = _referring(found, text, name, media)
    except RecordingUnreadable:
        return None
    with suppress(RecordingUnreadable, ValueError):
        laid_out = text_of(_once(text))
        if laid_out != text.encode("utf-8") or was.startswith(b"\xef\xbb\xbf"):
            after = read(laid_out.decode("utf-8"), name, content=media)
            if before in (None, after) and parsed(laid_out.decode("utf-8"), name) == parsed(text, name):
                found.content = laid_out
                found.repairs.append(Repair(str(path), Remedy.LAYOUT, _layout(was)))
    return found


def _referring(found: _Mended, text: str, name: str, media: Callable[[str], bytes]) -> str:
    """The text with references to media that are there; as it was where that does not make it whole."""
    renamed = {}
    for each in references(parsed(text, name)):
        try:
            media(each)
        except MediumUnreadable:
            other = _other(found.path, each)
            if other is None:
                return text
            renamed[each] = other
    again = text
    for one, other in renamed.items():
        again = again.replace(one, other)
    try:
        read(again, name, content=media)
    except RecordingUnreadable:
        return text
    found.content = again.encode("utf-8")
    found.repairs += [
        Repair(
            str(found.path),
            Remedy.MEDIUM,
            f"{one[:12]}….{one.rpartition('.')[2]} is there as .{other.rpartition('.')[2]}",
        )
        for one, other in renamed.items()
    ]
    return again


def _other(recording: Path, name: str) -> str | None:
    """A medium of the same content under another suffix."""
    digest = name.partition(".")[0]
    folders = [media_folder(recording.parent), *(each / FOLDER for each in recording.absolute().parents)]
    for path in (path for folder in folders for path in sorted(folder.glob(f"{digest}.*"))):
        with suppress(OSError):
            if NAME.fullmatch(path.name) and is_named(path.name, bytes_of(path, LARGEST_MEDIUM)):
                return path.name
    return None


def _once(text: str) -> dict[str, Any]:
    """The document, in which no key stands twice: of two, one would be lost.

    Raises:
        ValueError: one does.
    """

    def checked(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    document: dict[str, Any] = json.loads(text, object_pairs_hook=checked)
    return document


def _layout(was: bytes) -> str:
    if b"\r\n" in was:
        return "line ends of Windows"
    if not was.endswith(b"\n"):
        return "no newline at its end"
    return "a byte order mark" if was.startswith(b"\xef\xbb\xbf") else "other indents or escapes"


def _leftovers(store: Path) -> Iterator[Path]:
    folders = [store, *(path for path in store.rglob("*") if path.is_dir() and not path.is_symlink())]
    for folder in dict.fromkeys([*folders, media_folder(store)]):
        with suppress(FileNotFoundError, NotADirectoryError):
            yield from half_written_in(folder, time.time())


def _write(mended: _Mended) -> None:
    with locked(mended.path.parent):
        if mended.path.read_bytes() != mended.was:
            raise StoreUnusable(
                f"{mended.path}: has changed since it was looked at"
                f"\n\n  What comes after it is not mended yet. Look again: understudy repair {quote(str(mended.path))}"
            )
        replace_file(mended.path, mended.content)
