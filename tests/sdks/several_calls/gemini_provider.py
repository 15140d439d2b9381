"""A fake of Gemini that keeps cached contents, batches and interactions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from tests.sdks.several_calls.kept import Kept, answering, as_json, body, today
from understudy.testing import Answer, Received


def provider() -> Callable[[Received], Answer]:
    """With nothing kept yet."""
    fake = _Gemini()
    return answering(
        {
            "POST /v1beta/cachedContents": fake.cache,
            "GET /v1beta/(cachedContents/[^/]+)": lambda asked, name: as_json(fake.caches[name]),
            "DELETE /v1beta/(cachedContents/[^/]+)": fake.forget,
            "POST /v1beta/models/[^/]+:generateContent": fake.generate,
            "POST /v1beta/models/[^/]+:batchGenerateContent": fake.start,
            "GET /v1beta/(batches/[^/]+)": fake.batch,
            "POST /v1beta/interactions": fake.interact,
            "GET /v1beta/interactions/([^/]+)": lambda asked, id_: as_json(fake.interactions[id_]),
        },
        lambda what: {"error": {"code": 404, "message": f"no such thing: {what}", "status": "NOT_FOUND"}},
    )


class _Gemini:
    def __init__(self) -> None:
        self.caches, self.batches, self.interactions, self.calls = Kept(), Kept(), Kept(), Kept()

    def cache(self, asked: Received) -> Answer:
        cache: dict[str, Any] = {"model": body(asked)["model"], "displayName": "long"}
        cache["name"] = self.caches.add("cachedContents/", cache)
        return as_json(cache | {"createTime": today(), "updateTime": today(), "expireTime": today()})

    def forget(self, asked: Received, name: str) -> Answer:
        assert self.caches[name]
        return as_json({})

    def generate(self, asked: Received) -> Answer:
        question = body(asked)
        if name := question.get("cachedContent"):
            assert self.caches[name]
        answers = [
            part["functionResponse"]
            for turn in question["contents"]
            for part in turn["parts"]
            if len(part)
            if "functionResponse" in part
        ]
        for answer in answers:
            assert self.calls[answer["id"]]
        if question.get("tools") and not answers:
            call = {"id": self.calls.add("fc-", True), "name": "look", "args": {"at": "it"}}
            return as_json(_content({"functionCall": call}))
        return as_json(_content({"text": "It is so."}))

    def start(self, asked: Received) -> Answer:
        batch: dict[str, Any] = {"state": "BATCH_STATE_PENDING", "createTime": today(), "updateTime": today()}
        name = self.batches.add("batches/", batch)
        batch |= {"name": name, "displayName": "two", "model": "models/gemini-x"}
        return as_json({"name": name, "metadata": batch})

    def batch(self, asked: Received, name: str) -> Answer:
        batch = self.batches[name] | {"state": "BATCH_STATE_SUCCEEDED", "updateTime": today(), "endTime": today()}
        responses = {"inlinedResponses": {"inlinedResponses": [{"response": _content({"text": "It is so."})}]}}
        return as_json({"name": name, "metadata": batch, "done": True, "response": responses})

    def interact(self, asked: Received) -> Answer:
        question = body(asked)
        if before := question.get("previous_interaction_id"):
            assert self.interactions[before]
        said = [{"type": "text", "text": f"{question['input']} Yes."}]
        made: dict[str, Any] = {
            "object": "interaction",
            "status": "completed",
            "model": question["model"],
            "previous_interaction_id": before,
            "created": today(),
            "updated": today(),
            "steps": [{"type": "model_output", "content": said}],
        }
        made["id"] = self.interactions.add("v1_", made)
        return as_json(made)


def _content(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "candidates": [{"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 3, "candidatesTokenCount": 3, "totalTokenCount": 6},
        "modelVersion": "gemini-x",
        "responseId": uuid.uuid4().hex,
    }
