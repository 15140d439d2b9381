"""How the tests of this folder ask and answer: with real sessions on real folders, and no network at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from understudy.engine import Forward, Session
from understudy.match import canonical, fingerprint_of
from understudy.model import Mark, Mode, Request, Response
from understudy.store import Directory, Draft

CHAT = "https://api.openai.com/v1/chat/completions"


@pytest.fixture
def ask() -> Callable[..., Request]:
    """A request that asks a question."""

    def request(question: str = "hi", *, url: str = CHAT, **fields: Any) -> Request:
        body = {"model": "m", "messages": [{"role": "user", "content": question}], **fields}
        return Request("POST", url, (("content-type", "application/json"),), json.dumps(body).encode())

    return request


@pytest.fixture
def session(tmp_path: Path) -> Callable[..., Session]:
    """A session on the test's own store."""

    def make(mode: Mode = Mode.REPLAY, **settings: Any) -> Session:
        return Session(Directory(tmp_path / "recordings"), mode, **settings)

    return make


@pytest.fixture
def answer() -> Callable[..., None]:
    """Answers a request that was let through, as its upstream would."""

    def send(
        decision: Forward,
        body: bytes = b'{"ok":true}',
        *,
        status: int = 200,
        content_type: str = "application/json",
        **headers: str,
    ) -> None:
        assert isinstance(decision, Forward)
        named = ((name.replace("_", "-"), value) for name, value in headers.items())
        decision.capture.head(status, (("content-type", content_type), *named))
        decision.capture.chunk(body, 5)
        decision.capture.complete()

    return send


@pytest.fixture
def record(tmp_path: Path, ask: Callable[..., Request]) -> Callable[..., list[str]]:
    """Puts answers to one request into the store, in their order, and gives their recordings' names."""

    def save(*texts: str, question: str = "hi", scope: str | None = None, url: str = CHAT) -> list[str]:
        request = ask(question, url=url)
        headers = (("content-type", "text/plain"),)
        return [
            Directory(tmp_path / "recordings")
            .save(
                Draft(
                    scope,
                    request,
                    Response(200, headers, text.encode(), (Mark(0, 5),)),
                    fingerprint_of(canonical(request)),
                    sequence,
                    "2026-11-22T20:15:03Z",
                )
            )
            .entry.name
            for sequence, text in enumerate(texts, start=1)
        ]

    return save
