from __future__ import annotations

import pytest

from understudy.engine.lookup import Index
from understudy.store import Entry

A, B = "https://a", "https://b"


def entry(name, *prints, scope=None, sequence=1, origin=A):
    return Entry(name, scope, prints or ("f1:x",), sequence, origin, "/e", "m")


def names(index, scope=None, origin=A, fingerprint="f1:x"):
    return [found.name for found in index.candidates(fingerprint, scope, origin)]


@pytest.mark.parametrize(
    "entries, scope, expected",
    [
        pytest.param([], None, [], id="nothing"),
        pytest.param([entry("a")], None, ["a"], id="one"),
        pytest.param([entry("a", scope="s")], None, ["a"], id="one-of-a-scope-without-one"),
        pytest.param([entry("a", scope="s")], "s", ["a"], id="one-of-the-own-scope"),
        pytest.param([entry("a", scope="s")], "t", [], id="one-of-another-scope"),
        pytest.param([entry("a")], "t", ["a"], id="one-of-none"),
        pytest.param([entry("a", scope="s"), entry("b", scope="u")], "t", [], id="two-of-other-scopes"),
        pytest.param([entry("b", sequence=1), entry("a", sequence=2)], None, ["b", "a"], id="by-place"),
        pytest.param([entry("b"), entry("a")], None, ["a", "b"], id="by-name"),
        pytest.param([entry("a"), entry("b", scope="s", sequence=9)], "s", ["b", "a"], id="own-scope-before-place"),
        pytest.param([entry("a", origin=B), entry("b", sequence=9)], None, ["b", "a"], id="own-server-before-place"),
        pytest.param([entry("a", scope="s"), entry("b")], None, ["b", "a"], id="those-of-all-before-those-of-a-scope"),
        pytest.param(
            [entry("a", scope="s"), entry("b", origin=B)], None, ["a", "b"], id="own-server-before-those-of-all"
        ),
        pytest.param([entry("a", scope="s", origin=B), entry("b")], "s", ["a", "b"], id="own-scope-before-server"),
        pytest.param([entry("b", origin=B), entry("c", scope="s")], None, ["c", "b"], id="unscoped-own-server-first"),
        pytest.param([entry("a", scope="s"), entry("b")], None, ["b", "a"], id="unscoped-before-scoped"),
    ],
)
def test_who_may_answer_and_in_which_order(entries, scope, expected):
    """
    The own scope, the own server, the place, the name: in this order, and never another scope.
    """
    assert names(Index(entries), scope) == expected
    assert names(Index(reversed(entries)), scope) == expected


def test_an_origin_that_is_not_known_decides_nothing():
    """
    Through a proxy without a configured upstream the host is a guess.
    """
    index = Index([entry("a", origin=B), entry("b")])

    assert names(index, origin=None) == ["a", "b"]


def test_a_server_that_is_only_a_guess_chooses_nothing():
    """
    Where nobody knows which server was meant, place and name decide.
    """
    index = Index([entry("b", origin=A), entry("a", origin=B), entry("c", origin=A, scope="s")])

    assert names(index, origin=None) == ["a", "b", "c"]
    assert names(index, scope="s", origin=None) == ["c", "a", "b"]


def test_a_recording_with_several_fingerprints_answers_each():
    """
    What format 1 leaves open is found in either form, and nothing else is.
    """
    index = Index([entry("a", "f1:x", "f1:y")])

    assert names(index) == names(index, fingerprint="f1:y") == ["a"]
    assert names(index, fingerprint="f1:z") == []


def test_a_recording_without_a_fingerprint_answers_nothing():
    """
    What never was HTTP is counted and not asked.
    """
    index = Index([entry("a")._replace(fingerprints=())])

    assert len(index) == 1
    assert names(index) == []


def test_a_recording_that_was_written_again_is_there_once():
    """
    Replaced under its name it answers its new request, in its new place, and no longer the old one.
    """
    index = Index([entry("a"), entry("b", sequence=2)])

    index.add(entry("a", sequence=3))
    index.add(entry("b", "f1:y"))

    assert names(index) == ["a"]
    assert names(index, fingerprint="f1:y") == ["b"]
    assert sorted(each.name for each in index.all()) == ["a", "b"]
    assert len(index) == 2
