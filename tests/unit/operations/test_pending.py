"""`operations/pending.py`: recordings that wait, whatever happens to the process that made them."""

from __future__ import annotations

import json
import shutil

import pytest

from understudy.errors import RecordingUnreadable, StoreUnusable
from understudy.operations import pending as pending_module
from understudy.operations.pending import Change, Kind, count_waiting, digest_of, hold, pending_below, settle

DATE = "2026-11-22T12:00:00Z"


@pytest.fixture
def store(tmp_path):
    """A store with one file."""
    folder = tmp_path / "tests" / "recordings"
    folder.mkdir(parents=True)
    (folder / "old.json").write_text("old")
    return folder


@pytest.fixture
def hold_one(store, tmp_path):
    """Let a new file of this name wait, for a test."""

    def hold_one(name="new.json", test="t", stale=(), kind=Kind.ADD):
        stage = tmp_path / "stage"
        path = stage / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{test} {name}")
        return hold(store, test, {path: Change(name, kind, digest_of(store / name))}, stale, DATE)

    return hold_one


def names(folder):
    return [(each.test, change.kind.value, change.name) for each in pending_below(folder) for change in each.changes]


def test_what_waits_is_found_from_above(hold_one, store, tmp_path):
    """
    With its test, its store, its date, and the new files; and from the store itself.
    """
    assert hold_one("sub/new.json", stale=["old.json"]) == 2

    [found] = pending_below(tmp_path)

    assert (found.test, found.store.resolve()) == ("t", store)
    assert found.changes == (
        Change("sub/new.json", Kind.ADD, None, DATE),
        Change("old.json", Kind.REMOVE, digest_of(store / "old.json"), DATE),
    )
    assert found.new(found.changes[0]).read_text() == "t sub/new.json"
    assert pending_below(store) == [found]
    assert list(store.iterdir()) == [store / "old.json"]


def test_each_test_has_its_own(hold_one, store, tmp_path):
    """
    What one holds again takes the place of its own, and of no other's.
    """
    hold_one("a.json", "one"), hold_one("b.json", "two"), hold_one("c.json", "one")

    assert [count_waiting(store, test) for test in ("one", "two", "three")] == [1, 1, 0]
    assert sorted(names(tmp_path)) == [("one", "add", "c.json"), ("two", "add", "b.json")]


def test_nothing_new_is_nothing_that_waits(hold_one, store, tmp_path):
    """
    Then what waited of the test is forgotten, and no folder stays.
    """
    hold_one()

    assert hold(store, "t", {}, (), DATE) == 0

    assert [path.name for path in store.parent.iterdir()] == ["recordings"]


@pytest.mark.parametrize(
    "settled, left",
    [
        ({"a.json"}, ["old.json", "sub/b.json", "sub/c.json"]),
        ({"a.json", "old.json", "sub/b.json"}, ["sub/c.json"]),
        (set(), ["a.json", "old.json", "sub/b.json", "sub/c.json"]),
    ],
)
def test_a_run_that_renews_a_part_leaves_the_rest_waiting(hold_one, store, tmp_path, settled, left):
    """
    With its files and its kind; what it renews itself is the new one.
    """
    stage = tmp_path / "stage" / "sub"
    stage.mkdir(parents=True)
    for name in ("a.json", "sub/b.json", "sub/c.json"):
        (stage.parent / name).write_text(f"first {name}")
    fresh = {stage.parent / name: Change(name, Kind.ADD, None) for name in ("a.json", "sub/b.json", "sub/c.json")}
    hold(store, "t", fresh, ["old.json"], DATE)
    (stage / "c.json").write_text("second")

    again = {stage / "c.json": Change("sub/c.json", Kind.ADD, None)}
    count = hold(store, "t", again, (), "later", lambda change: change.name in settled)

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
        patch.setattr(pending_module, "_write", end)
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

    monkeypatch.setattr(pending_module, "replace_file", no_space)

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
        patch.setattr(pending_module, "_remove", lambda folder: None)
        hold_one("b.json")

    assert names(tmp_path) == [("t", "add", "b.json")]


def test_what_is_settled_leaves_the_manifest(hold_one, store, tmp_path):
    """
    With the last one all is gone.
    """
    hold_one(stale=["old.json"])
    [found] = pending_below(tmp_path)

    settle(found, "new.json")
    assert names(tmp_path) == [("t", "remove", "old.json")]
    assert not found.new(found.changes[0]).exists()

    settle(found, "old.json")
    assert [path.name for path in store.parent.iterdir()] == ["recordings"]


def test_a_new_file_that_is_gone_was_settled(hold_one, tmp_path):
    """
    The process ended before the manifest said so.
    """
    hold_one()
    [found] = pending_below(tmp_path)
    found.new(found.changes[0]).unlink()

    assert pending_below(tmp_path) == []


def test_hidden_folders_and_those_of_packages_are_left_alone(hold_one, store, tmp_path):
    """
    No project keeps recordings there.
    """
    hold_one()
    for folder in (".venv", "node_modules"):
        shutil.copytree(store.parent, tmp_path / folder / "tests")

    assert len(pending_below(tmp_path)) == 1


@pytest.mark.parametrize(
    "damage, complaint",
    [
        ("{", "Expecting property name"),
        ("[]", "list indices"),
        ('{"pending": 2}', "expected edition 1, found 2"),
        ('{"pending": 1}', "changes"),
        (
            '{"pending": 1, "changes": [{"name": "../x", "kind": "add", "was": null, "made": ""}]}',
            "does not lie in the store",
        ),
        (
            '{"pending": 1, "changes": [{"name": "/x", "kind": "add", "was": null, "made": ""}]}',
            "does not lie in the store",
        ),
        ('{"pending": 1, "changes": [{"name": "x", "kind": "burn", "was": null, "made": ""}]}', "burn"),
    ],
)
def test_a_damaged_manifest_is_never_skipped(hold_one, tmp_path, damage, complaint):
    """
    The error names it, and how to be rid of it.
    """
    hold_one()
    [manifest] = tmp_path.rglob("manifest.json")
    manifest.write_text(damage)

    with pytest.raises(RecordingUnreadable, match=rf"manifest.json: not a manifest.*{complaint}(.|\n)*rm -r "):
        pending_below(tmp_path)


def test_a_project_that_moves_takes_along_what_waits(hold_one, store, tmp_path):
    """
    The manifest knows its store by where it lies beside it.
    """
    hold_one()
    assert json.loads(next(tmp_path.rglob("manifest.json")).read_text())["store"] == "recordings"
    store.parent.rename(tmp_path / "elsewhere")

    [found] = pending_below(tmp_path)

    assert found.store.resolve() == tmp_path / "elsewhere" / "recordings"
