"""Changing a recording by hand."""

from __future__ import annotations

import json
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.errors import WrongUse
from understudy.operations.demo import BUNDLED
from understudy.operations.editing import delete, edited, spread, state_of, write_text
from understudy.operations.files import files_of
from understudy.operations.load import load

EVENTS = "text/event-stream"


@given(st.lists(st.text("ab", max_size=3), min_size=1, max_size=6), st.text("ab", max_size=12))
def test_a_new_text_is_whole_whatever_pieces_it_is_put_in(old, new):
    """
    And in as many as before.
    """
    pieces = spread(old, new)

    assert "".join(pieces) == new
    assert len(pieces) == len(old)


@given(st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=6))
def test_the_same_text_changes_nothing(old):
    """
    No piece of it moves.
    """
    assert spread(old, "".join(old)) == old


def test_what_stays_equal_stays_in_its_frames(keep, sse, store):
    """
    A stream still comes as it came; the request is the same one.
    """
    deltas = [
        {"choices": [{"index": 0, "delta": {"content": text}}]} for text in ("The ", "Brooklyn ", "Nets", " won.")
    ]
    recording = keep("/v1/chat/completions", {"stream": True}, sse(*deltas), content_type=EVENTS)
    files = files_of(store)

    write_text(files, recording.name, state_of(files, recording.name), "The Cleveland Cavaliers won.")

    again = load(store / recording.name)
    texts = [
        frame.content["choices"][0]["delta"]["content"] for frame in again.frames if isinstance(frame.content, dict)
    ]
    assert texts == ["The ", "Cleveland Cavaliers", "", " won."]
    assert (again.fingerprints, len(again.response.marks)) == (recording.fingerprints, len(recording.response.marks))
    changed = set(recording.response.body.split(b"\n\n")) ^ set(again.response.body.split(b"\n\n"))
    assert len(changed) == 4


def test_a_file_changes_in_the_text_alone(store):
    """
    A reviewer sees what was edited, and nothing else; also of format 1.
    """
    store.mkdir()
    shutil.copy(BUNDLED, store)
    files, before = files_of(store), BUNDLED.read_text("utf-8")

    after = edited(files, BUNDLED.name, "The Nets.")

    differing = [pair for pair in zip(before.split("\n"), after.split("\n"), strict=True) if pair[0] != pair[1]]
    assert [new.strip() for _, new in differing] == ['"content": "The Nets.",']


def test_an_api_that_says_the_whole_once_more_says_the_new_one(keep, sse, store):
    """
    Else a client that reads only the end would get the old answer.
    """
    events = [
        {"type": "response.output_text.delta", "delta": "Hello "},
        {"type": "response.output_text.delta", "delta": "there"},
        {"type": "response.completed", "response": {"output": [{"content": [{"text": "Hello there"}]}]}},
    ]
    recording = keep("/v1/responses", {"stream": True}, sse(*events, done=False), content_type=EVENTS)
    files = files_of(store)

    assert recording.text == "Hello there"
    assert json.loads(edited(files, recording.name, "Hello you"))["response"]["body"][-1]["__data__"]["response"] == {
        "output": [{"content": [{"text": "Hello you"}]}]
    }


def test_a_text_with_a_secret_is_not_written(keep, store):
    """
    Nobody types one into a recording by mistake; what stands there already is no new one.
    """
    known = "AKIAIOSFODNN7" + "REALKEY"
    name = keep("/v1/chat/completions", {}, {"choices": [{"message": {"content": "hi"}}]}).name
    files = files_of(store)

    with pytest.raises(WrongUse, match="the answer would hold an AWS") as told:
        write_text(files, name, state_of(files, name), f"hi, {known}")

    assert known not in str(told.value)
    assert load(store / name).text == "hi"
    (store / name).write_text((store / name).read_text("utf-8").replace('"hi"', f'"{known}"'), "utf-8")
    write_text(files, name, state_of(files, name), f"still {known}")
    assert load(store / name).text == f"still {known}"


@pytest.mark.parametrize("do", [lambda *known: write_text(*known, "x"), delete], ids=["write", "delete"])
def test_what_has_changed_since_stays(keep, store, do):
    """
    Nobody's work is lost.
    """
    name = keep("/v1/chat/completions", {}, {"choices": [{"message": {"content": "hi"}}]}).name
    files = files_of(store)
    state = state_of(files, name)
    (store / name).write_text((store / name).read_text("utf-8").replace('"hi"', '"other"'), "utf-8")

    with pytest.raises(WrongUse, match="has changed since"):
        do(files, name, state)

    assert load(store / name).text == "other"


def test_a_layout_of_its_own_is_left_to_an_editor(keep, store):
    """
    A page would lose it.
    """
    name = keep("/v1/chat/completions", {}, {"choices": [{"message": {"content": "hi"}}]}).name
    path = store / name
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=7), "utf-8")

    with pytest.raises(WrongUse, match="laid out in a way of its own"):
        edited(files_of(store), name, "x")


def test_an_answer_without_text_is_left_to_an_editor(keep, store):
    """
    Such as vectors.
    """
    name = keep("/v1/embeddings", {"input": "x"}, {"data": [{"embedding": [1.0]}]}).name

    with pytest.raises(WrongUse, match="holds no text"):
        edited(files_of(store), name, "x")


def test_a_recording_can_go(keep, store):
    """
    That one, and no other.
    """
    name, other = (keep("/v1/chat/completions", {"n": n}, {}).name for n in (1, 2))
    files = files_of(store)

    delete(files, name, state_of(files, name))

    assert [path.name for path in store.glob("*.json")] == [other]
