"""What each fault makes of a recorded answer."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from understudy.apis import profile_named
from understudy.engine import playback_of
from understudy.engine.asked import Asked
from understudy.engine.damage import HEADER, damaged, play_of
from understudy.engine.faulting import Met
from understudy.engine.pacing import paced
from understudy.model import (
    Complete,
    Failed,
    FailureKind,
    Mark,
    Recording,
    Request,
    Response,
    parse_fault,
    parse_pace,
)
from understudy.wire import FRAMINGS

SSE, JSON = (("content-type", "text/event-stream"),), (("content-type", "application/json"),)
ONE, TWO, THREE = (b'data: {"text":"%b"}\n\n' % text for text in (b"one", b"two", b"three"))
DONE = b"data: [DONE]\n\n"
STREAM = ONE + TWO + THREE + DONE
OPENAI = profile_named("openai-chat")


def played(body=STREAM, *, headers=SSE, is_streaming=True, marks=(), status=200, ended=None):
    response = Response(status, headers, body, marks, ended or Complete())
    request = Request("POST", "https://x/y")
    return playback_of(Recording("a.json", None, request, response, (), is_streaming, "x", "/y", "", "", ("f1:x",)))


def whole(content=b'{"text":"one"}'):
    return played(content, headers=JSON, is_streaming=False)


def timed(playback=None):
    """A chunk a frame, one every 10 ms."""
    starts = [0, len(ONE), len(ONE + TWO), len(ONE + TWO + THREE)]
    marks = tuple(Mark(offset, 10 * number) for number, offset in enumerate(starts, start=1))
    return paced(played(marks=marks), parse_pace("recorded"), OPENAI)


def made(playback, text, place=0.0, profile=OPENAI):
    return damaged(playback, Met(parse_fault(text), place), profile)


def body(playback):
    return b"".join(playback.chunks)


def header(playback, name):
    values = [value for key, value in playback.headers if key.lower() == name]
    assert [value.decode() for key, value in playback.raw_headers if key.decode().lower() == name] == values
    return values[0] if values else None


@pytest.mark.parametrize(
    "text",
    ["status=500", "reset after=1f", "stall", "slow-loris", "truncated", "duplicated", "dropped", "wrong-length"],
)
def test_an_answer_with_a_head_says_what_is_wrong_with_it(text):
    """
    Nobody takes it for what the provider sent.
    """
    assert header(made(played(), text), HEADER) == parse_fault(text).name


@pytest.mark.parametrize(
    "status, api, kind",
    [
        (429, "anthropic-messages", {"type": "rate_limit_error"}),
        (529, "anthropic-messages", {"type": "overloaded_error"}),
        (500, "anthropic-messages", {"type": "api_error"}),
        (429, "gemini-generate", {"code": 429, "status": "RESOURCE_EXHAUSTED"}),
        (529, "openai-chat", {"type": "understudy_fault", "code": "understudy_fault"}),
        (429, "openai-chat", {"type": "rate_limit_exceeded", "code": "rate_limit_exceeded"}),
    ],
)
def test_an_error_has_the_shape_of_its_api(status, api, kind):
    """
    In place of the answer, whole, and at once.
    """
    error = made(timed(), f"status={status}", profile=profile_named(api))

    assert (error.status, error.is_streaming, error.ended, error.due_ms) == (status, False, Complete(), None)
    assert kind.items() <= json.loads(body(error))["error"].items()
    assert f"fault of understudy: status={status}" in body(error).decode()
    assert header(error, "content-length") == str(error.size)
    assert header(error, "content-type") == "application/json"


@pytest.mark.parametrize(
    "text, after",
    [("status=429", "1"), ("status=429 retry-after=7", "7"), ("status=529", None), ("status=500 retry-after=0", "0")],
)
def test_a_busy_api_says_when_to_come_again(text, after):
    """
    A 429 does so by itself.
    """
    assert header(made(played(), text), "retry-after") == after


def test_bedrock_names_its_errors_in_a_header():
    """
    As boto3 reads them.
    """
    error = made(played(), "status=429", profile=profile_named("bedrock-converse"))

    assert header(error, "x-amzn-errortype") == "ThrottlingException"


@pytest.mark.parametrize("text, kind", [("refused", FailureKind.CONNECT), ("reset", FailureKind.READ)])
def test_no_answer_at_all(text, kind):
    """
    Not even a head; the failure says who made it.
    """
    broken = made(timed(), text)

    assert (broken.status, broken.headers, broken.chunks) == (None, (), ())
    assert isinstance(broken.ended, Failed)
    assert broken.ended.kind is kind
    assert f"fault of understudy: {text}" in broken.ended.message


@pytest.mark.parametrize(
    "text, left",
    [
        ("reset after=0 frames", b""),
        ("reset after=2 frames", ONE + TWO),
        ("reset before=2 frames", ONE),
        ("reset after=5 bytes", b"data:"),
        ("reset after=99 frames", STREAM),
        ("reset after=9999 bytes", STREAM),
    ],
)
def test_a_reset_comes_after_so_many_frames_or_bytes(text, left):
    """
    However the answer was cut into chunks, and at its end where it has no more.
    """
    for playback in (played(), timed()):
        broken = made(playback, text)
        assert (broken.status, body(broken)) == (200, left)
        assert isinstance(broken.ended, Failed)
        assert (broken.ended.kind, broken.ended.after) == (FailureKind.READ, len(left))


def test_a_reset_anywhere_is_after_some_frame():
    """
    From none to all.
    """
    lefts = {body(made(played(), "reset after=any", place / 100)) for place in range(100)}

    assert lefts == {b"", ONE, ONE + TWO, ONE + TWO + THREE, STREAM}


def test_what_comes_after_a_stall_comes_so_much_later():
    """
    The end, too.
    """
    assert made(timed(), "stall=100ms after=2 frames").due_ms == (10, 20, 130, 140, 140)
    assert made(timed(), "stall=100ms").due_ms == (110, 120, 130, 140, 140)
    assert made(played(), "stall=100ms after=2 frames").due_ms == (0, 100, 100)
    assert made(timed(), "stall=100ms after=4 frames").due_ms == (10, 20, 30, 40, 140)


def test_a_stall_changes_no_byte():
    """
    Only when they come.
    """
    stalled = made(played(), "stall=100ms after=3 bytes")

    assert stalled.chunks == (STREAM[:3], STREAM[3:])
    assert stalled.ended == Complete()


def test_a_slow_loris_gives_byte_by_byte():
    """
    From the time of the first on.
    """
    slow = made(timed(), "slow-loris=5ms")

    assert slow.chunks == tuple(bytes([each]) for each in STREAM)
    assert slow.due_ms[:3] == (10, 15, 20)
    assert slow.due_ms[-1] == slow.due_ms[-2] == 10 + 5 * (len(STREAM) - 1)


def test_a_truncated_frame_is_a_frame_whose_json_is_not_whole():
    """
    And the last; the answer ends as if that were all.
    """
    cut = made(played(), "truncated frame=2")

    assert body(cut) == ONE + b'data: {"text"\n\n'
    assert cut.ended == Complete()


def test_a_truncated_whole_answer_says_its_new_length():
    """
    It looks whole to HTTP, and is no JSON.
    """
    cut = made(whole(), "truncated")

    assert body(cut) == b'{"text"'
    assert header(cut, "content-length") == "7"


def test_a_truncated_message_of_an_event_stream_is_sound_but_for_its_payload():
    """
    Its lengths and checksums are right.
    """
    framing = FRAMINGS["eventstream"]
    message = framing.render('[[":event-type","x"]]', b'{"text":"one"}')
    playback = played(message * 2, headers=(("content-type", "application/vnd.amazon.eventstream"),))

    cut = made(playback, "truncated frame=1")

    splitter = framing.splitter()
    [frame] = splitter.feed(body(cut))
    assert framing.shape(frame).payload == b'{"text"'


def test_a_frame_twice_and_a_frame_less():
    """
    In its place, and at its time.
    """
    assert body(made(played(), "duplicated frame=2")) == ONE + TWO + TWO + THREE + DONE
    assert body(made(played(), "dropped frame=2")) == ONE + THREE + DONE
    assert made(timed(), "duplicated frame=2").due_ms == (10, 20, 30, 40, 40)
    assert made(timed(), "dropped frame=2").due_ms == (10, 30, 40, 40)


def test_a_frame_that_there_is_not_is_the_last():
    """
    A short answer has a fault, too.
    """
    assert body(made(played(), "dropped frame=99")) == ONE + TWO + THREE


def test_the_seed_chooses_a_frame_that_says_something():
    """
    Comments and `[DONE]` are left alone.
    """
    playback = played(b": ping\n\n" + STREAM)
    lacking = {body(made(playback, "dropped", place / 100)) for place in range(100)}

    assert lacking == {b": ping\n\n" + STREAM.replace(frame, b"") for frame in (ONE, TWO, THREE)}


@pytest.mark.parametrize("by, told, left", [(10, 24, 14), (-4, 10, 10)])
def test_a_wrong_length(by, told, left):
    """
    Too long, and the connection ends before; too short, and who goes by it has less.
    """
    wrong = made(whole(), f"wrong-length={by:+}")

    assert header(wrong, "content-length") == str(told)
    assert wrong.size == left
    assert isinstance(wrong.ended, Failed if by > 0 else Complete)
    assert by < 0 or wrong.ended.kind is FailureKind.PROTOCOL


@pytest.mark.parametrize(
    "text", ["slow-loris", "truncated", "duplicated", "dropped", "wrong-length", "wrong-length=-99"]
)
def test_what_has_no_body_has_none_that_could_be_damaged(text):
    """
    Such an answer stays what it is.
    """
    assert made(played(b""), text) is None


def test_an_answer_that_failed_when_it_was_recorded():
    """
    It fails as the fault says, or as it did.
    """
    failed = played(b"", status=None, ended=Failed(FailureKind.CONNECT, "refused", 0))

    assert made(failed, "status=500").status == 500
    assert made(failed, "reset").ended.kind is FailureKind.READ
    assert made(failed, "stall=1s").due_ms == (1000,)
    assert made(failed, "stall=1s").ended == failed.ended


def test_elements_of_a_json_array_are_frames():
    """
    As Gemini streams without `alt=sse`.
    """
    playback = played(b'[{"n":1}\n,\r\n{"n":2}\n]', headers=JSON)

    assert b'{"n":2}' not in body(made(playback, "reset after=1 frame"))
    assert b'{"n":1}' in body(made(playback, "reset after=1 frame"))


def test_the_recorded_answer_is_as_it_was():
    """
    A fault is made for one request.
    """
    playback = played()
    before = replace(playback)

    made(playback, "truncated frame=1")

    assert (playback.chunks, playback.headers, playback.ended) == (before.chunks, before.headers, before.ended)


def test_an_error_in_answer_to_head_is_a_head():
    """
    With the length of the body that it does not have.
    """
    request = Request("HEAD", "https://api.openai.com/v1/models")

    error = play_of(played(b""), Asked(request, "f1:x", None, Met(parse_fault("status=500"), 0.0))).playback

    assert (error.status, error.chunks) == (500, ())
    assert int(header(error, "content-length")) > 0
