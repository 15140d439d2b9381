"""Which recordings are needed: by the run that goes on, or by a project's tests when they last passed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from understudy.operations.claims import Claims
from understudy.operations.pruning import Findings


@dataclass(frozen=True, slots=True)
class Standing:
    """Names of a store's recordings."""

    played: Mapping[str, int]
    """How often each was."""

    unused: Collection[str] | None = None
    """Those whose tests passed without them; None where all count as unused that were not played."""

    orphans: Collection[str] = frozenset()
    """Those that no test claims."""

    def state_of(self, name: str) -> str:
        """`played`, `unused`, `orphan`; empty where nothing is known."""
        if name in self.orphans:
            return "orphan"
        if name in self.played:
            return "played"
        return "unused" if self.unused is None or name in self.unused else ""


def standing_by_tests(store: Path, claims: Claims, found: Findings) -> Standing:
    """What the tests of a project say of the recordings in one folder.

    Args:
        claims: what the collection of the tests found.
        found: what follows from it for all recordings of the project.
    """
    folder = (store.parent if store.is_file() else store).absolute()
    played: Counter[str] = Counter()
    for ran in (claims.ran or {}).values():
        played.update(_names(folder, [f"{ran.store}/{name}" for name in ran.played]))
    return Standing(
        played,
        frozenset(_names(folder, [each.path for each in found.unused])),
        frozenset(_names(folder, [each.path for each in found.orphans])),
    )


def _names(folder: Path, paths: list[str]) -> list[str]:
    """The names, within the folder, of those that lie in it."""
    before = os.path.normpath(folder) + os.sep
    whole = (os.path.normpath(os.path.abspath(path)) for path in paths)
    return [path.removeprefix(before).replace(os.sep, "/") for path in whole if path.startswith(before)]
