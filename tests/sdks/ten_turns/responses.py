"""The provider's side of the Responses API: it keeps the conversation, and an id that it does not know is a 404."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from tests.sdks.ten_turns.provider import Provider, Turn, Unknown, padding, pieces, streamed, turn, whole
from understudy.testing import Answer

INPUT = {"input_tokens": 20, "input_tokens_details": {"cached_tokens": 0}}


class Responses(Provider):
    """Knows the responses and the calls that it made."""

    def answer(self, body: dict[str, Any]) -> Answer:
        """By the response before, whose calls have to be answered."""
        before = body.get("previous_response_id")
        outputs = [each["call_id"] for each in body["input"]] if before else []
        last = self.turn_of(*([before] if before else []))
        if outputs and self.turn_of(*outputs) != last:
            raise Unknown("a call of another response")
        now = turn(last + 1, body)
        return streamed([*self._frames(now)]) if body.get("stream") else whole(self._response(now, self._output(now)))

    def _output(self, now: Turn) -> list[dict[str, Any]]:
        output: list[dict[str, Any]] = []
        for arguments in now.arguments:
            call = {"type": "function_call", "name": "note", "arguments": arguments, "status": "completed"}
            output.append({"id": self._id("fc_", now), "call_id": self._id("call_", now), **call})
        if now.text:
            content = {"type": "output_text", "text": now.text, "annotations": [], "logprobs": []}
            message = {"type": "message", "role": "assistant", "status": "completed", "content": [content]}
            output.append({"id": self._id("msg_", now), **message})
        return output

    def _id(self, prefix: str, now: Turn) -> str:
        return self.new_id(prefix, now.number)

    def _response(self, now: Turn, output: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self._id("resp_", now),
            "object": "response",
            "created_at": int(time.time()),
            "status": "completed",
            "error": None,
            "incomplete_details": None,
            "instructions": now.body["instructions"],
            "model": "gpt-4o-2024-08-06",
            "output": output,
            "parallel_tool_calls": True,
            "previous_response_id": now.body.get("previous_response_id"),
            "tool_choice": "auto",
            "tools": now.body["tools"],
            "usage": {**INPUT, "output_tokens": self.tokens, "output_tokens_details": {"reasoning_tokens": 0}},
            "metadata": {},
        }

    def _frames(self, now: Turn) -> Iterator[bytes]:
        for number, event in enumerate(self._events(now)):
            frame = {"type": event.pop("type"), "sequence_number": number, **event}
            yield f"event: {frame['type']}\ndata: {json.dumps(frame)}\n\n".encode()

    def _events(self, now: Turn) -> Iterator[dict[str, Any]]:
        done = self._response(now, self._output(now))
        begun = {**done, "status": "in_progress", "output": [], "usage": None}
        yield {"type": "response.created", "response": begun}
        yield {"type": "response.in_progress", "response": begun}
        for index, item in enumerate(done["output"]):
            place = {"item_id": item["id"], "output_index": index}
            if item["type"] == "function_call":
                empty, kind, said = {"arguments": ""}, "function_call_arguments", item["arguments"]
                whole_ = {"arguments": said}
            else:
                empty, kind, said = {"content": []}, "output_text", now.text
                place |= {"content_index": 0}
                whole_ = {"text": said, "logprobs": []}
            added = {**item, "status": "in_progress", **empty}
            yield {"type": "response.output_item.added", "output_index": index, "item": added}
            for piece in pieces(said):
                yield {"type": f"response.{kind}.delta", **place, "delta": piece, "obfuscation": padding()}
            yield {"type": f"response.{kind}.done", **place, **whole_}
            yield {"type": "response.output_item.done", "output_index": index, "item": item}
        yield {"type": "response.completed", "response": done}
