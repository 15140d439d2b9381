"""A fake of Anthropic that keeps message batches, files, and the ids of its tool calls."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from tests.sdks.several_calls.kept import Kept, answering, as_json, as_lines, body, today
from understudy.testing import Answer, Received


def provider() -> Callable[[Received], Answer]:
    """With nothing kept yet."""
    fake = _Anthropic()
    return answering(
        {
            "POST /v1/messages": fake.message,
            "POST /v1/messages/batches": fake.start,
            "GET /v1/messages/batches/([^/]+)": fake.batch,
            "GET /v1/messages/batches/([^/]+)/results": fake.results,
            "POST /v1/files": fake.upload,
            "GET /v1/files/([^/]+)": lambda asked, id_: as_json(fake.files[id_]),
        },
        lambda what: {"type": "error", "error": {"type": "not_found_error", "message": f"no such thing: {what}"}},
    )


class _Anthropic:
    def __init__(self) -> None:
        self.batches, self.files, self.calls = Kept(), Kept(), Kept()

    def message(self, asked: Received) -> Answer:
        question = body(asked)
        blocks = [block for turn in question["messages"] for block in turn["content"] if isinstance(block, dict)]
        for block in blocks:
            if block["type"] == "tool_result":
                assert self.calls[block["tool_use_id"]]
            if block["type"] == "document":
                assert self.files[block["source"]["file_id"]]
        if question.get("tools") and not any(block["type"] == "tool_result" for block in blocks):
            call = {"type": "tool_use", "id": self.calls.add("toolu_", True), "name": "look", "input": {"at": "it"}}
            return as_json(_message([call], "tool_use"))
        return as_json(_message([{"type": "text", "text": "It is so."}], "end_turn"))

    def start(self, asked: Received) -> Answer:
        requests = body(asked)["requests"]
        id_ = self.batches.add("msgbatch_", requests)
        return as_json(self._described(asked, id_, "in_progress"))

    def batch(self, asked: Received, id_: str) -> Answer:
        assert self.batches[id_]
        return as_json(self._described(asked, id_, "ended"))

    def _described(self, asked: Received, id_: str, status: str) -> dict[str, Any]:
        is_ended = status == "ended"
        counts = dict.fromkeys(("processing", "errored", "canceled", "expired"), 0)
        return {
            "id": id_,
            "type": "message_batch",
            "processing_status": status,
            "request_counts": {**counts, "succeeded": len(self.batches[id_]) if is_ended else 0},
            "created_at": today(),
            "expires_at": today(),
            "ended_at": today() if is_ended else None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "results_url": f"http://{asked.header('host')}/v1/messages/batches/{id_}/results" if is_ended else None,
        }

    def results(self, asked: Received, id_: str) -> Answer:
        said = [{"type": "text", "text": "It is so."}]
        results = [
            {"custom_id": each["custom_id"], "result": {"type": "succeeded", "message": _message(said, "end_turn")}}
            for each in self.batches[id_]
        ]
        return as_lines(results, "application/binary")

    def upload(self, asked: Received) -> Answer:
        file = {"type": "file", "filename": "a.txt", "mime_type": "text/plain", "size_bytes": 3}
        id_ = self.files.add("file_", file)
        file |= {"id": id_, "created_at": today(), "downloadable": False}
        return as_json(file)


def _message(content: list[dict[str, Any]], stop_reason: str) -> dict[str, Any]:
    return {
        "id": f"msg_{uuid.uuid4().hex}",
        "type": "message",
        "role": "assistant",
        "model": "claude-x",
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 3},
    }
