"""Where a project's recordings lie, and what killed runs left there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from understudy.operations.places import places_of

NONE = frozenset()


def record(path, scope="test_x.py::test_y"):
    """A recording, as small as one can be."""
    response = {"body": {"__type__": "text", "__data__": "hello"}, "is_streaming": False}
    request = {"method": "GET", "url": "http://127.0.0.1:1/v1/models", "headers": {}, "body": None}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"test_id": scope, "request": request, "response": response}))
    return path


def stage(path, ignored="*\n"):
    """What a run records into until its test has passed."""
    path.mkdir(parents=True)
    (path / ".gitignore").write_text(ignored)
    return path


def paths(found):
    return [Path(each.path) for each in found]


def test_a_recording_knows_the_stores_that_it_lies_in(tmp_path):
    """
    By its name there; a store holds what lies in the folders below it.
    """
    path = record(tmp_path / "recordings" / "test_x" / "test_y" / "a.json")
    shared, own = str(tmp_path / "recordings"), str(path.parent)

    [found] = places_of(tmp_path, frozenset([shared, own])).recordings

    assert set(found.stores) == {(shared, "test_x/test_y/a.json"), (own, "a.json")}
    assert (found.path, found.entry.scope) == (str(path), "test_x.py::test_y")


def test_a_store_may_be_a_file(tmp_path):
    """
    It holds one recording; those beside it are not its own.
    """
    path = record(tmp_path / "one.json")
    record(tmp_path / "two.json")

    assert paths(places_of(tmp_path, frozenset([str(path)])).recordings) == [path]


def test_folders_of_tests_are_found_without_a_test(tmp_path):
    """
    Two levels below `recordings`, wherever that is; what lies elsewhere is nobody's.
    """
    path = record(tmp_path / "deep" / "down" / "recordings" / "test_x" / "test_y" / "a.json")
    record(tmp_path / "deep" / "recordings" / "a.json")
    record(tmp_path / "data" / "a.json")

    [found] = places_of(tmp_path, NONE).recordings

    assert (found.path, found.stores) == (str(path), ())


@pytest.mark.parametrize("name", [".tox", "env", "node_modules"])
def test_hidden_and_installed_folders_are_not_the_project_s(tmp_path, name):
    """
    A virtual environment, a cache, another checkout.
    """
    record(tmp_path / name / "recordings" / "test_x" / "test_y" / "a.json")
    (tmp_path / name / "pyvenv.cfg").touch()

    assert places_of(tmp_path, NONE).recordings == ()


def test_a_damaged_recording_is_told_and_a_foreign_file_is_not(tmp_path):
    """
    In a folder that is nobody's store and holds no recording, a file may be anything.
    """
    store, gone, other = (tmp_path / "recordings" / "test_x" / name for name in ("own", "gone", "other"))
    record(gone / "a.json")
    for folder in (store, gone, other):
        folder.mkdir(exist_ok=True)
        (folder / "cut.json").write_text("{")

    found = places_of(tmp_path, frozenset([str(store)]))

    assert [Path(each.name) for each in found.unreadable] == [store / "cut.json", gone / "cut.json"]


def test_what_was_left_lies_beside_stores_and_in_them(tmp_path):
    """
    Also where a store lies outside of the root; a hidden folder that git would see is somebody else's.
    """
    root, store = tmp_path / "root", tmp_path / "kept [1]"
    below = stage(root / "recordings" / "test_x" / ".recording-test_y-1")
    beside = stage(tmp_path / ".recording-kept [1]-1")
    stage(root / "recordings" / "test_x" / ".recording-mine", ignored="")
    stage(root / "recordings" / "test_x" / ".pending-test_y")
    store.mkdir()
    half = store / ".writing-1"
    half.touch()

    found = places_of(root, frozenset([str(store)])).leftovers

    assert paths(found) == sorted([below, beside, half])
