"""The fake's answers in the shapes of Mistral, Together and Hugging Face, whose own endpoints no real server has."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from understudy.testing import Answer, Received

USAGE = {"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 5}


def _json(content: Any) -> Answer:
    headers = {"content-type": "application/json", "x-request-id": uuid.uuid4().hex}
    return Answer.of(200, headers, [json.dumps(content).encode()], framing="length")


def _events(contents: Iterable[Any]) -> Answer:
    headers = {"content-type": "text/event-stream", "x-request-id": uuid.uuid4().hex}
    return Answer.of(200, headers, [f"data: {json.dumps(content)}\n\n".encode() for content in contents])


def _embedded(asked: Received) -> Answer:
    texts = json.loads(asked.body)["input"]
    found = [{"object": "embedding", "index": place, "embedding": [0.25, -1.0, 1e-07]} for place, _ in enumerate(texts)]
    return _json({"id": uuid.uuid4().hex, "object": "list", "model": "mistral-embed", "data": found, "usage": USAGE})


def _models(asked: Received) -> Answer:
    able = {"completion_chat": True, "completion_fim": False, "function_calling": True, "vision": False}
    card = {"id": "mistral-small-latest", "object": "model", "created": int(time.time()), "owned_by": "mistralai"}
    return _json({"object": "list", "data": [{**card, "type": "base", "capabilities": able}]})


def _filled(asked: Received) -> Answer:
    made = {"id": uuid.uuid4().hex, "created": int(time.time()), "model": "codestral-latest"}
    if json.loads(asked.body).get("stream"):
        said = ({"role": "assistant", "content": "a +"}, {"content": " b"})
        choices = [{"index": 0, "delta": delta, "finish_reason": None} for delta in said]
        chunks = [{**made, "object": "chat.completion.chunk", "choices": [choice]} for choice in choices]
        return _events(chunks)
    choice = {"index": 0, "message": {"role": "assistant", "content": "a + b"}, "finish_reason": "stop"}
    return _json({**made, "object": "chat.completion", "choices": [choice], "usage": USAGE})


def _ranked(asked: Received) -> Answer:
    documents = json.loads(asked.body)["documents"]
    found = [
        {"index": place, "relevance_score": 1 / (place + 1), "document": {"text": text}}
        for place, text in enumerate(documents)
    ]
    return _json({"object": "rerank", "id": uuid.uuid4().hex, "model": "m", "results": found, "usage": USAGE})


def _generated(asked: Received) -> Answer:
    if not json.loads(asked.body).get("stream"):
        return _json([{"generated_text": f"said {uuid.uuid4().hex}"}])
    tokens = [
        {"id": place, "text": text, "logprob": -0.5, "special": False} for place, text in enumerate(("It", " is"))
    ]
    contents = [{"index": place + 1, "token": token, "generated_text": None} for place, token in enumerate(tokens)]
    return _events(contents)


ANSWERS: dict[str, Callable[[Received], Answer]] = {
    "/v1/embeddings": _embedded,
    "/v1/models": _models,
    "/v1/fim/completions": _filled,
    "/v1/rerank": _ranked,
    "/pipeline/feature-extraction": lambda asked: _json([[0.25, -1.0, 0.5]]),
    "/models/tiny/text-generation": _generated,
}
"""By a part of the path."""
