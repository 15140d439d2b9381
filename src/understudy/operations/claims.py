"""Which tests a project has, which recordings each of them claims, and what each played when it last passed.

The pytest plugin writes it down: `understudy prune` reads it, from a process of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """The recordings of one scope in one store are a test's; without a scope, all of the store."""

    test: str
    store: str
    """An absolute path."""

    scope: str | None
    keeps_unused: bool = False
    """Whether it may play in another run what it did not play in one: it ignores unused recordings on purpose."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a test needed when it last passed."""

    store: str
    scope: str | None
    at_ns: int
    """When it began, in nanoseconds since 1970: what was written later it may not have known."""

    played: tuple[str, ...]
    """Names of the recordings that it played or wrote."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a collection found."""

    root: str
    """An absolute path, where the tests' ids begin."""

    tests: tuple[Claim, ...]
    files: frozenset[str]
    """Test files that were collected, as in the tests' ids."""

    broken: Mapping[str, str]
    """What could not be collected, and why."""

    ran: Mapping[str, Ran] | None
    """By test; None where pytest has no cache to remember it in."""


def write_claims(claims: Claims, path: Path) -> None:
    """Write them into a file."""
    written = asdict(claims) | {"files": sorted(claims.files)}
    path.write_text(json.dumps(written), "utf-8")


def read_claims(path: Path) -> Claims:
    """What `write_claims` wrote."""
    kept = json.loads(path.read_text("utf-8"))
    return Claims(
        root=kept["root"],
        tests=tuple(Claim(**each) for each in kept["tests"]),
        files=frozenset(kept["files"]),
        broken=kept["broken"],
        ran=None if kept["ran"] is None else runs_of(kept["ran"]),
    )


def runs_of(kept: Any) -> dict[str, Ran]:
    """Runs by test, from JSON; those that are not understood are not known."""
    runs = {}
    for test, each in kept.items() if isinstance(kept, dict) else ():
        try:
            store, scope, at_ns, played = each["store"], each["scope"], int(each["at_ns"]), tuple(each["played"])
        except (KeyError, TypeError, ValueError):
            continue
        runs[test] = Ran(store, scope, at_ns, played)
    return runs
