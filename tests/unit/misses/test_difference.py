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
    [difference] = differences({}, {"instructions": "You are a helpful assistant. " * 400})

    assert difference.sent.startswith('"You are a helpful assistant. You')
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
        pytest.param("A" * 400, None, ("base64, 300 bytes", "null"), id="one-is-nothing"),
        pytest.param("A" * 60, "B" * 60, ('"AAAA', '"BBBB'), id="short"),
        pytest.param("A" * 400, "some text", ("base64, 300 bytes", '"some text"'), id="one-is-a-text"),
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


@pytest.mark.parametrize("name", ["api_key", "authorization", "password", "token", "apiKey"])
@pytest.mark.parametrize("inside", [lambda field: field, lambda field: {"tools": [{"headers": field}]}])
def test_credentials_are_named_and_never_shown(name, inside):
    """
    That they differ is told, and not what they are.
    """
    [found] = differences(inside({name: "s3cr3t one", "n": 1}), inside({name: "s3cr3t two", "n": 1}))

    assert found.path.endswith(name)
    assert (found.recorded, found.sent) == ("<redacted>", "<redacted>")


@pytest.mark.parametrize(
    "recorded, sent",
    [
        pytest.param({}, {"password": "s3cr3t"}, id="new"),
        pytest.param({"tool": {"password": "s3cr3t"}}, {}, id="within-what-is-gone"),
        pytest.param(
            {"arguments": '{"token": "s3cr3t", "n": 1}'}, {"arguments": '{"token": "s3cr3t"}'}, id="in-a-text"
        ),
        pytest.param({"url": "https://x/a?sig=s3cr3t&n=1"}, {"url": "https://x/a?sig=s3cr3t&n=2"}, id="in-a-url"),
    ],
)
def test_credentials_within_what_differs_are_not_shown(recorded, sent):
    """
    The rest of it is.
    """
    [found] = differences(recorded, sent)

    assert "s3cr3t" not in f"{found}"
    assert "<redacted>" in f"{found}"


def test_a_message_that_was_put_in_is_one_difference():
    """
    Those after it are compared with what they were, not with their neighbours.
    """
    asked = [{"role": "user", "content": f"Question number {number}"} for number in range(6)]
    greeting = {"role": "assistant", "content": "Hello"}

    [found] = differences({"messages": asked}, {"messages": [asked[0], greeting, *asked[1:]]})

    assert (found.path, found.recorded) == ("messages[1]", "(absent)")


def test_numbers_count_in_what_was_sent():
    """
    Of a message behind one that was put in, the path is where it now stands; of one that is gone, where it stood.
    """
    first, second = ({"role": "user", "content": f"{what} is what I asked you"} for what in ("The weather", "A flight"))
    changed = {**second, "content": "A flight is what I ask you"}

    put_in = differences([first, second], [{"role": "system", "content": "Be short."}, first, changed])
    gone = differences([first, second], [second])

    assert [found.path for found in put_in] == ["[0]", "[2].content"]
    assert [found.path for found in gone] == ["[0]"]
