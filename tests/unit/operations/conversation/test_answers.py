"""Whole answers of each API, read as turns."""

from __future__ import annotations

import base64
import hashlib

import pytest

from understudy.operations.conversation import Media, Other, Text, ToolCall, Turn, Vectors, answered
from understudy.operations.media_within import medium_within

CASES = {
    "chat": (
        "/v1/chat/completions",
        {"choices": [{"message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}]},
        (Turn("assistant", (Text("Hello"),), "stop"),),
    ),
    "chat, a refusal": (
        "/v1/chat/completions",
        {"choices": [{"message": {"role": "assistant", "content": None, "refusal": "No."}, "finish_reason": "stop"}]},
        (Turn("assistant", (Text("No."),), "stop"),),
    ),
    "completions": (
        "/v1/completions",
        {"choices": [{"text": "a", "finish_reason": "length"}, {"text": "b", "finish_reason": "stop"}]},
        (Turn("assistant", (Text("a"),), "length"), Turn("assistant", (Text("b"),), "stop")),
    ),
    "responses": (
        "/v1/responses",
        {"status": "completed", "output": [{"type": "message", "content": [{"type": "output_text", "text": "Hello"}]}]},
        (Turn("assistant", (Text("Hello"),), "completed"),),
    ),
    "messages": (
        "/v1/messages",
        {"content": [{"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}}], "stop_reason": "tool_use"},
        (Turn("assistant", (ToolCall("f", {"a": 1}, "t"),), "tool_use"),),
    ),
    "messages, nothing said": (
        "/v1/messages",
        {"content": [], "stop_reason": "max_tokens"},
        (Turn("assistant", (), "max_tokens"),),
    ),
    "gemini": (
        "/v1beta/models/g:generateContent",
        {"candidates": [{"content": {"parts": [{"text": "Hello"}]}, "finishReason": "STOP"}]},
        (Turn("assistant", (Text("Hello"),), "STOP"),),
    ),
    "ollama chat": (
        "/api/chat",
        {"message": {"role": "assistant", "content": "Hello"}, "done_reason": "stop"},
        (Turn("assistant", (Text("Hello"),), "stop"),),
    ),
    "ollama generate": (
        "/api/generate",
        {"response": "Hello", "done_reason": "stop"},
        (Turn("assistant", (Text("Hello"),), "stop"),),
    ),
    "converse": (
        "/model/m/converse",
        {"output": {"message": {"role": "assistant", "content": [{"text": "Hello"}]}}, "stopReason": "end_turn"},
        (Turn("assistant", (Text("Hello"),), "end_turn"),),
    ),
    "interactions": (
        "/v1beta/interactions",
        {"status": "completed", "outputs": [{"type": "text", "text": "Hello"}]},
        (Turn("assistant", (Text("Hello"),), "completed"),),
    ),
    "embeddings": (
        "/v1/embeddings",
        {"data": [{"embedding": [0.1, 0.2, 0.3]}, {"embedding": [0.1, 0.2, 0.3]}]},
        (Turn("assistant", (Vectors(2, 3),)),),
    ),
    "embeddings in base64": (
        "/v1/embeddings",
        {"data": [{"embedding": base64.b64encode(bytes(4 * 5)).decode()}]},
        (Turn("assistant", (Vectors(1, 5),)),),
    ),
    "ollama embeddings": ("/api/embed", {"embeddings": [[1.0, 2.0]]}, (Turn("assistant", (Vectors(1, 2),)),)),
    "gemini embeddings": (
        "/v1beta/models/g:embedContent",
        {"embedding": {"values": [1.0, 2.0]}},
        (Turn("assistant", (Vectors(1, 2),)),),
    ),
    "images": (
        "/v1/images/generations",
        {"data": [{"b64_json": base64.b64encode(bytes(7)).decode()}]},
        (Turn("assistant", (Media("picture", "", "", 7),)),),
    ),
    "something else": ("/odd", {"a": [1]}, (Turn("assistant", (Other({"a": [1]}),)),)),
}


@pytest.mark.parametrize(("path", "content", "turns"), CASES.values(), ids=CASES)
def test_an_answer_is_read_as_what_it_says(keep, path, content, turns):
    """
    Every API has its own place for what the model said and for why it stopped.
    """
    assert answered(keep(path, {"model": "m"}, content, stable_ids=False)) == turns


def test_a_list_of_models_is_their_names(keep):
    """
    One name a line.
    """
    recording = keep("/v1/models", None, {"object": "list", "data": [{"id": "a"}, {"id": "b"}]}, method="GET")

    assert answered(recording) == (Turn("assistant", (Text("a\nb"),)),)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"error": {"message": "too many", "type": "rate_limit"}}, "too many"),
        ({"type": "error", "error": {"type": "x", "message": "overloaded"}}, "overloaded"),
        ({"error": "model not found"}, "model not found"),
        ({"message": "denied"}, "denied"),
        ([{"error": {"message": "quota"}}], None),
        (b"Bad gateway", "Bad gateway"),
    ],
    ids=["openai", "anthropic", "ollama", "bedrock", "list", "text"],
)
def test_an_error_is_shown_in_the_apis_own_words(keep, content, text):
    """
    The message without its wrapping, or all of it where the wrapping is unknown.
    """
    turn = answered(keep("/v1/chat/completions", {"model": "m"}, content, status=429))[0]

    assert turn.role == "error"
    assert turn.parts == ((Text(text),) if text else (Other(content),))


def test_bytes_are_shown_as_a_file(keep):
    """
    Speech is not put on a screen.
    """
    recording = keep("/v1/audio/speech", {"input": "hi"}, b"\xff\xfb\x90\x00", content_type="audio/mpeg")

    sha256 = hashlib.sha256(b"\xff\xfb\x90\x00").hexdigest()
    assert answered(recording) == (Turn("assistant", (Media("audio", "", "audio/mpeg", 4, sha256),)),)


def test_what_was_spoken_is_heard_and_read(keep):
    """
    OpenAI sends both.
    """
    content = bytes(range(100))
    audio = {"id": "audio_1", "data": base64.b64encode(content).decode(), "transcript": "Hello.", "expires_at": 1}
    message = {"role": "assistant", "content": None, "audio": audio}

    (turn,) = answered(keep("/v1/chat/completions", {"model": "m"}, {"choices": [{"message": message}]}))

    assert turn.parts == (Text("Hello."), Media("audio", "", "", 100, hashlib.sha256(content).hexdigest()))


def test_what_was_spoken_in_pieces_is_one_sound(keep, sse):
    """
    Though each piece is base64 of its own, with padding in the middle.
    """
    pieces = (bytes(range(50)), bytes(range(50, 100)))
    deltas = [{"role": "assistant", "audio": {"id": "audio_1", "transcript": "Hel"}}]
    deltas += [{"audio": {"data": base64.b64encode(piece).decode()}} for piece in pieces]
    deltas += [{"audio": {"transcript": "lo."}}]
    events = [{"choices": [{"index": 0, "delta": delta}]} for delta in deltas]

    recording = keep("/v1/chat/completions", {"stream": True}, sse(*events), content_type="text/event-stream")
    (turn,) = answered(recording)

    sound = b"".join(pieces)
    assert turn.parts == (Text("Hello."), Media("audio", "", "pcm16", 100, hashlib.sha256(sound).hexdigest()))
    assert medium_within(recording, hashlib.sha256(sound).hexdigest()) == sound
