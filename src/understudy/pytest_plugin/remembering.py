"""What each test needed when it last passed, kept in pytest's cache for `understudy prune`.

A test's last report carries it, so that pytest-xdist's workers need no cache; the process that sums up writes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from os.path import exists, normpath
from pathlib import Path

import pytest

from understudy.engine import Session
from understudy.model import Mode
from understudy.operations.claims import Ran, runs_of

KEY = "understudy/ran"
ATTRIBUTE = "understudy_ran"
NAMES = tuple(each.name for each in fields(Ran))


def ran_of(session: Session, store: Path, at_ns: int) -> Ran | None:
    """What a test that has passed needed; None where that is not known, or where there was nothing to need."""
    journal = session.journal
    if session.mode is Mode.LIVE or not journal.is_all_kept:
        return None
    played = tuple(sorted(journal.played.keys() | journal.kept.keys()))
    if not played and not exists(store):
        return None
    return Ran(normpath(store), session.scope, at_ns, played)


def attach(report: pytest.TestReport, test: str, ran: Ran | None) -> None:
    """Give a report what its test needed."""
    if ran is not None:
        facts = {name: getattr(ran, name) for name in NAMES}
        # Lists: what travels between processes has no tuples.
        report.__dict__[ATTRIBUTE] = {"test": test, **facts, "played": list(ran.played)}


def remember(config: pytest.Config, reports: Iterable[pytest.TestReport]) -> None:
    """Keep what these reports say; of all other tests, what was known before."""
    known = remembered(config)
    found = [getattr(report, ATTRIBUTE) for report in reports if hasattr(report, ATTRIBUTE)]
    if known is None or not found or config.cache is None:
        return
    kept = {test: asdict(ran) for test, ran in known.items() if exists(ran.store)}
    for ran in sorted(found, key=lambda each: each["at_ns"]):
        kept[ran["test"]] = {name: value for name, value in ran.items() if name != "test"}
    config.cache.set(KEY, kept)


def remembered(config: pytest.Config) -> dict[str, Ran] | None:
    """What is known, by test; None without a cache."""
    cache = getattr(config, "cache", None)
    return None if cache is None else runs_of(cache.get(KEY, {}))
