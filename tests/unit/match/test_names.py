"""Names in texts: found wherever they stand, however many are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.match.names import FEW, Names, texts_in

MANY = {f"chatcmpl-{number:04d}-{number * 7919 % 9973:04d}": f"rec-{number}" for number in range(4 * FEW)}


@pytest.mark.parametrize("pairs", [{"resp_live_1": "rec-1"}, {**MANY, "resp_live_1": "rec-1"}], ids=["few", "many"])
@pytest.mark.parametrize("before", ["", "x", "see ", "a\\n", "%2F", "ü" * 3, "1234567"])
@pytest.mark.parametrize("after", ["", "0", "/items", '"}', "ü" * 5])
def test_a_name_is_found_at_any_place(pairs, before, after):
    """
    Beside anything, at any distance from the beginning and the end.
    """
    assert Names(pairs).within(f"{before}resp_live_1{after}".encode()) == {"resp_live_1": "rec-1"}


@pytest.mark.parametrize("pairs", [{}, MANY], ids=["few", "many"])
@pytest.mark.parametrize("name", ["r1", "r", "abcdefg", "ü1"])
def test_a_short_name_is_all_of_a_value(pairs, name):
    """
    In quotes; elsewhere it is a word like any other.
    """
    names = Names({**pairs, name: "rec-1"})

    assert names.within(f'{{"id": "{name}"}}'.encode()) == {name: "rec-1"}
    assert names.within(f"see {name}, and {name}2".encode()) == {}


def test_names_of_one_beginning_and_one_end():
    """
    Each is told from the others, and they come in the order in which they became known.
    """
    names = Names(MANY)
    names.learn({"batches/abc/operations/12345678": "b", "batches/abd/operations/12345678": "c", "12345678": "a"})

    text = b"batches/abd/operations/12345678 chatcmpl-0001-7919"

    assert names.within(text) == {
        "chatcmpl-0001-7919": "rec-1",
        "batches/abd/operations/12345678": "c",
        "12345678": "a",
    }
    assert [*names.within(text)] == ["chatcmpl-0001-7919", "batches/abd/operations/12345678", "12345678"]


def test_the_newest_name_counts():
    """
    A recording that was made anew is called otherwise.
    """
    names = Names({"resp_live_1": "rec-1"})

    names.learn({"resp_live_1": "rec-2"})

    assert names.within(b"resp_live_1") == {"resp_live_1": "rec-2"}


def test_nothing_is_no_name():
    """
    Azure's first frame has an empty id; it stands nowhere.
    """
    assert Names({"": "rec-1"}).within(b'""') == {}


@given(
    st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=3 * FEW),
    st.lists(st.one_of(st.integers(0, 3 * FEW), st.text(max_size=9)), max_size=30),
)
def test_the_quick_way_finds_what_the_slow_one_does(known, parts):
    """
    Whatever names there are, and whatever text they stand in.
    """
    said = [known[part] if isinstance(part, int) and part < len(known) else str(part) for part in parts]
    text = "".join(said).encode("utf-8", "surrogatepass")

    found = Names(dict.fromkeys(known, "rec"), shortest=0).within(text)

    assert list(found) == [name for name in known if name.encode("utf-8", "surrogatepass") in text]


def test_texts_of_a_value():
    """
    At any depth, each in quotes; what is no text, and names of fields, are none.
    """
    assert texts_in({"id": "a", "list": ["b\n", {"c": ("\ud83d", 5, None)}]}) == b'"a""b\n""\xed\xa0\xbd"'
