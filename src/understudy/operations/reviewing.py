"""Reviewing: what waits to become a recording is looked at, and accepted or rejected, one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from shlex import quote

from understudy.errors import RecordingUnreadable, StoreUnusable, WrongUse
from understudy.model import Recording
from understudy.operations.comparing import Part, compared
from understudy.operations.load import load
from understudy.operations.pending import Change, Kind, Pending, digest_of, pending_below, settle
from understudy.operations.tagging import with_tags_of
from understudy.store.media_files import media_folder
from understudy.store.untrusted import LARGEST_RECORDING, bytes_of
from understudy.store.whole_file import replace_file, unusable


@dataclass(frozen=True, slots=True)
class Waiting:
    """One change that waits."""

    test: str
    path: str
    """Of the recording that it replaces, adds or removes, as it is found from here."""

    kind: Kind
    new: str
    """The file that waits; empty where the recording is to go."""

    made: str
    """Date of the recording."""

    obstacle: str
    """What has happened to the recording since; empty where it is as it was."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a change changes."""

    parts: tuple[Part, ...]
    unreadable: str
    """Why one of the two files is not a recording; empty where both are."""

    old: Recording | None
    new: Recording | None


class Review:
    """All that waits below a folder."""

    def __init__(self, path: str | Path) -> None:
        """Looks for it.

        Raises:
            StoreUnusable: there is no such folder, or it cannot be looked through.
            RecordingUnreadable: a manifest is damaged.
        """
        place = Path(path)
        try:
            pending = pending_below(place)
        except OSError as error:
            raise StoreUnusable(
                f"{place}: cannot be looked through: {error.strerror}\n\n  See whose it is: ls -ld {quote(str(place))}"
            ) from error
        if not pending and not place.is_dir():
            what = "a file" if place.exists() else "no such folder"
            raise StoreUnusable(f"{place}: {what}\n\n  Name a folder that holds tests, or a store.")
        self._found = {_waiting(each, change): (each, change) for each in pending for change in each.changes}

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What waits, test by test."""
        return tuple(self._found)

    def selected(self, patterns: Sequence[str]) -> tuple[Waiting, ...]:
        """Those that these patterns mean: paths of recordings or of folders above them, or tests; all without any.

        Raises:
            WrongUse: a pattern means none.
        """
        for pattern in patterns:
            if not any(_means(pattern, each) for each in self.waiting):
                paths = "\n".join(f"    {each.path}" for each in self.waiting[:20]) or "    (nothing)"
                raise WrongUse(f"{pattern}: nothing of this path or test is pending\n\n  Pending are\n{paths}")
        return tuple(each for each in self.waiting if not patterns or any(_means(one, each) for one in patterns))

    def compare(self, waiting: Waiting) -> Compared:
        """What a change changes, side by side."""
        try:
            old, new = self.both(waiting)
        except RecordingUnreadable as error:
            return Compared((), str(error), None, None)
        return Compared(compared(old, new), "", old, new)

    def both(self, waiting: Waiting) -> tuple[Recording | None, Recording | None]:
        """What is recorded, and what is to take its place; None where there is nothing.

        Raises:
            RecordingUnreadable: one of the two files is not a recording.
        """
        pending, change = self._found[waiting]
        old = None if change.kind is Kind.ADD else _loaded(pending, pending.store / change.name)
        new = None if change.kind is Kind.REMOVE else _loaded(pending, pending.new(change))
        return old, new

    def accept(self, waiting: Waiting) -> None:
        """Carry a change out. All other files stay as they are.

        Raises:
            RecordingUnreadable: what would take its place is no recording; the change still waits.
            StoreUnusable: the recording's place cannot be written; the change still waits.
        """
        pending, change = self._found[waiting]
        target = pending.store / change.name
        if change.kind is not Kind.REMOVE:
            load(pending.new(change), media_folder(pending.store))
        try:
            if change.kind is Kind.REMOVE:
                target.unlink(missing_ok=True)
                with suppress(OSError):  # is not empty
                    pending.store.rmdir()
            else:
                # Tags are people's: those that were given meanwhile stay.
                new = bytes_of(pending.new(change), LARGEST_RECORDING)
                replace_file(target, with_tags_of(new, _content(target)))
        except OSError as error:
            raise unusable(target, error) from error
        self._settled(waiting)

    def reject(self, waiting: Waiting) -> None:
        """Forget a change."""
        self._settled(waiting)

    def _settled(self, waiting: Waiting) -> None:
        pending, change = self._found[waiting]
        try:
            settle(pending, change.name)
        except OSError as error:
            raise unusable(pending.folder, error) from error
        del self._found[waiting]


def free(changes: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Those that nothing is in the way of."""
    return tuple(each for each in changes if not each.obstacle)


def _waiting(pending: Pending, change: Change) -> Waiting:
    target = pending.store / change.name
    new = "" if change.kind is Kind.REMOVE else _shown(pending.new(change))
    obstacle = _obstacle(pending, change, target)
    return Waiting(pending.test, _shown(target), change.kind, new, change.made, obstacle)


def _obstacle(pending: Pending, change: Change, target: Path) -> str:
    found = digest_of(target)
    if found in (change.was, None if change.kind is Kind.REMOVE else digest_of(pending.new(change))):
        return ""
    if change.kind is Kind.REPLACE and found is not None and _is_only_tagged(target, pending.new(change), change.was):
        return ""
    if change.kind is Kind.ADD:
        return f"{_shown(target)} was recorded since, by another run"
    return f"{_shown(target)} was {'deleted' if found is None else 'changed'} since this was recorded"


def _is_only_tagged(target: Path, new: Path, was: str | None) -> bool:
    """Whether a recording is as it was when it was recorded anew, but for its tags: the new file has those of then."""
    try:
        then = with_tags_of(bytes_of(target, LARGEST_RECORDING), _content(new))
    except OSError:
        return False
    return hashlib.sha256(then).hexdigest() == was


def _content(path: Path) -> bytes | None:
    return bytes_of(path, LARGEST_RECORDING) if path.exists() else None


def _means(pattern: str, waiting: Waiting) -> bool:
    path, wanted = Path(waiting.path).absolute(), Path(pattern).absolute()
    return (
        wanted in (path, *path.parents)
        or pattern == waiting.test
        # A test's id has brackets of its own: only `*` and `?` are wildcards here.
        or any(fnmatchcase(each, pattern.replace("[", "[[]")) for each in (waiting.path, waiting.test))
    )


def _loaded(pending: Pending, path: Path) -> Recording | None:
    return load(path, media_folder(pending.store)) if path.exists() else None


def _shown(path: Path) -> str:
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)
