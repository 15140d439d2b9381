from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.misses.every_reason import CHAT, EVERY, STORE
from understudy.misses import Asked, Difference, Miss, Nearest, Reason, Seen
from understudy.misses.remedies import REMEDIES
from understudy.misses.text import LINES, headline_of, text_of
from understudy.model import Mode


@pytest.mark.parametrize("name", EVERY)
def test_the_text_of_a_miss(name, golden, tmp_path, monkeypatch):
    """
    A miss says what was asked, why there is no answer, where was looked, what is nearest, and what to do.
    """
    monkeypatch.chdir(tmp_path)

    golden(f"misses/{name}.txt", str(EVERY[name]()))


def test_every_reason_has_its_text(tmp_path, monkeypatch):
    """
    No reason is without an example above.
    """
    reasons = set()
    for name, make in EVERY.items():
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        reasons.add(make().reason)

    assert reasons == set(Reason)


@pytest.mark.parametrize("name", [each for each in EVERY if each != "call"])
def test_the_first_line_is_useful_alone(name, tmp_path, monkeypatch):
    """
    On a terminal pytest shows one line: it says which request, of which API and model, and why.
    """
    monkeypatch.chdir(tmp_path)

    first = str(EVERY[name]()).splitlines()[0]

    assert CHAT in first
    assert "(openai-chat, gpt-4o): " in first
    assert first.partition("): ")[2]


def test_many_media_are_counted():
    """
    Two are told of, the others are a number.
    """
    pictures = tuple(Seen("image/png", size, "0" * 64) for size in range(1, 6))
    asked = Asked("POST", CHAT, "openai-chat", "m", "f1:0", 1, "Which is it?", pictures)

    text = text_of(Miss(Reason.NOTHING_SIMILAR, asked, Mode.REPLAY, "", STORE, 3, 3, None, None, "", ()))

    assert text.count("image/png") == 2
    assert ", and 3 more\n" in text


texts = st.text(max_size=20).map(repr)
places = st.builds(Difference, texts, st.text(max_size=20).map(json.dumps), st.text(max_size=20).map(json.dumps))
nearest = st.builds(Nearest, texts, st.none() | texts, st.lists(places, max_size=12).map(tuple))
media = st.lists(st.builds(Seen, st.just("image/png"), st.integers(0), st.just("0" * 64)), max_size=8).map(tuple)
asked = st.builds(
    Asked, st.just("POST"), st.just(CHAT), st.just("x"), texts, st.just("f1:0"), st.integers(0), texts, media
)
details = st.lists(texts, max_size=12).map("\n".join)
lines = st.integers(0, 3).map(lambda count: ("Record it.",) * count)


@given(
    st.builds(
        Miss,
        st.sampled_from(Reason),
        asked,
        st.sampled_from(Mode),
        texts,
        texts,
        st.integers(0),
        st.integers(0),
        st.none() | texts,
        st.none() | nearest,
        details,
        lines,
    )
)
def test_a_miss_is_never_longer_than_a_screen(miss):
    """
    However much differs, a miss has 25 lines at most, and nothing is left out in silence.
    """
    text = text_of(miss)

    assert len(text.split("\n")) <= LINES == 25
    assert text.startswith(f"{headline_of(miss)}\n")
    if miss.nearest and miss.reason is not Reason.UNREADABLE:
        shown = text.count("\n  differs at  ")
        hidden = len(miss.nearest.differences) - shown
        assert (f"and at {hidden} more place" in text) is (hidden > 0)
        assert shown >= min(3, len(miss.nearest.differences))


def test_no_reason_has_more_remedies_than_fit():
    """
    Three, of which the last one may be how to declare a volatile value.
    """
    assert all(1 <= len(found) <= 3 for found in REMEDIES.values())
    assert len(REMEDIES[Reason.DIFFERS, Mode.REPLAY]) == 2
