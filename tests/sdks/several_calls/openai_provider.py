"""A fake of OpenAI that keeps files, batches, vector stores, responses and conversations."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

from tests.sdks.several_calls.flows import OF_MINE
from tests.sdks.several_calls.kept import Kept, answering, as_events, as_json, body, now
from understudy.testing import Answer, Received


def provider() -> Callable[[Received], Answer]:
    """With nothing kept yet."""
    fake = _OpenAI()
    return answering(
        {
            "POST /v1/files": fake.upload,
            "GET /v1/files/([^/]+)": fake.file,
            "GET /v1/files/([^/]+)/content": fake.content,
            "DELETE /v1/files/([^/]+)": fake.delete,
            "POST /v1/batches": fake.start,
            "GET /v1/batches/([^/]+)": fake.batch,
            "POST /v1/vector_stores": fake.store,
            "GET /v1/vector_stores/([^/]+)": lambda asked, id_: as_json(fake.described(id_)),
            "POST /v1/vector_stores/([^/]+)/files": fake.put,
            "POST /v1/vector_stores/([^/]+)/search": fake.search,
            "POST /v1/conversations": fake.conversation,
            "POST /v1/responses": fake.respond,
            "GET /v1/responses/([^/]+)": lambda asked, id_: as_json(fake.responses[id_]),
            "GET /v1/responses/([^/]+)/input_items": fake.input_items,
        },
        lambda what: {"error": {"message": f"no such thing: {what}", "type": "invalid_request_error"}},
    )


class _OpenAI:
    def __init__(self) -> None:
        self.files, self.batches = Kept(), Kept()
        self.stores = Kept({OF_MINE: []})
        self.responses, self.conversations = Kept(), Kept()

    def upload(self, asked: Received) -> Answer:
        boundary = re.search(r"boundary=(\S+)", asked.header("content-type") or "")
        assert boundary is not None
        parts = asked.body.split(b"--" + boundary[1].encode())
        [content] = [part.partition(b"\r\n\r\n")[2][:-2] for part in parts if b"filename=" in part]
        return as_json(self._described(self.files.add("file-", content)))

    def file(self, asked: Received, id_: str) -> Answer:
        return as_json(self._described(id_))

    def content(self, asked: Received, id_: str) -> Answer:
        return Answer.of(200, {"content-type": "application/octet-stream"}, [self.files[id_]])

    def delete(self, asked: Received, id_: str) -> Answer:
        assert self.files[id_] is not None
        return as_json({"id": id_, "object": "file", "deleted": True})

    def _described(self, id_: str) -> dict[str, Any]:
        return {
            "id": id_,
            "object": "file",
            "bytes": len(self.files[id_]),
            "created_at": now(),
            "filename": "questions.jsonl",
            "purpose": "batch",
            "status": "processed",
        }

    def start(self, asked: Received) -> Answer:
        batch = {"object": "batch", **body(asked), "status": "validating", "created_at": now(), "expires_at": now()}
        assert self.files[batch["input_file_id"]]
        id_ = self.batches.add("batch_", batch)
        batch |= {"id": id_, "output_file_id": None, "completed_at": None}
        return as_json(batch)

    def batch(self, asked: Received, id_: str) -> Answer:
        batch = self.batches[id_]
        if batch["status"] == "validating":
            batch |= {"status": "in_progress", "in_progress_at": now()}
        else:
            batch |= {"status": "completed", "completed_at": now()}
            batch["output_file_id"] = self.files.add("file-", self._results(batch))
        return as_json(batch)

    def _results(self, batch: dict[str, Any]) -> bytes:
        questions = [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]
        results = [
            {
                "id": f"batch_req_{uuid.uuid4().hex}",
                "custom_id": question["custom_id"],
                "response": {
                    "status_code": 200,
                    "request_id": uuid.uuid4().hex,
                    "body": {
                        "id": f"chatcmpl-{uuid.uuid4().hex}",
                        "object": "chat.completion",
                        "created": now(),
                        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Of course."}}],
                    },
                },
                "error": None,
            }
            for question in questions
        ]
        return b"".join(json.dumps(result).encode() + b"\n" for result in results)

    def store(self, asked: Received) -> Answer:
        return as_json(self.described(self.stores.add("vs_", [])))

    def described(self, id_: str) -> dict[str, Any]:
        made = {"id": id_, "object": "vector_store", "created_at": now(), "last_active_at": now(), "name": "facts"}
        counts = dict.fromkeys(("in_progress", "completed", "failed", "cancelled"), 0)
        total = len(self.stores[id_])
        return {**made, "usage_bytes": 0, "status": "completed", "file_counts": {**counts, "total": total}}

    def put(self, asked: Received, store: str) -> Answer:
        file = body(asked)["file_id"]
        assert self.files[file]
        self.stores[store].append(file)
        made = {"id": file, "object": "vector_store.file", "created_at": now(), "vector_store_id": store}
        return as_json({**made, "status": "completed", "usage_bytes": 9, "last_error": None})

    def search(self, asked: Received, store: str) -> Answer:
        return as_json(
            {
                "object": "vector_store.search_results.page",
                "search_query": body(asked)["query"],
                "data": [self._found(file) for file in self.stores[store]],
                "has_more": False,
                "next_page": None,
            }
        )

    def _found(self, file: str) -> dict[str, Any]:
        content = [{"type": "text", "text": self.files[file].decode()}]
        return {"file_id": file, "filename": "questions.jsonl", "score": 0.5, "attributes": {}, "content": content}

    def conversation(self, asked: Received) -> Answer:
        id_ = self.conversations.add("conv_", [])
        return as_json({"id": id_, "object": "conversation", "created_at": now(), "metadata": {}})

    def respond(self, asked: Received) -> Answer:
        question = body(asked)
        if before := question.get("previous_response_id"):
            assert self.responses[before]
        if conversation := question.get("conversation"):
            self.conversations[conversation].append(question["input"])
        made = {
            "object": "response",
            "created_at": now(),
            "model": question["model"],
            "status": "completed",
            "previous_response_id": before,
            "conversation": {"id": conversation} if conversation else None,
            "tools": question.get("tools", []),
            "tool_choice": "auto",
            "parallel_tool_calls": True,
            "output": [*self._searched(question), _said(f"{question['input']} Yes.")],
        }
        made["id"] = self.responses.add("resp_", made)
        return as_events(_events(made)) if question.get("stream") else as_json(made)

    def _searched(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        stores = [store for tool in question.get("tools", []) for store in tool.get("vector_store_ids", [])]
        found = [self._found(file) for store in stores for file in self.stores[store]]
        results = [{"file_id": each["file_id"], "text": "", "score": 0.5} for each in found]
        call = {"type": "file_search_call", "status": "completed", "queries": ["?"], "results": results}
        return [{"id": f"fs_{uuid.uuid4().hex}", **call}] if stores else []

    def input_items(self, asked: Received, id_: str) -> Answer:
        assert self.responses[id_]
        said = [{"type": "input_text", "text": "Is it so?"}]
        item = {"id": f"msg_{uuid.uuid4().hex}", "type": "message", "role": "user", "content": said}
        page = {"first_id": item["id"], "last_id": item["id"], "has_more": False}
        return as_json({"object": "list", "data": [item], **page})


def _said(text: str) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"id": f"msg_{uuid.uuid4().hex}", "type": "message", "role": "assistant", "content": content}


def _events(response: dict[str, Any]) -> list[dict[str, Any]]:
    [item] = [item for item in response["output"] if item["type"] == "message"]
    place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    text = item["content"][0]["text"]
    events = [
        {"type": "response.created", "response": {**response, "output": [], "status": "in_progress"}},
        {"type": "response.output_item.added", "output_index": 0, "item": {**item, "content": []}},
        {"type": "response.output_text.delta", **place, "delta": text, "obfuscation": uuid.uuid4().hex},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": response},
    ]
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]
