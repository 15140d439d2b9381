"""The provider's side of chat completions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from tests.sdks.ten_turns.provider import Provider, Turn, padding, pieces, streamed, turn, whole
from understudy.testing import Answer


class Chat(Provider):
    """Knows the calls that it asked for."""

    def answer(self, body: dict[str, Any]) -> Answer:
        """By the calls that the conversation names."""
        made = (call["id"] for message in body["messages"] for call in message.get("tool_calls") or ())
        answered = (message["tool_call_id"] for message in body["messages"] if message["role"] == "tool")
        now = turn(self.turn_of(*made, *answered) + 1, body)
        return streamed(self._frames(now)) if body.get("stream") else whole(self._whole(now))

    def _head(self, now: Turn) -> dict[str, Any]:
        return {
            "id": self.new_id("chatcmpl-", now.number),
            "created": int(time.time()),
            "model": "gpt-4o-2024-08-06",
            "system_fingerprint": f"fp_{padding()}",
        }

    def _calls(self, now: Turn) -> list[dict[str, Any]]:
        functions = ({"name": "note", "arguments": each} for each in now.arguments)
        return [{"id": self.new_id("call_", now.number), "type": "function", "function": each} for each in functions]

    def _whole(self, now: Turn) -> dict[str, Any]:
        message = {
            "role": "assistant",
            "content": None,
            "refusal": None,
            "annotations": [],
            "tool_calls": self._calls(now),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "tool_calls"}
        usage = {"prompt_tokens": 20, "completion_tokens": self.tokens, "total_tokens": 20 + self.tokens}
        return {**self._head(now), "object": "chat.completion", "choices": [choice], "usage": usage}

    def _frames(self, now: Turn) -> list[bytes]:
        head = {**self._head(now), "object": "chat.completion.chunk"}
        choices = [{"index": 0, "delta": each, "finish_reason": None} for each in self._deltas(now)]
        choices.append({"index": 0, "delta": {}, "finish_reason": "stop" if now.text else "tool_calls"})
        chunks = ({**head, "choices": [choice], "obfuscation": padding()} for choice in choices)
        return [*(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks), b"data: [DONE]\n\n"]

    def _deltas(self, now: Turn) -> Iterator[dict[str, Any]]:
        yield {"role": "assistant", "content": "" if now.text else None}
        calls = self._calls(now)
        for index, call in enumerate(calls):
            yield {"tool_calls": [{"index": index, **call, "function": {"name": "note", "arguments": ""}}]}
        for at_a_time in zip(*(pieces(call["function"]["arguments"]) for call in calls), strict=True):
            for index, piece in enumerate(at_a_time):
                yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}
        for piece in pieces(now.text):
            yield {"content": piece}
