"""`engine/asked.py`: what is asked, and the place of what comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from understudy.engine.asked import Asked, place_for
from understudy.engine.claims import Claims
from understudy.engine.journal import WeakerMatch
from understudy.model import Call, Request
from understudy.store import Entry

ASKED = Asked(Request("POST", "https://api.openai.com/v1/chat/completions"), "f1:x", "t::a")


@pytest.mark.parametrize(
    "what, endpoint",
    [
        (Request("POST", "https://openrouter.ai/api/v1/chat/completions"), "/v1/chat/completions"),
        (Call("tavily", "search", {}), Call("tavily", "search", {}).endpoint),
    ],
    ids=["request", "call"],
)
def test_what_is_near_has_the_same_endpoint(what, endpoint):
    """
    Of a request its path without the base, of a call its own.
    """
    assert Asked(what, "f1:x", None).endpoint == endpoint


def test_where_another_requests_recording_answers_it_is_asked_for_as_that():
    """
    Its own fingerprint has to be in it, and it is claimed by the rule.
    """
    entry = Entry("b.json", "t::a", ("f1:y", "f1:z"), 1, "")
    weaker = replace(ASKED, weaker=WeakerMatch("b.json", "prefix", 1, 2, "messages[1]", is_one_of_several=False))

    assert (ASKED.fingerprint_in(entry), ASKED.claims) == ("f1:x", ("t::a", "f1:x"))
    assert (weaker.fingerprint_in(entry), weaker.claims) == ("f1:y", ("t::a", "prefix"))


@pytest.mark.parametrize(
    "entry, claimed, replaces, sequence",
    [
        (None, [], None, 1),
        (None, ["a.json"], None, 2),
        (Entry("b.json", "t::a", ("f1:x",), 7, ""), ["a.json"], "b.json", 7),
        (Entry("b.json", None, ("f1:x",), 7, ""), [], None, 1),
        (Entry("b.json", "t::b", ("f1:x",), 7, ""), ["a.json"], None, 2),
    ],
    ids=["first", "one-more", "own", "of-all", "another-scope's"],
)
def test_only_a_recording_of_its_own_scope_is_replaced(entry, claimed, replaces, sequence):
    """
    Anything else gets a place of its own, after those that were asked for before.
    """
    claims = Claims()
    for name in claimed:
        claims.take(name)

    place = place_for(ASKED, entry, claims, number=9)

    assert (place.replaces, place.sequence, place.number) == (replaces, sequence, 9)
    assert [*claims] == [*claimed, place.slot]
