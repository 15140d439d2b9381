"""Values change places with others, wherever a stream cut them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.match.substitution import Substitution

TODAY = {"2026-11-22": "2027-01-05"}


def deltas(*texts):
    return [{"id": "rec-1", "choices": [{"delta": {"content": text}}]} for text in texts]


def said(frames):
    return "".join(frame["choices"][0]["delta"]["content"] for frame in frames)


@pytest.mark.parametrize("at", range(len("It is 2026-11-22 today.")))
def test_a_value_that_was_cut_in_two_is_replaced(at):
    """
    Wherever the stream cut it, the frames say the new one, and are cut at the same places.
    """
    text = "It is 2026-11-22 today."

    frames = Substitution(TODAY).in_frames(deltas(text[:at], text[at:]))

    assert frames == deltas("It is 2027-01-05 today."[:at], "It is 2027-01-05 today."[at:])


@given(st.lists(st.text("ab-", max_size=3), max_size=12), st.text("xyz", max_size=5))
def test_frames_say_what_the_whole_text_would_say(texts, new):
    """
    Cut in any pieces, with a shorter or a longer value: joined, the frames say what replacing in the whole gives.
    """
    if len(set(texts)) == 1:
        return  # the same in each frame: not a text that goes on
    frames = Substitution({"-a-": new}).in_frames(deltas(*texts))

    assert said(frames) == "".join(texts).replace("-a-", new)


def test_no_new_value_is_taken_for_an_old_one():
    """
    Two values may change places.
    """
    assert Substitution({"a1": "b2", "b2": "a1"}).in_text("a1 b2") == "b2 a1"


def test_the_longest_value_wins():
    """
    A value that another one begins with is not cut out of it.
    """
    assert Substitution({"/tmp": "/var", "/tmp/x": "/tmp/y"}).in_text("/tmp/x /tmp") == "/tmp/y /var"


@pytest.mark.parametrize(
    "value, text, changed",
    [
        ("8080", "18080 80801 8080 x8080 :8080/", "18080 80801 NEW xNEW :NEW/"),
        ("ann", "annual, joann, ann, ann1, ann_b", "annual, joann, NEW, NEW1, NEW_b"),
        ("über", "überall über", "überall NEW"),
        ("/tmp/", "a/tmp/b", "aNEWb"),
    ],
)
def test_a_value_within_a_longer_one_is_another(value, text, changed):
    """
    A port is no part of a longer number, and a name no part of a longer word.
    """
    assert Substitution({value: "NEW"}).in_text(text) == changed


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(lambda n, text: {"choices": [{"index": n, "delta": {"content": text}}]}, id="choices"),
        pytest.param(
            lambda n, text: {"choices": [{"delta": {"calls": [{"index": n, "arguments": text}]}}]}, id="calls"
        ),
        pytest.param(lambda n, text: {"index": n, "delta": {"text": text}}, id="blocks"),
        pytest.param(lambda n, text: {"output_index": 0, "content_index": n, "delta": text}, id="items"),
    ],
)
def test_texts_that_take_turns_are_told_apart(frame):
    """
    Two choices or two tool calls of one stream, piece by piece: each is a text of its own.
    """
    before, after = (
        [("2026-", "1", "1-22"), ("x 202", "6-11-2", "2.")],
        [("2027-", "0", "1-05"), ("x 202", "7-01-0", "5.")],
    )

    def interleaved(texts):
        return [frame(n, piece) for pieces in zip(*texts, strict=True) for n, piece in enumerate(pieces)]

    assert Substitution(TODAY).in_frames(interleaved(before)) == interleaved(after)


def test_frames_that_are_no_text_that_goes_on():
    """
    Two calls of a function, a frame each: what the second begins with does not make the first another value. Of a
    short value nobody knows.
    """
    called = [{"call": {"day": day}} for day in ("2026-11-22", "2026-11-30")]

    assert Substitution(TODAY).in_frames(called) == [{"call": {"day": day}} for day in ("2027-01-05", "2026-11-30")]
    assert Substitution({"80": "81"}).in_frames([{"call": "80"}, {"call": "90"}]) == [{"call": "80"}, {"call": "90"}]


def test_what_every_frame_repeats_is_no_text_that_goes_on():
    """
    The end of one id and the beginning of the next are not a value.
    """
    frames = [{"id": "2-1"}] * 3

    assert Substitution({"12": "x"}).in_frames(frames) == frames


def test_values_are_replaced_within_arguments_and_lists():
    """
    Every text of the JSON is looked at; names of fields are not.
    """
    frame = {"2026-11-22": [{"arguments": '{"day": "2026-11-22"}'}], "n": 1}

    assert Substitution(TODAY).in_frames([frame]) == [{"2026-11-22": [{"arguments": '{"day": "2027-01-05"}'}], "n": 1}]


def test_places_are_counted():
    """
    A report can say how often an answer was changed.
    """
    substitution = Substitution(TODAY)
    substitution.in_text("2026-11-22 or 2026-11-22")
    substitution.in_frames(deltas("on 2026-11", "-22"))

    assert substitution.count == 3


@pytest.mark.parametrize("values", [{}, {"": "x"}, {"a": "a"}])
def test_nothing_to_replace_changes_nothing(values):
    """
    Equal values, or none.
    """
    assert Substitution(values).in_frames(deltas("a", "b")) == deltas("a", "b")


def test_bytes_that_are_no_text_stay():
    """
    A picture is not searched.
    """
    assert Substitution({"a": "b"}).in_bytes(b"\xffa") == b"\xffa"
