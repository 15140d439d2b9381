from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.misses import Asked, Difference, Miss, Nearest, Reason
from understudy.model import Mode

ASKED = Asked("POST", "https://api.openai.com/v1/chat/completions", "openai-chat", "gpt-4o", "f1:" + "0" * 64)
PLACES = tuple(Difference(f"messages[{at}].content", f'"old {at}"', f'"new {at}"') for at in range(8))
REMEDY = ("If the change is meant, record it.", "See what is recorded: understudy show recordings a.json")

MISSES = {
    "nothing-recorded": Miss(
        Reason.NOTHING_RECORDED, ASKED, Mode.REPLAY, "recordings", 0, None, None, "", REMEDY[:1]
    ),
    "nothing-similar": Miss(
        Reason.NOTHING_SIMILAR, ASKED, Mode.REPLAY, "recordings", 12, "tests/test_x.py::test_y", None, "", REMEDY[:1]
    ),
    "differs-at-one": Miss(
        Reason.DIFFERS, ASKED, Mode.REPLAY, "recordings", 12, None, Nearest("a.json", None, PLACES[:1]), "", REMEDY
    ),
    "differs-at-many": Miss(
        Reason.DIFFERS, ASKED, Mode.REPLAY, "recordings", 12, "t::a", Nearest("a.json", "t::b", PLACES), "", REMEDY
    ),
    "already-played": Miss(
        Reason.ALREADY_PLAYED, ASKED, Mode.REPLAY, "recordings", 1, None, None,
        "its 1 recording answered before", REMEDY,
    ),
    "unreadable": Miss(
        Reason.UNREADABLE, ASKED, Mode.RECORD_IF_MISSING, "recordings", 1, None, None,
        "recordings/a.json: cut short: the file ends in the middle of line 4\n\n  Take it back from version control.",
        REMEDY[1:],
    ),
    "not-servable": Miss(
        Reason.NOT_SERVABLE, ASKED, Mode.REPLAY, "recordings", 1, None, None, "This is a call of web_search.",
        REMEDY[1:],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSES)
def test_the_text_of_a_miss(name, golden):
    """
    A miss says what was asked, why there is no answer, where was looked, what is nearest, and what to do.
    """
    golden(f"misses/{name}.txt", str(MISSES[name]))


@pytest.mark.parametrize("name", MISSES)
def test_the_json_of_a_miss(name, golden):
    """
    A program gets the same, field by field, and the text beside it.
    """
    golden(f"misses/{name}.json", json.dumps(MISSES[name].to_json(), indent=2, ensure_ascii=False))


def test_every_reason_has_its_text():
    """
    No reason is without an example above.
    """
    assert {miss.reason for miss in MISSES.values()} == set(Reason)


@pytest.mark.parametrize("name", MISSES)
def test_the_first_line_is_useful_alone(name):
    """
    On a terminal pytest shows one line: it says which request, of which API and model, and why.
    """
    first = str(MISSES[name]).splitlines()[0]

    assert first == MISSES[name].headline()
    assert ASKED.url in first
    assert "(openai-chat, gpt-4o)" in first
    assert first.partition("): ")[2]


texts = st.text(max_size=20)
places = st.builds(Difference, texts.map(repr), texts.map(json.dumps), texts.map(json.dumps))


@given(st.builds(Nearest, texts.map(repr), st.none() | texts.map(repr), st.lists(places, max_size=12).map(tuple)))
def test_a_miss_is_never_longer_than_25_lines(nearest):
    """
    However much differs, a miss fits a screen.
    """
    text = str(Miss(Reason.DIFFERS, ASKED, Mode.REPLAY, "recordings", 9, "t::a", nearest, "", REMEDY))

    assert len(text.split("\n")) <= 25
    assert all(len(str(miss).split("\n")) <= 25 for miss in MISSES.values())
