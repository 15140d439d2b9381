"""Recordings that no test claims, those that their tests pass without, and what killed runs left behind.

What is not known is said and never listed as one of these: a file that was not collected, a test that was not seen
to pass, a recording that is newer than what was seen.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from understudy.errors import RecordingUnreadable
from understudy.operations.claims import Claim, Claims
from understudy.operations.files import Unreadable
from understudy.operations.places import Found, Leftover, Stamp, places_of
from understudy.store import read
from understudy.store.index import read_text
from understudy.store.media import any_content

DAY_NS = 24 * 3600 * 10**9
"""What a run left behind may be one's that still runs, until it is older than this."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A recording that no test claims."""

    path: str
    scope: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Unused:
    """A recording whose tests passed without it."""

    path: str
    scope: str
    tests: tuple[str, ...]
    ran_ns: int
    """When, in nanoseconds since 1970; the first of several tests."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A recording of which nothing can be said."""

    path: str
    scope: str
    why: str
    """The same words for all recordings that have the same reason."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found; nothing of it is changed."""

    orphans: tuple[Orphan, ...] = ()
    unused: tuple[Unused, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    not_known: tuple[NotKnown, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    count: int = 0
    """Recordings that were looked at."""

    @property
    def has_any(self) -> bool:
        """Whether there is something to delete."""
        return bool(self.orphans or self.unused or self.leftovers)


def findings(claims: Claims) -> Findings:
    """What can go, by what a collection and the last runs of its tests say.

    Raises:
        StoreUnusable: a store cannot be listed.
    """
    root = Path(claims.root)
    places = places_of(root, frozenset(claim.store for claim in claims.tests))
    judge = _Judge(claims)
    judged = [each for found in places.recordings if (each := judge.judged(found))]
    yesterday = time.time_ns() - DAY_NS
    return Findings(
        orphans=tuple(each for each in judged if isinstance(each, Orphan)),
        unused=tuple(each for each in judged if isinstance(each, Unused)),
        leftovers=tuple(each for each in places.leftovers if each.changed_ns < yesterday),
        not_known=tuple(each for each in judged if isinstance(each, NotKnown)),
        unreadable=places.unreadable,
        count=len(places.recordings),
    )


class _Judge:
    def __init__(self, claims: Claims) -> None:
        self._claims, self._root = claims, Path(claims.root)
        self._in_store: dict[tuple[str, str | None], list[Claim]] = {}
        self._of_scope: dict[str | None, list[Claim]] = {}
        for claim in claims.tests:
            self._in_store.setdefault((claim.store, claim.scope), []).append(claim)
            self._of_scope.setdefault(claim.scope, []).append(claim)

    def judged(self, found: Found) -> Orphan | Unused | NotKnown | None:
        """None where it is claimed and needed, or is a recording of all scopes."""
        scope = found.entry.scope
        if scope is None:
            return None
        claims = [
            (claim, name)
            for store, name in found.stores
            for claim in (*self._in_store.get((store, scope), ()), *self._in_store.get((store, None), ()))
        ]
        unused = self._unused(found, scope, claims) if claims else None
        # A test of all scopes may play a recording of a test that is gone.
        if claims and (any(claim.scope == scope for claim, _ in claims) or not isinstance(unused, Unused)):
            return unused
        if why := self._doubt(found, scope):
            return NotKnown(found.path, scope, why)
        return Orphan(found.path, scope, found.stamp)

    def _doubt(self, found: Found, scope: str) -> str:
        """Why a recording that no test of its store claims need not be an orphan."""
        if others := self._of_scope.get(scope):
            return f"its test keeps its recordings elsewhere, such as in {self._shown(others[0].store)}"
        file, is_test, _ = scope.partition("::")
        if not is_test:
            if found.stores:
                return "its scope is no test's; a program may ask for it"
            file = self._file_beside(found)
        elif not found.stores and (self._root / file).parent != _beside(found):
            return "it was recorded for a test file in another folder"
        if file in self._claims.files or not (self._root / file).exists():
            return ""
        return f"{file} was not collected; to judge it: understudy prune {file}"

    def _file_beside(self, found: Found) -> str:
        file = _beside(found) / f"{Path(found.path).parent.parent.name}.py"
        return Path(os.path.relpath(file, self._root)).as_posix()

    def _unused(self, found: Found, scope: str, claims: Iterable[tuple[Claim, str]]) -> Unused | NotKnown | None:
        if not found.entry.fingerprints:
            return None
        ran = self._claims.ran
        if ran is None:
            return NotKnown(
                found.path, scope, "pytest's cache is off (-p no:cacheprovider), which remembers what was played"
            )
        whys, tests = [], {}
        for claim, name in claims:
            last = ran.get(claim.test)
            if last is None or (last.store, last.scope) != (claim.store, claim.scope):
                whys.append("its test was not seen to pass; run pytest first")
            elif name in last.played:
                return None
            elif found.stamp[0] > last.at_ns:
                whys.append("it is newer than the last pass of its test; run pytest first")
            else:
                tests[claim.test] = last.at_ns
        if whys:
            return NotKnown(found.path, scope, whys[0])
        if _is_nobodys_call(found):
            return None
        if any(claim.keeps_unused for claim, _ in claims):
            return NotKnown(
                found.path, scope, 'unused when its test last passed, which ignores that: unused = "ignore"'
            )
        return Unused(found.path, scope, tuple(tests), min(tests.values()), found.stamp)

    def _shown(self, store: str) -> str:
        path = Path(store)
        return path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else store


def _beside(found: Found) -> Path:
    """The folder of the test file: a recording lies in `recordings/<module>/<test>/` there."""
    return Path(found.path).parents[3]


def _is_nobodys_call(found: Found) -> bool:
    """Whether it is a tool's call as the original system records them, for itself."""
    try:
        text = read_text(found.path, found.path)
        recording = read(text or "", found.path, content=any_content)
    except RecordingUnreadable:
        return True
    return recording.format == 1 and recording.outcome is not None
