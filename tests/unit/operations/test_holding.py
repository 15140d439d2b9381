"""`operations/holding.py`: recordings are held back, whatever happens to the process that made them."""

from __future__ import annotations

import os

import pytest

from understudy.errors import StoreUnusable
from understudy.operations import holding, pending
from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, pending_below

DATE = "2026-11-22T12:00:00Z"


def names(folder):
    return [(each.test, change.kind.value, change.name) for each in pending_below(folder) for change in each.changes]


def test_nothing_new_is_nothing_that_waits(hold_one, old_store, tmp_path):
    """
    Then what waited of the test is forgotten, and no folder stays.
    """
    hold_one()

    assert hold(old_store, "t", {}, (), DATE) == 0

    assert [path.name for path in old_store.parent.iterdir()] == ["recordings"]


@pytest.mark.parametrize(
    "settled, left",
    [
        ({"a.json"}, ["old.json", "sub/b.json", "sub/c.json"]),
        ({"a.json", "old.json", "sub/b.json"}, ["sub/c.json"]),
        (set(), ["a.json", "old.json", "sub/b.json", "sub/c.json"]),
    ],
)
def test_a_run_that_renews_a_part_leaves_the_rest_waiting(old_store, tmp_path, settled, left):
    """
    With its files and its kind; what it renews itself is the new one.
    """
    stage = tmp_path / "stage" / "sub"
    stage.mkdir(parents=True)
    for name in ("a.json", "sub/b.json", "sub/c.json"):
        (stage.parent / name).write_text(f"first {name}")
    fresh = {stage.parent / name: Change(name, Kind.ADD, None) for name in ("a.json", "sub/b.json", "sub/c.json")}
    hold(old_store, "t", fresh, ["old.json"], DATE)
    (stage / "c.json").write_text("second")

    again = {stage / "c.json": Change("sub/c.json", Kind.ADD, None)}
    count = hold(old_store, "t", again, (), "later", lambda change: change.name in settled)

    [found] = pending_below(tmp_path)
    assert sorted(change.name for change in found.changes) == left
    assert count == len(left)
    new = {change.name: found.new(change).read_text() for change in found.changes if change.kind is Kind.ADD}
    assert new == {name: f"first {name}" for name in left if name != "old.json"} | {"sub/c.json": "second"}
    assert {change.name for change in found.changes if change.made == "later"} == {"sub/c.json"}
    assert len(list(tmp_path.rglob("manifest.json"))) == 1


def test_without_its_manifest_nothing_waits(hold_one, tmp_path, monkeypatch):
    """
    A process that ends before it is written leaves what waited before.
    """
    hold_one("a.json")

    def end(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(holding, "write_pending", end)
        with pytest.raises(KeyboardInterrupt):
            hold_one("b.json")

    assert names(tmp_path) == [("t", "add", "a.json")]
    hold_one("c.json")
    assert names(tmp_path) == [("t", "add", "c.json")]
    assert len(list(tmp_path.rglob("new/*.json"))) == 1


def test_what_cannot_be_held_stays_where_it_is(hold_one, tmp_path, monkeypatch):
    """
    It was paid for; and no half of it waits.
    """

    def no_space(*_):
        raise StoreUnusable("no space") from OSError(28, "No space left on device")

    monkeypatch.setattr(pending, "replace_file", no_space)

    with pytest.raises(OSError, match="No space left"):
        hold_one("sub/a.json")

    assert (tmp_path / "stage" / "sub" / "a.json").read_text() == "t sub/a.json"
    assert not list(tmp_path.rglob(".pending-*"))


def test_of_two_of_one_test_the_later_counts(hold_one, tmp_path, monkeypatch):
    """
    A process that ends before it has removed the earlier one does no harm.
    """
    hold_one("a.json")
    with monkeypatch.context() as patch:
        patch.setattr(holding, "forget", lambda folder: None)
        hold_one("b.json")

    assert names(tmp_path) == [("t", "add", "b.json")]


def test_the_latest_counts_where_the_clock_was_put_back(hold_one, tmp_path, monkeypatch):
    """
    Of a test's folders, should the process be killed before it has forgotten the earlier ones.
    """
    monkeypatch.setattr(holding, "forget", lambda folder: None)
    hold_one("a.json")
    [manifest] = tmp_path.rglob("manifest.json")
    os.utime(manifest, (2**32, 2**32))

    hold_one("b.json")

    assert names(tmp_path) == [("t", "add", "b.json")]
