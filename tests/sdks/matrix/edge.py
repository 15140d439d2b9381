"""A fake at the network's edge, for what none of the real servers gives: some endpoints, limits, broken streams.

Like a real one it makes up ids and times for each answer, so that a replay cannot be taken for a second call.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from tests.sdks.matrix.edge_providers import ANSWERS as OF_PROVIDERS
from understudy.testing import Answer, Finish, Piece, Received, Upstream

LIMITS = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
    "anthropic-ratelimit-requests-remaining": "59",
}
FILE = b'{"custom_id": "1", "text": "Gr\xc3\xbc\xc3\x9fe"}\r\n\x00\xff'


def edge() -> Upstream:
    """Serves until it is closed."""
    return Upstream(_answer)


def _answer(asked: Received) -> Answer:
    path = asked.target.partition("?")[0]
    for model, fault in FAULTS.items():
        if model in asked.body:
            return fault(asked)
    for part, answer in ANSWERS.items():
        if part in path:
            return answer(asked)
    return _json({"error": {"message": f"nothing is at {path}", "type": "not_found"}}, 404)


def _json(content: Any, status: int = 200, **headers: str) -> Answer:
    sent = {"content-type": "application/json", "x-request-id": f"req_{uuid.uuid4().hex}", **LIMITS}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer.of(status, {**sent, **named}, [json.dumps(content).encode()], framing="length")


def _too_many(asked: Received) -> Answer:
    return _json(
        {"type": "error", "error": {"message": f"slow down, {uuid.uuid4()}", "type": "rate_limit_error"}},
        429,
        retry_after="7",
        x_should_retry="false",
        x_ratelimit_remaining_requests="0",
    )


def _broken(asked: Received) -> Answer:
    """Three pieces of a stream, the last one cut, then a reset."""
    is_anthropic = asked.target.endswith("/messages")
    chunks = list(_anthropic_events() if is_anthropic else _openai_chunks())
    whole = Answer.of(200, {"content-type": "text/event-stream", "x-request-id": f"req_{uuid.uuid4().hex}"}, chunks)
    *pieces, last = whole.pieces
    # What was sent before a reset may be lost: it comes late.
    cut = Piece(last.content[: len(last.content) // 2])
    return Answer((*pieces, cut, Piece(b"", 50)), Finish.RESET)


def _openai_chunks() -> list[bytes]:
    made = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": "m",
    }
    deltas = ({"role": "assistant", "content": ""}, {"content": "It was"}, {"content": " going to say"})
    chunks = ({**made, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas)
    return [f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks]


def _anthropic_events() -> list[bytes]:
    message = {
        "id": f"msg_{uuid.uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 1},
    }
    text = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    deltas = ({"type": "text_delta", "text": said} for said in ("It was", " going to say"))
    events: list[dict[str, Any]] = [{"type": "message_start", "message": message}, text]
    events += [{"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas]
    return [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events]


def _chat(asked: Received) -> Answer:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}
    made = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time())}
    return _json({**made, "object": "chat.completion", "model": "m", "choices": [choice]})


def _file(asked: Received) -> Answer:
    headers = {"content-type": "application/octet-stream", "x-request-id": f"req_{uuid.uuid4().hex}"}
    return Answer.of(200, headers, [FILE[:9], FILE[9:]])


def _embedded(asked: Received) -> Answer:
    values = [{"values": [0.25, -1.0, 1e-07]} for _ in json.loads(asked.body)["requests"]]
    return _json({"embeddings": values})


def _running(asked: Received) -> Answer:
    model = {"name": "m", "model": "m", "size": 5, "digest": uuid.uuid4().hex, "details": {"family": "llama"}}
    return _json({"models": [{**model, "expires_at": "2031-01-01T00:00:00Z", "size_vram": 0}]})


FAULTS = {b'"limited"': _too_many, b'"broken"': _broken}
"""By the name of the model."""

ANSWERS: dict[str, Callable[[Received], Answer]] = {
    "/v1/chat/completions": _chat,
    "/content": _file,
    "/v1/messages/count_tokens": lambda asked: _json({"input_tokens": 8}),
    ":countTokens": lambda asked: _json({"totalTokens": 3}),
    ":batchEmbedContents": _embedded,
    "/api/ps": _running,
    **OF_PROVIDERS,
}
"""By a part of the path."""
