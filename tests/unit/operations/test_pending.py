"""`operations/pending.py`: what waits is found, and leaves once somebody has looked at it."""

from __future__ import annotations

import json
import shutil

import pytest

from understudy.errors import RecordingUnreadable
from understudy.operations.pending import Change, Kind, count_waiting, digest_of, pending_below, settle

DATE = "2026-11-22T12:00:00Z"


def names(folder):
    return [(each.test, change.kind.value, change.name) for each in pending_below(folder) for change in each.changes]


def test_what_waits_is_found_from_above(hold_one, old_store, tmp_path):
    """
    With its test, its store, its date, and the new files; and from the store itself.
    """
    assert hold_one("sub/new.json", stale=["old.json"]) == 2

    [found] = pending_below(tmp_path)

    assert (found.test, found.store.resolve()) == ("t", old_store)
    assert found.changes == (
        Change("sub/new.json", Kind.ADD, None, DATE),
        Change("old.json", Kind.REMOVE, digest_of(old_store / "old.json"), DATE),
    )
    assert found.new(found.changes[0]).read_text() == "t sub/new.json"
    assert pending_below(old_store) == [found]
    assert list(old_store.iterdir()) == [old_store / "old.json"]


def test_each_test_has_its_own(hold_one, old_store, tmp_path):
    """
    What one holds again takes the place of its own, and of no other's.
    """
    hold_one("a.json", "one"), hold_one("b.json", "two"), hold_one("c.json", "one")

    assert [count_waiting(old_store, test) for test in ("one", "two", "three")] == [1, 1, 0]
    assert sorted(names(tmp_path)) == [("one", "add", "c.json"), ("two", "add", "b.json")]


def test_what_is_settled_leaves_the_manifest(hold_one, old_store, tmp_path):
    """
    With the last one all is gone.
    """
    hold_one(stale=["old.json"])
    [found] = pending_below(tmp_path)

    settle(found, "new.json")
    assert names(tmp_path) == [("t", "remove", "old.json")]
    assert not found.new(found.changes[0]).exists()

    settle(found, "old.json")
    assert [path.name for path in old_store.parent.iterdir()] == ["recordings"]


def test_a_new_file_that_is_gone_was_settled(hold_one, tmp_path):
    """
    The process ended before the manifest said so.
    """
    hold_one()
    [found] = pending_below(tmp_path)
    found.new(found.changes[0]).unlink()

    assert pending_below(tmp_path) == []


def test_hidden_folders_and_those_of_packages_are_left_alone(hold_one, old_store, tmp_path):
    """
    No project keeps recordings there.
    """
    hold_one()
    for folder in (".venv", "node_modules"):
        shutil.copytree(old_store.parent, tmp_path / folder / "tests")

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


def test_a_project_that_moves_takes_along_what_waits(hold_one, old_store, tmp_path):
    """
    The manifest knows its store by where it lies beside it.
    """
    hold_one()
    assert json.loads(next(tmp_path.rglob("manifest.json")).read_text())["store"] == "recordings"
    old_store.parent.rename(tmp_path / "elsewhere")

    [found] = pending_below(tmp_path)

    assert found.store.resolve() == tmp_path / "elsewhere" / "recordings"
