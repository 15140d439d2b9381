"""A conversation by ids of which some turns are replayed and others are live: what the upstream is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.clients.adapters import Client
from tests.clients.twice import recorded, replayed
from understudy.testing import Answer, Received, Upstream

JSON = (("content-type", "application/json"),)


class Provider:
    """Knows the responses it made by their ids, and no others."""

    def __init__(self) -> None:
        self._made: set[str] = set()
        self._numbers = count(1)

    def __call__(self, received: Received) -> Answer:
        asked = json.loads(received.body) if received.body else {}
        named = received.target.rpartition("/")[2] if received.method == "GET" else asked.get("previous_response_id")
        if named is not None and named not in self._made:
            return Answer.of(404, dict(JSON), [b'{"error": {"message": "no such response"}}'])
        made = f"resp_live_{next(self._numbers)}"
        self._made.add(made)
        body = {"id": named if received.method == "GET" else made, "created_at": 17, "output": []}
        return Answer.of(200, dict(JSON), [json.dumps(body).encode()])


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream(Provider()) as running:
        yield running


def said(store: Path) -> dict[str, tuple[Any, Any]]:
    """What the recordings say was asked and answered, by their files."""
    documents = {path.name: json.loads(path.read_text()) for path in store.glob("*.json")}
    return {name: (each["request"], each["response"]["body"]) for name, each in documents.items()}


def test_a_turn_that_goes_live_after_a_replayed_one_names_it_by_its_live_id(
    client: Client, upstream: Upstream, tmp_path: Path
) -> None:
    """
    In the body and in the URL; what is recorded of it is what a whole recording would have been.
    """
    url = f"{upstream.url}/v1/responses"

    def conversation() -> list[int]:
        first = client.fetch("POST", url, headers=JSON, content=b'{"input":"one"}')
        id_ = json.loads(first.body)["id"]
        asked = json.dumps({"input": "two", "previous_response_id": id_}).encode()
        second = client.fetch("POST", url, headers=JSON, content=asked)
        fetched = client.fetch("GET", f"{url}/{id_}")
        return [first.status, second.status, fetched.status]

    recorded(tmp_path, conversation)
    before = said(tmp_path)
    for name, (request, _) in before.items():
        if request["method"] == "GET" or request["body"]["input"] == "two":
            (tmp_path / name).unlink()
    asked_before = len(upstream.received)

    statuses = recorded(tmp_path, conversation, mode="record-if-missing")

    again = upstream.received[asked_before:]
    assert statuses == [200, 200, 200]
    assert json.loads(again[0].body) == {"input": "two", "previous_response_id": "resp_live_1"}
    assert again[1].target == "/v1/responses/resp_live_1"
    assert replayed(tmp_path, conversation) == [200, 200, 200]
    assert said(tmp_path) == before
