"""The provider's side of Anthropic Messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.sdks.ten_turns.provider import Provider, Turn, pieces, streamed, turn, whole
from understudy.testing import Answer


class Messages(Provider):
    """Knows the calls that it asked for."""

    def answer(self, body: dict[str, Any]) -> Answer:
        """By the calls that the conversation names."""
        blocks = [block for said in body["messages"] if isinstance(said["content"], list) for block in said["content"]]
        ids = (block.get("tool_use_id") or block.get("id") for block in blocks if block["type"] != "text")
        now = turn(self.turn_of(*ids) + 1, body)
        return streamed([f"event: {each['type']}\ndata: {json.dumps(each)}\n\n".encode() for each in self._events(now)])

    def refusal(self, text: str) -> Answer:
        """As Anthropic says it."""
        return whole({"type": "error", "error": {"type": "invalid_request_error", "message": text}}, 400)

    def _events(self, now: Turn) -> Iterator[dict[str, Any]]:
        message = {
            "id": self.new_id("msg_01", now.number),
            "type": "message",
            "role": "assistant",
            "model": "claude-opus-4-6",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 20, "output_tokens": 1},
        }
        yield {"type": "message_start", "message": message}
        for index, (block, delta) in enumerate(self._blocks(now)):
            yield {"type": "content_block_start", "index": index, "content_block": block}
            if index == 0:
                yield {"type": "ping"}
            kind, name, said = delta
            for piece in pieces(said):
                yield {"type": "content_block_delta", "index": index, "delta": {"type": kind, name: piece}}
            yield {"type": "content_block_stop", "index": index}
        reason = {"stop_reason": "end_turn" if now.text else "tool_use", "stop_sequence": None}
        yield {"type": "message_delta", "delta": reason, "usage": {"output_tokens": self.tokens}}
        yield {"type": "message_stop"}

    def _blocks(self, now: Turn) -> Iterator[tuple[dict[str, Any], tuple[str, str, str]]]:
        """Each block as it begins, and what its deltas hold."""
        yield {"type": "text", "text": ""}, ("text_delta", "text", now.text or f"I note it for {now.date}.")
        for arguments in now.arguments:
            block = {"type": "tool_use", "id": self.new_id("toolu_01", now.number), "name": "note", "input": {}}
            yield block, ("input_json_delta", "partial_json", arguments)
