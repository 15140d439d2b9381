"""`engine/runs.py`: recordings by how their conversations begin."""

from __future__ import annotations

import json

import pytest

from understudy.engine.lookup import Index
from understudy.engine.runs import Runs
from understudy.match import conversation_of
from understudy.model import Request
from understudy.store import Directory

CHAT = "/v1/chat/completions"


def request(*texts, path=CHAT):
    body = {"messages": [{"role": "user", "content": text} for text in texts]}
    return Request("POST", f"https://api.example{path}", (), json.dumps(body).encode())


class Counting(Directory):
    """A folder that counts what is read of it."""

    reads = 0

    def load_request(self, name):
        self.reads += 1
        return super().load_request(name)


@pytest.fixture
def opened(store):
    """The test's store, and its index."""

    def open_store():
        directory = Counting(store)
        return directory, Index(directory.entries())

    return open_store


@pytest.fixture
def recorded(keep):
    """Records a conversation; gives the recording's name."""

    def record(*texts, path=CHAT, **settings):
        return keep(path, json.loads(request(*texts).body), {"ok": True}, **settings).name

    return record


def having(runs, index, *texts, turns=1, scope=None, path=CHAT):
    run = conversation_of(request(*texts, path=path)).runs[turns - 1]
    return [entry.name for entry in runs.having(run, index, path, scope)]


def test_those_that_begin_so_are_found(recorded, opened):
    """
    And go on; those that are at an end then, or begin otherwise, are not.
    """
    first, second = recorded("a", "b"), recorded("a", "c")
    recorded("a"), recorded("x", "b")
    store, index = opened()

    assert having(Runs(store), index, "a", "z") == sorted([first, second])


def test_what_is_of_another_endpoint_or_scope_is_not_read(recorded, opened):
    """
    A store of thousands costs no more than what may answer.
    """
    recorded("a", "b", path="/v1/messages")
    recorded("a", "b", scope="t::other")
    names = [recorded("a", "b", scope="t::own"), recorded("a", "c")]
    store, index = opened()
    runs = Runs(store)

    assert having(runs, index, "a", "z", scope="t::own") == names
    assert store.reads == 2


def test_each_is_read_once(recorded, opened):
    """
    Whatever is asked afterwards, also without a scope.
    """
    recorded("a", "b", scope="t::own"), recorded("a", "c")
    store, index = opened()
    runs = Runs(store)
    for scope in ("t::own", None, "t::other", "t::own"):
        having(runs, index, "a", "z", scope=scope)

    assert store.reads == 2


def test_what_is_recorded_meanwhile_is_found(recorded, opened):
    """
    And what was read is not read again.
    """
    first = recorded("a", "b")
    store, index = opened()
    runs = Runs(store)
    having(runs, index, "a", "z")
    second = recorded("a", "c")
    index.add(next(entry for entry in store.entries() if entry.name == second))

    assert having(runs, index, "a", "z") == sorted([first, second])
    assert store.reads == 2


def test_another_index_is_another_store(recorded, opened):
    """
    As a part of a live session has one of its own.
    """
    name = recorded("a", "b")
    store, index = opened()
    runs = Runs(store)

    assert having(runs, Index([]), "a", "z") == []
    assert having(runs, index, "a", "z") == [name]


def test_what_cannot_be_read_begins_like_nothing(recorded, opened):
    """
    It is reported when it is asked for.
    """
    damaged, name = recorded("a", "b"), recorded("a", "c")
    store, index = opened()
    (store.path / damaged).write_text("{")

    assert having(Runs(store), index, "a", "z") == [name]
