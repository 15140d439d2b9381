from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.misses import Difference, differences
from understudy.misses.difference import LONGEST

REQUEST = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "n": 1}


@pytest.mark.parametrize(
    "sent, found",
    [
        pytest.param(REQUEST, [], id="nothing"),
        pytest.param(dict(reversed(REQUEST.items())), [], id="key-order"),
        pytest.param({**REQUEST, "model": "x"}, [("model", '"m"', '"x"')], id="value"),
        pytest.param({**REQUEST, "n": True}, [("n", "1", "true")], id="true-is-not-1"),
        pytest.param({**REQUEST, "n": "1"}, [("n", "1", '"1"')], id="text-is-not-number"),
        pytest.param({**REQUEST, "n": None}, [("n", "1", "null")], id="null"),
        pytest.param(
            {"model": "m", "n": 1}, [("messages", '[{"content": "hi", "role": "user"}]', "(absent)")], id="gone"
        ),
        pytest.param({**REQUEST, "seed": 0}, [("seed", "(absent)", "0")], id="new"),
        pytest.param({**REQUEST, "seed": None}, [("seed", "(absent)", "null")], id="null-is-not-absent"),
        pytest.param(
            {**REQUEST, "messages": [{"role": "user", "content": "ho"}]},
            [("messages[0].content", '"hi"', '"ho"')],
            id="inside",
        ),
        pytest.param(
            {**REQUEST, "messages": [*REQUEST["messages"], 7]}, [("messages[1]", "(absent)", "7")], id="one-more"
        ),
        pytest.param(
            {**REQUEST, "messages": []},
            [("messages[0]", '{"content": "hi", "role": "user"}', "(absent)")],
            id="one-less",
        ),
        pytest.param(
            {**REQUEST, "messages": {}}, [("messages", '[{"content": "hi", "role": "user"}]', "{}")], id="kind"
        ),
        pytest.param(
            {**REQUEST, "n": 2, "model": "x"}, [("model", '"m"', '"x"'), ("n", "1", "2")], id="in-the-recorded-order"
        ),
        pytest.param(
            [],
            [("(whole body)", '{"messages": [{"content": "hi", "role": "user"}], "model": "m", "n": 1}', "[]")],
            id="all",
        ),
        pytest.param({**REQUEST, "a\nb": 1}, [('"a\\nb"', "(absent)", "1")], id="odd-name"),
    ],
)
def test_where_two_requests_differ(sent, found):
    """
    Every place is named by its path, with what is recorded and what was sent.
    """
    assert differences(REQUEST, sent) == [Difference(*each) for each in found]


def test_long_values_are_cut_around_the_first_difference():
    """
    Of two long prompts the place where they part is shown, with a few words before it.
    """
    recorded, sent = "a" * 500 + " Berlin " + "b" * 500, "a" * 500 + " Hamburg " + "b" * 500

    [difference] = differences({"x": recorded}, {"x": sent})

    assert difference.recorded == "…" + "a" * 15 + " Berlin " + "b" * 49 + "…"
    assert difference.sent == "…" + "a" * 15 + " Hamburg " + "b" * 48 + "…"
    assert len(difference.sent) == LONGEST + 2


def test_a_long_value_that_is_new_is_shown_from_its_start():
    """
    Where nothing was recorded, the beginning says what it is.
    """
    [difference] = differences({}, {"image": "data:image/png;base64," + "A" * 10_000})

    assert difference.sent.startswith('"data:image/png;base64,AAA')
    assert len(difference.sent) <= LONGEST + 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values, values)
def test_whatever_differs_is_found_and_can_be_shown(recorded, sent):
    """
    There is a difference exactly where the values are not the same, and its text fits one line of any terminal.
    """
    found = differences(recorded, sent)

    assert (found == []) == (json.dumps(recorded, sort_keys=True) == json.dumps(sent, sort_keys=True))
    for each in found:
        line = f"{each.path} {each.recorded} {each.sent}".encode()
        assert b"\n" not in line


PICTURE, OTHER = "iVBORw0KGgo=", "iVBORw0KGgoA"


@pytest.mark.parametrize(
    "recorded, sent, told",
    [
        pytest.param(
            f"data:image/png;base64,{PICTURE}",
            f"data:image/png;base64,{OTHER}",
            ("image/png, 8 bytes, SHA-256 4c4b6a3be1314ab8…", "image/png, 9 bytes, SHA-256 "),
            id="data-urls",
        ),
        pytest.param("A" * 400, "B" * 400, ("base64, 300 bytes, SHA-256 ", "base64, 300 bytes, SHA-256 "), id="bare"),
        pytest.param("A" * 60, "B" * 60, ('"AAAA', '"BBBB'), id="short"),
        pytest.param("A" * 400, "some text", ('"AAAA', '"some text"'), id="one-is-a-text"),
        pytest.param(
            f"data:image/png;a=1;base64,{PICTURE}",
            f"data:image/png;a=2;base64,{PICTURE}",
            ('"data:image/png;a=1', '"data:image/png;a=2'),
            id="not-in-their-bytes",
        ),
    ],
)
def test_pictures_are_told_apart_by_their_size_and_digest(recorded, sent, told):
    """
    Nobody reads base64.
    """
    [found] = differences({"x": recorded}, {"x": sent})

    assert (found.recorded[: len(told[0])], found.sent[: len(told[1])]) == told
