"""`operations/comparing.py`: what of an exchange differs from the recorded one."""

from __future__ import annotations

import pytest

from understudy.model import Failed, FailureKind
from understudy.operations.aligning import Row
from understudy.operations.comparing import compared

ASKED = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "temperature": 0}


def answer(text="hello", **more):
    message = {"role": "assistant", "content": text}
    return {"id": "chatcmpl-1", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], **more}


@pytest.fixture
def chat(keep):
    """A recording of a chat."""
    scopes = iter("abcdefgh")

    def chat(answered=None, asked=ASKED, **more):
        return keep("/v1/chat/completions", asked, answered or answer(), scope=next(scopes), **more)

    return chat


def differing(old, new):
    """The lines that differ, part by part."""
    return {
        part.title: [
            tuple(None if line is None else "".join(piece.text for piece in line) for line in (row.old, row.new))
            for row in part.rows
            if isinstance(row, Row) and row.old != row.new
        ]
        for part in compared(old, new)
    }


def test_an_answer_is_compared_as_a_conversation(chat):
    """
    What did not change is not shown.
    """
    assert differing(chat(answer("one\ntwo")), chat(answer("one\nthree"))) == {"answer": [("two", "three")]}


def test_a_stream_is_compared_joined(chat, sse):
    """
    However it was cut into frames.
    """

    def stream(*texts):
        deltas = [{"id": "chatcmpl-1", "choices": [{"index": 0, "delta": {"content": text}}]} for text in texts]
        return chat(sse(*deltas), content_type="text/event-stream")

    assert differing(stream("he", "llo"), stream("he", "y")) == {"answer": [("hello", "hey")]}


def test_the_same_words_in_other_frames(chat):
    """
    What the conversation leaves out is shown as it came.
    """
    assert differing(chat(answer(n=1)), chat(answer(n=2))) == {"frames": [('  "n": 1', '  "n": 2')]}


def test_status_headers_and_end(chat):
    """
    With the answer that came with them; headers that differ with every call do not count.
    """
    broken = chat(
        {"error": {"message": "overloaded"}},
        status=529,
        headers=(("x-request-id", "r2"), ("retry-after", "3")),
        ended=Failed(FailureKind.READ, "gone", 5),
    )

    found = differing(chat(headers=(("x-request-id", "r1"),)), broken)

    assert found == {
        "status": [("200", "529")],
        "headers": [(None, "retry-after: 3")],
        "answer": [("assistant (stop):", "error:"), ("hello", "overloaded")],
        "end": [(None, "read-error after 36 bytes: gone")],
    }


def test_a_request_is_shown_where_it_changed(chat):
    """
    Its words and its settings.
    """
    changed = chat(asked={**ASKED, "temperature": 1, "messages": [{"role": "user", "content": "ho"}]})

    assert differing(chat(), changed) == {"request": [("temperature: 0", "temperature: 1"), ("hi", "ho")]}


def test_a_recording_alone_is_shown_whole(chat):
    """
    One that is added or removed.
    """
    added, removed = differing(None, chat()), differing(chat(), None)

    assert [*added] == [*removed] == ["request", "status", "headers", "answer"]
    assert (None, "hello") in added["answer"]
    assert ("hello", None) in removed["answer"]


def test_equal_recordings_have_no_differences(chat):
    """
    Whatever differs with every call.
    """
    assert compared(chat(), chat()) == ()
