from __future__ import annotations

import pytest

from understudy.engine import nearby as module
from understudy.engine.asked import Asked
from understudy.engine.lookup import Index
from understudy.engine.nearby import looked, nearby
from understudy.match import fingerprint_of_request
from understudy.model import Request
from understudy.store import Directory
from understudy.store.index import SMALLEST

URL = "https://api.openai.com/v1/chat/completions"


@pytest.fixture
def near(tmp_path):
    """What is near to a question, and to nothing else."""

    def near(question="?", scope=None):
        store = Directory(tmp_path / "recordings")
        index = Index(store.entries())
        body = f'{{"messages": [{{"role": "user", "content": "{question}"}}]}}'.encode()
        found = nearby(store, index, Asked(Request("POST", URL, (), body), "f1:0", scope))
        return [store.load(each.name).response.body for each in found]

    return near


def test_recordings_of_the_same_endpoint_are_near_the_own_scope_first(record, near):
    """
    What a test recorded itself comes before what belongs to none, and that before what belongs to others.
    """
    record("a", question="other", scope="t::a")
    record("b", question="none")
    record("c", question="own", scope="t::own")
    record("d", question="far", url="https://x/v1/embeddings")

    assert near(scope="t::own") == [b"c", b"b", b"a"]


def test_a_recording_that_cannot_be_read_is_passed_over(record, tmp_path):
    """
    A damaged file does not keep a miss from naming the nearest readable one.
    """
    [damaged], _ = record("a", question="one"), record("b", question="two")
    store = Directory(tmp_path / "recordings")
    index = Index(store.entries())
    (tmp_path / "recordings" / damaged).write_text("{")

    found = nearby(store, index, Asked(Request("POST", URL), "f1:0", None))
    assert [store.load(each.name).response.body for each in found] == [b"b"]


def test_no_more_are_read_than_help(record, near, monkeypatch):
    """
    A miss in a store without an index does not read it all.
    """
    monkeypatch.setattr(module, "WITHOUT_INDEX", 2)
    for question in "abcd":
        record(question, question=question)

    assert len(near()) == 2


def test_in_a_large_store_the_most_similar_come_first(record, near, monkeypatch, tmp_path):
    """
    By the index, and no more than can be compared in no time; of the own scope, all that fit.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for number in range(SMALLEST):
        record(str(number), question=f"What is the population of town number {number} and how old is it, do you think?")
    record("own", question="Something else altogether", scope="t::own")

    found = near("What is the population of town number 7 and how old is it?", "t::own")

    assert found[:2] == [b"own", b"7"]
    assert len(found) <= 2 * module.COMPARED


@pytest.mark.parametrize(
    "scopes, scope, expected",
    [
        ([], None, (False, 0, 0, None)),
        (["t::a", None], None, (True, 2, 2, None)),
        (["t::a", None], "t::b", (True, 2, 1, "t::a")),
        (["t::a", None], "t::a", (True, 2, 2, None)),
    ],
)
def test_what_may_answer_a_scope_is_told_from_the_rest(record, tmp_path, ask, scopes, scope, expected):
    """
    How many recordings there are, how many may answer, and whose is the very same request.
    """
    for of in scopes:
        record("a", scope=of)
    store, request = Directory(tmp_path / "recordings"), ask()

    found = looked(store, Index(store.entries()), Asked(request, fingerprint_of_request(request), scope))

    other = found.elsewhere and found.elsewhere.scope
    assert (found.is_there, found.count, found.in_scope, other) == expected


def test_an_empty_folder_is_there(tmp_path, ask):
    """
    And is told apart from none.
    """
    (tmp_path / "recordings").mkdir()

    assert looked(Directory(tmp_path / "recordings"), Index([]), Asked(ask(), "f1:0", None)).is_there
