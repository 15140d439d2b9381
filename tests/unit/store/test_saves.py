from __future__ import annotations

import os
import threading
from dataclasses import replace

import pytest

from understudy.errors import RecordingUnreadable
from understudy.model import Request
from understudy.store import Directory

JSON = (("content-type", "application/json"),)


def test_what_is_prepared_is_not_written_yet(tmp_path, drafted):
    """
    Its live ids are known at once; the file is there when it was written, and is the one that a save gives.
    """
    request = Request("POST", "https://api.openai.com/v1/responses", JSON, b'{"model":"m","input":"hi"}')
    draft = drafted(request=request, response_headers=JSON, response_body=b'{"id":"resp_live_1","object":"response"}')
    prepared = Directory(tmp_path / "a").prepare(draft)
    assert not list(tmp_path.rglob("*.json"))

    saved = prepared.write()

    assert list(prepared.live_ids.values()) == ["resp_live_1"]
    assert prepared.live_ids == saved.live_ids
    assert saved == Directory(tmp_path / "b").save(draft)
    assert (tmp_path / "a" / saved.entry.name).read_bytes() == (tmp_path / "b" / saved.entry.name).read_bytes()


def test_what_changes_before_it_is_written_is_looked_at_again(tmp_path, drafted):
    """
    A recording that somebody has put in the place meanwhile is the one that is compared and replaced.
    """
    store = Directory(tmp_path)
    name = store.save(drafted()).entry.name
    new = drafted(replaces=name, response_body=b"data: {}\n\n")
    first, second = store.prepare(new), store.prepare(new)

    assert first.write().is_changed
    written = (tmp_path / name).read_bytes()

    assert not second.write().is_changed
    assert (tmp_path / name).read_bytes() == written


def test_what_is_gone_before_it_is_replaced_leaves_its_name(tmp_path, drafted):
    """
    And so does what was deleted: the answer is kept all the same.
    """
    store = Directory(tmp_path)
    name = store.save(drafted()).entry.name
    prepared = store.prepare(drafted(replaces=name, response_body=b"data: {}\n\n"))
    (tmp_path / name).unlink()

    assert prepared.write().entry.name == name
    assert store.load(name).response.body == b"data: {}\n\n"


def test_what_is_damaged_before_it_is_replaced_stays(tmp_path, drafted):
    """
    An answer never takes the place of what nobody can read; the error says so.
    """
    store = Directory(tmp_path)
    name = store.save(drafted()).entry.name
    prepared = store.prepare(drafted(replaces=name, response_body=b"data: {}\n\n"))
    (tmp_path / name).write_text("{")

    with pytest.raises(RecordingUnreadable, match=r"cut short[^$]*Take it back from version control"):
        prepared.write()
    assert (tmp_path / name).read_text() == "{"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_saves_overlap(tmp_path, drafted, monkeypatch):
    """
    While one waits for the disk, another one gets its place: the folder's lock is not held meanwhile.
    """
    is_waiting, goes_on, sync = threading.Event(), threading.Event(), os.fsync

    def slow(handle):
        if not is_waiting.is_set():
            is_waiting.set()
            assert goes_on.wait(10)
        sync(handle)

    monkeypatch.setattr(os, "fsync", slow)
    store = Directory(tmp_path)
    one, other = store.prepare(drafted(scope="one")), store.prepare(drafted(scope="other"))
    thread = threading.Thread(target=one.write)
    thread.start()
    assert is_waiting.wait(10)

    name = other.write().entry.name
    assert [path.name for path in tmp_path.glob("*.json")] == [name]
    goes_on.set()
    thread.join()

    assert len(list(tmp_path.glob("*.json"))) == 2


def test_equal_recordings_of_two_threads_become_one(tmp_path, drafted):
    """
    Both were prepared before either was written; the second finds the first.
    """
    store = Directory(tmp_path)
    prepared = [store.prepare(drafted()) for _ in range(2)]

    first, second = (each.write() for each in prepared)

    assert (first.is_changed, second.is_changed) == (True, False)
    assert first.entry == second.entry
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_other_answers_to_one_request_are_kept_both(tmp_path, drafted):
    """
    Two threads that recorded one request differently: nothing is lost.
    """
    store = Directory(tmp_path)
    draft = drafted()
    other = replace(draft, response=replace(draft.response, body=b"data: {}\n\n"))
    prepared = [store.prepare(each) for each in (draft, other)]

    names = {each.write().entry.name for each in prepared}

    assert names == {path.name for path in tmp_path.glob("*.json")}
    assert len(names) == 2
