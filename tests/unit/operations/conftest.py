"""What tests of recordings that wait have in common."""

from __future__ import annotations

import pytest

from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of

DATE = "2026-11-22T12:00:00Z"


@pytest.fixture
def old_store(tmp_path):
    """A store with one file."""
    folder = tmp_path / "tests" / "recordings"
    folder.mkdir(parents=True)
    (folder / "old.json").write_text("old")
    return folder


@pytest.fixture
def hold_one(old_store, tmp_path):
    """Let a new file of this name wait, for a test."""

    def hold_one(name="new.json", test="t", stale=(), kind=Kind.ADD):
        stage = tmp_path / "stage"
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{test} {name}")
        return hold(old_store, test, {path: Change(name, kind, digest_of(old_store / name))}, stale, DATE)

    return hold_one
