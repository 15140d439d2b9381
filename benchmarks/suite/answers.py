"""What the API says to the suite's questions: over loopback while recorders record, and without any recorder."""

from __future__ import annotations

import json
from typing import Any

from understudy.testing import Answer, Received

STUB = """\
# Answers in the client library's place, at the network's edge: the least that any recorder could do.
import json
import pathlib

import httpx2

ANSWERS = json.loads((pathlib.Path(__file__).parent / "answers.json").read_text())


class Chunks(httpx2.SyncByteStream):
    def __init__(self, chunks):
        self.chunks = chunks

    def __iter__(self):
        for chunk in self.chunks:
            yield chunk.encode()


def handle_request(self, request):
    headers, chunks = ANSWERS[json.loads(request.read())["messages"][0]["content"]]
    return httpx2.Response(200, headers=headers, stream=Chunks(chunks))


httpx2.HTTPTransport.handle_request = handle_request
"""
"""A `conftest.py` for a suite without a recorder."""


def question(number: int) -> str:
    """The question of one test."""
    return f"What is special about {number}?"


def text(number: int) -> str:
    """The answer to it."""
    return f"You asked about {number}. It is a number between its neighbours, and nothing else is known of it."


def answered(number: int, *, is_streamed: bool) -> tuple[dict[str, str], list[str]]:
    """The headers and the chunks of that answer."""
    words = text(number).split(" ")
    shared = {"id": "chatcmpl-1", "created": 1_700_000_000, "model": "gpt-4o"}
    if not is_streamed:
        message = {"role": "assistant", "content": " ".join(words)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 12, "completion_tokens": len(words), "total_tokens": 12 + len(words)}
        return {"content-type": "application/json"}, [
            _compact({**shared, "object": "chat.completion", "choices": [choice], "usage": usage})
        ]
    deltas: list[tuple[dict[str, str], str | None]] = [({"role": "assistant", "content": ""}, None)]
    deltas += [({"content": word + " "}, None) for word in words[:-1]]
    deltas += [({"content": words[-1]}, None), ({}, "stop")]
    frames = [
        {**shared, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
        for delta, end in deltas
    ]
    return {"content-type": "text/event-stream"}, [f"data: {each}\n\n" for each in [*map(_compact, frames), "[DONE]"]]


def answer(received: Received) -> Answer:
    """The same, over HTTP."""
    asked = json.loads(received.body)
    number = int(asked["messages"][0]["content"].removesuffix("?").rpartition(" ")[2])
    headers, chunks = answered(number, is_streamed=asked.get("stream", False))
    # Chunks 1 ms apart arrive, and are replayed, one by one.
    return Answer.of(200, headers, [chunk.encode() for chunk in chunks], at_ms=tuple(range(len(chunks))))


def _compact(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"))
