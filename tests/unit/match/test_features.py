"""Features: similar requests share most of them."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from understudy.match.features import MOST, features_of, features_of_call, features_of_json, features_of_request
from understudy.model import Call, Request

URL = "https://api.openai.com/v1/chat/completions"
WORDS = " ".join(f"word{number}" for number in range(60))


def shared(one, other):
    first, second = (set(features_of("/x", value)) for value in (one, other))
    return len(first & second) / len(first | second)


def test_a_long_text_changed_in_a_word_stays_similar():
    """
    What a prompt says in the rest still counts.
    """
    assert shared({"content": WORDS}, {"content": WORDS.replace("word30", "another")}) > 0.8


def test_other_texts_are_not_similar():
    """
    Nothing but the endpoint is shared.
    """
    assert shared({"content": WORDS}, {"content": WORDS.replace("word", "name")}) < 0.05


def test_a_place_in_a_list_is_no_part_of_a_feature():
    """
    One more message before leaves all others as they were.
    """
    assert shared([{"a": 1}, {"a": 2}, {"a": 3}], [{"a": 0}, {"a": 1}, {"a": 2}, {"a": 3}]) > 0.7


def test_the_order_of_keys_is_none():
    """
    JSON objects have no order.
    """
    assert features_of("/x", {"a": 1, "b": "c"}) == features_of("/x", {"b": "c", "a": 1})


def test_a_request_has_the_features_of_its_json():
    """
    On the wire and at rest a request is as similar to another one.
    """
    on_the_wire = features_of_request(Request("POST", f"{URL}?a=1", (), b'{"seed": 1.0, "n": [2]}'))

    assert on_the_wire == features_of_json("POST", f"{URL}?a=1", {"n": [2], "seed": 1})


def test_a_picture_is_one_feature():
    """
    Its letters are not words.
    """
    picture = base64.b64encode(bytes(range(256)) * 9).decode()

    assert len(features_of("/x", {"image": picture})) == 2


def test_a_call_has_features():
    """
    Functions are asked like endpoints, and their credentials do not count.
    """
    call = Call("tavily", "search", {"query": "x", "api_key": "secret"})

    assert features_of_call(call) == features_of(call.endpoint, {"query": "x"})


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_whatever_is_asked_has_some_features(value):
    """
    Numbers of 32 bits in ascending order, and not too many.
    """
    found = features_of("/x", value)

    assert list(found) == sorted(set(found))
    assert 1 <= len(found) <= MOST
    assert all(0 <= each < 2**32 for each in found)
