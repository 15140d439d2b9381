"""Which recordings the mode `record` renews: those of an API, of a file or a folder, those older than an age."""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from understudy.apis import PROFILES
from understudy.errors import WrongUse
from understudy.model import Recording
from understudy.store import Entry
from understudy.store.index import SUFFIXES

CALL = "call"
"""Stands for an API where a function's call was recorded."""

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
AGE = re.compile(rf"(\d+)\s*([{''.join(UNITS)}])")


@dataclass(frozen=True, slots=True)
class Age:
    """How old a recording may become."""

    text: str
    """As somebody wrote it, `30d`."""

    duration: timedelta

    def is_exceeded(self, recorded: str | None, now: datetime) -> bool:
        """Whether a recording of this date is older. One without a date is."""
        try:
            date = datetime.fromisoformat(recorded or "")
        except ValueError:
            return True
        return now - (date if date.tzinfo else date.replace(tzinfo=UTC)) > self.duration


@dataclass(frozen=True, slots=True)
class Renewal:
    """A choice of recordings; what several criteria name has to fit them all."""

    apis: frozenset[str] = frozenset()
    paths: frozenset[Path] = frozenset()
    is_any: bool = True
    """Whether neither an API nor a path was named."""

    max_age: Age | None = None

    @property
    def is_all(self) -> bool:
        """Whether it chooses whatever there is."""
        return self.is_any and self.max_age is None

    def chooses(self, store: Path, now: datetime) -> Callable[[Entry | Recording], bool]:
        """Whether a recording of this store is to be renewed."""

        def is_named(entry: Entry | Recording) -> bool:
            path = (store.parent if store.is_file() else store).resolve() / entry.name
            return not self.paths.isdisjoint((path, *path.parents))

        def is_chosen(entry: Entry | Recording) -> bool:
            if not (self.is_any or entry.api in self.apis or is_named(entry)):
                return False
            return self.max_age is None or self.max_age.is_exceeded(entry.recorded, now)

        return is_chosen


def renewal(patterns: Iterable[str], folder: Path, max_age: Age | None = None) -> Renewal:
    """The choice that these patterns make.

    Args:
        patterns: names of APIs (`openai-chat`), their providers (`openai`), paths of recordings and of folders of
            them; with `*` and `?` also several. None choose all.
        folder: where relative paths begin.

    Raises:
        WrongUse: a pattern names neither an API nor a recording.
    """
    apis: set[str] = set()
    paths: set[Path] = set()
    for pattern in patterns:
        named = {name for name, provider in _apis() if any(fnmatchcase(each, pattern) for each in (name, provider))}
        found = set() if named else _paths(pattern, folder)
        if not named and not found:
            raise WrongUse(
                f"{pattern!r} is neither an API nor a recording below {folder}"
                f"\n\n  APIs are {', '.join(name for name, _ in _apis())}."
                f"\n  A recording is named by its path, from {folder} on: recordings/test_x/test_y/*.json"
            )
        apis |= named
        paths |= found
    return Renewal(frozenset(apis), frozenset(paths), not apis and not paths, max_age)


def parse_age(text: object) -> Age:
    """The age that a text such as `30d` says.

    Raises:
        WrongUse: it says none.
    """
    if isinstance(text, Age):
        return text
    found = AGE.fullmatch(text.strip().lower()) if isinstance(text, str) else None
    try:
        if found:
            return Age(found[0], timedelta(**{UNITS[found[2]]: int(found[1])}))
    except OverflowError:
        pass
    units = ", ".join(f"{unit} ({name})" for unit, name in UNITS.items())
    raise WrongUse(f"{text!r} is not an age\n\n  Write a number and a unit, such as 30d. Units are {units}.")


def _apis() -> list[tuple[str, str]]:
    """Names of APIs with their providers."""
    return [*((profile.name, profile.upstream) for profile in PROFILES), (CALL, CALL)]


def _paths(pattern: str, folder: Path) -> set[Path]:
    exact = folder / pattern
    found = [exact] if exact.exists() else map(folder.joinpath, glob.iglob(pattern, root_dir=folder, recursive=True))
    return {path.resolve() for path in found if path.is_dir() or path.name.endswith(SUFFIXES)}
