"""When the chunks of a playback are due, by each pace."""

from __future__ import annotations

import json

import pytest

from understudy.apis import PROFILES, profile_named
from understudy.engine import playback_of
from understudy.engine.pacing import paced
from understudy.model import Mark, Recording, Request, Response, parse_pace

SSE, JSON = (("content-type", "text/event-stream"),), (("content-type", "application/json"),)


def played(body, *, marks=(), headers=SSE, is_streaming=True):
    response = Response(200, headers, body, marks)
    request = Request("POST", "https://x/y")
    return playback_of(Recording("a.json", None, request, response, (), is_streaming, "x", "/y", "", "", ("f1:x",)))


def event(content):
    return b"data: " + (content if isinstance(content, bytes) else json.dumps(content).encode()) + b"\n\n"


def chat(text, **more):
    return event({"choices": [{"delta": {"content": text}}], **more})


def at(playback, pace, api="openai-chat"):
    return paced(playback, parse_pace(pace), profile_named(api))


def test_instant_is_the_playback_itself():
    """
    Nothing is made, and nothing is looked at again.
    """
    playback = played(b"abc", marks=(Mark(0, 5), Mark(1, 9)))

    assert at(playback, "instant") is playback


@pytest.mark.parametrize(
    "pace, due_ms", [("recorded", (5, 9, 9)), ("recorded*0.5", (2.5, 4.5, 4.5)), ("recorded*2", (10, 18, 18))]
)
def test_recorded_is_when_they_came(pace, due_ms):
    """
    The end comes with the last chunk: nobody wrote down when it came.
    """
    assert at(played(b"abc", marks=(Mark(0, 5), Mark(1, 9))), pace).due_ms == due_ms


@pytest.mark.parametrize("playback", [played(b"abc"), played(b"abc", marks=(Mark(0, 0),)), played(b"")])
def test_what_has_no_time_is_given_at_once(playback):
    """
    Recordings of format 1 say nothing of it.
    """
    assert at(playback, "recorded").due_ms is None


def test_an_empty_answer_comes_when_it_came():
    """
    Its head does.
    """
    assert at(played(b"", marks=(Mark(0, 7),)), "recorded").due_ms == (7,)


def test_tokens_are_spread_over_the_frames_that_bring_text():
    """
    Here 10 tokens over 20 letters, at 100 a second: the first frame at the time to first token, each later one when
    its last token is there. What brings none comes with the one before.
    """
    role, usage = event({"choices": [{"delta": {"role": "assistant"}}]}), {"completion_tokens": 10}
    body = role + chat("abcd") + chat("e" * 12) + chat("fghi") + event({"choices": [], "usage": usage})

    playback = at(played(body), "ttft=200ms,tps=100")

    assert playback.due_ms == (200, 260, 280, 280)
    assert playback.chunks[0] == role + chat("abcd")
    assert b"".join(playback.chunks) == body


def test_tokens_are_guessed_where_the_answer_does_not_tell():
    """
    Four letters each.
    """
    assert at(played(chat("abcd") + chat("efgh") * 2), "tps=10").due_ms == (0, 100, 200, 200)


def test_a_whole_answer_is_there_with_its_last_token():
    """
    Where it was cut on arrival means nothing.
    """
    body = json.dumps({"choices": [{"message": {"content": "abc"}}], "usage": {"completion_tokens": 5}}).encode()
    playback = played(body, headers=JSON, is_streaming=False, marks=(Mark(0, 1), Mark(3, 2)))

    assert at(playback, "ttft=100ms,tps=10").due_ms == (500, 500)
    assert at(playback, "ttft=100ms").due_ms == (100, 100)


def test_a_stream_without_text_comes_with_the_first_token():
    """
    Such as one that is an error.
    """
    assert at(played(event({"error": {}}) * 2), "ttft=100ms,tps=10").due_ms == (100, 100)


@pytest.mark.parametrize(
    "api, frames",
    [
        (
            "openai-responses",
            [
                {"type": "response.output_text.delta", "delta": "abcd"},
                {"type": "response.output_text.delta", "delta": "efgh"},
                {"type": "response.completed", "response": {"output": [{"content": [{"text": "abcdefgh"}]}]}},
            ],
        ),
        (
            "anthropic-messages",
            [{"delta": {"thinking": "abcd"}}, {"delta": {"text": "efgh"}}, {"type": "message_stop"}],
        ),
        ("anthropic-messages", [{"delta": {"partial_json": "abcd"}}, {"delta": {"partial_json": "efgh"}}]),
        (
            "openai-chat",
            [
                {"choices": [{"delta": {"reasoning_content": "abcd"}}]},
                {"choices": [{"delta": {"tool_calls": [{"function": {"arguments": "efgh"}}]}}]},
            ],
        ),
    ],
)
def test_thoughts_and_arguments_are_text_too(api, frames):
    """
    And what a last event repeats is not.
    """
    assert at(played(b"".join(map(event, frames))), "tps=10", api).due_ms[:2] == (0, 100)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_no_body_is_too_odd_for_it(profile):
    """
    No frames, not JSON, deeply nested, cut off.
    """
    for body in (b"", b"\xff\xfe", b"data: {\n\n", b"data: " + b"[" * 9999 + b"\n\n", b"data: {}"):
        playback = paced(played(body), parse_pace("ttft=10ms,tps=1"), profile)
        assert b"".join(playback.chunks) == body
        assert len(playback.due_ms or ()) == len(playback.chunks) + 1
