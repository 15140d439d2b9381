"""What the tests of several units need."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from understudy.match import fingerprint
from understudy.model import Complete, Mark, Request, Response
from understudy.store import Directory, Draft

ONE_CHUNK = (Mark(0, 5),)
GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compares a text with the file of this name in `tests/golden/`; `UPDATE_GOLDEN=1` writes it instead."""

    def compare(name: str, text: str) -> None:
        if os.environ.get("UPDATE_GOLDEN"):
            (GOLDEN / name).write_text(f"{text}\n", "utf-8")
        assert f"{text}\n" == (GOLDEN / name).read_text("utf-8")

    return compare


@pytest.fixture
def store(tmp_path):
    return tmp_path / "recordings"


@pytest.fixture
def keep(store):
    """Record an exchange, and read it back."""

    def keep(
        path,
        asked,
        answered,
        *,
        content_type="application/json",
        host="http://127.0.0.1:1",
        method="POST",
        status=200,
        headers=(),
        marks=ONE_CHUNK,
        ended=None,
        scope=None,
        sequence=1,
        stable_ids=True,
    ):
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode() if asked is not None else b""
        answer = answered if isinstance(answered, bytes) else json.dumps(answered).encode()
        request = Request(method, host + path, (("content-type", "application/json"),), body)
        heads = (("content-type", content_type), *headers)
        response = Response(status, heads, answer, marks, ended or Complete())
        print_ = fingerprint(method, request.url, body)
        draft = Draft(scope, request, response, print_, sequence, "2026-11-22T12:00:00Z", stable_ids)
        directory = Directory(store)
        return directory.load(directory.save(draft).entry.name)

    return keep


@pytest.fixture
def sse():
    """Events as the body of an answer."""

    def sse(*events, done=True):
        parts = [f"data: {json.dumps(event, separators=(',', ':'))}\n\n" for event in events]
        return "".join([*parts, "data: [DONE]\n\n" if done else ""]).encode()

    return sse
