"""A store that is recorded anew beside the old one."""

from __future__ import annotations

import json
import os

import pytest

from understudy.errors import StoreUnusable
from understudy.match import fingerprint
from understudy.model import Complete, Mark, Request, Response
from understudy.pytest_plugin.staging import Staged
from understudy.store import Directory, Draft


def draft(question, answer, scope="a", replaces=None):
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": question}]}).encode()
    request = Request("POST", "http://127.0.0.1:1/v1/chat/completions", (), body)
    response = Response(200, (("content-type", "text/plain"),), answer.encode(), (Mark(0, 1),), Complete())
    return Draft(scope, request, response, fingerprint("POST", request.url, body), 1, "2026-11-22", replaces=replaces)


@pytest.fixture
def store(tmp_path):
    return Directory(tmp_path / "kept")


def answers(store):
    return sorted(store.load(entry.name).response.body.decode() for entry in store.entries())


def test_nothing_changes_before_the_commit(store):
    """
    But what was recorded can be read already.
    """
    old = store.save(draft("q", "old")).entry.name
    staged = Staged(store)

    staged.save(draft("q", "changed", replaces=old))
    added = staged.save(draft("r", "added")).entry.name

    assert answers(store) == ["old"]
    assert [staged.load(name).response.body for name in (old, added)] == [b"changed", b"added"]
    staged.commit(())
    assert answers(store) == ["added", "changed"]
    assert [path.name for path in store.path.parent.iterdir()] == ["kept"]


def test_what_is_discarded_was_never_there(store):
    """
    Nor the folders that it needed.
    """
    staged = Staged(Directory(store.path / "deep" / "er"))
    staged.save(draft("q", "x"))

    staged.discard()

    assert not store.path.exists()


def test_two_at_a_time_take_nothing_from_each_other(store):
    """
    Workers share a store: one that began before another was done does not bring back what that one replaced.
    """
    names = {scope: store.save(draft("q", f"{scope} old", scope)).entry.name for scope in "abc"}
    one, other = Staged(store), Staged(store)
    one.save(draft("q", "a new", "a", names["a"]))
    other.save(draft("q", "b new", "b", names["b"]))

    one.commit([names["c"]])
    other.commit(())

    assert answers(store) == ["a new", "b new"]


def test_a_name_that_was_taken_meanwhile_is_not_taken_again(store):
    """
    Both recordings are kept.
    """
    staged = Staged(store)
    staged.save(draft("q", "one"))
    store.save(draft("q", "two"))

    staged.commit(())

    assert answers(store) == ["one", "two"]


def test_a_name_that_another_recording_has_is_not_taken(store):
    """
    Such as one that was edited by hand and answers another request now.
    """
    name = store.save(draft("q", "edited")).entry.name
    staged = Staged(store)

    added = staged.save(draft("q", "added")).entry.name

    assert added != name
    assert staged.load(name).response.body == b"edited"


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="needs a folder that its user may not write")
def test_a_folder_that_cannot_be_written_is_named(store):
    """
    And nothing has changed.
    """
    store.path.parent.chmod(0o500)

    with pytest.raises(StoreUnusable, match="cannot be written"):
        Staged(store).save(draft("q", "x"))


def test_what_cannot_take_its_place_is_not_lost(store):
    """
    The error says where it lies.
    """
    staged = Staged(store)
    name = staged.save(draft("q", "x")).entry.name
    store.path.write_text("a file is in the way")

    with pytest.raises(StoreUnusable, match=r"\.recording-kept-"):
        staged.commit(())
    staged.discard()

    assert [path.name for path in store.path.parent.rglob("*.json")] == [name]


def test_what_is_held_for_a_review_takes_no_place(store):
    """
    It waits beside the store; what says the same does not.
    """
    old, same = (store.save(draft(text, text)).entry.name for text in ("old", "same"))
    staged = Staged(store)
    staged.save(draft("old", "new", replaces=old))
    staged.save(draft("same", "same", replaces=same))

    assert staged.hold("test_x.py::test_y", (), "2026-11-22") == 1

    assert answers(store) == ["old", "same"]
    assert sorted(path.name for path in store.path.parent.iterdir()) == [".pending-kept", "kept"]


def test_what_cannot_be_held_is_not_lost(store):
    """
    The error says where it lies.
    """
    staged = Staged(store)
    name = staged.save(draft("q", "x")).entry.name
    (store.path.parent / ".pending-kept").write_text("a file is in the way")

    with pytest.raises(StoreUnusable, match=r"\.recording-kept-"):
        staged.hold("test_x.py::test_y", (), "2026-11-22")
    staged.discard()

    assert [path.name for path in store.path.parent.rglob("*.json")] == [name]
