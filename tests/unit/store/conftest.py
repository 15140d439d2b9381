"""How the tests of this folder make recordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from understudy.match import canonical, fingerprint_of
from understudy.model import Mark, Request, Response
from understudy.store import Draft

CHUNKS = (
    b'data: {"id":"chatcmpl-live-1","created":1700000000,"choices":[{"delta":{"content":"H"}}]}\n\n',
    b'data: {"id":"chatcmpl-live-1","created":1700000000,"choices":[{"delta":{"content":"i"}}]}\n\ndata: [DONE]\n\n',
)
DRAFT = Draft(
    scope=None,
    request=Request(
        "POST",
        "https://api.openai.com/v1/chat/completions",
        (("authorization", "Bearer s3cr3t"), ("content-type", "application/json")),
        b'{"model":"gpt-4o","messages":[{"role":"user","content":"Say hi."}],"stream":true}',
    ),
    response=Response(
        200,
        (("content-type", "text/event-stream"), ("x-request-id", "req_1"), ("set-cookie", "s3cr3t")),
        b"".join(CHUNKS),
        (Mark(0, 52), Mark(len(CHUNKS[0]), 60)),
    ),
    fingerprint="",
    sequence=1,
    recorded="2026-11-22T20:15:03Z",
)


@pytest.fixture
def drafted() -> Callable[..., Draft]:
    """A draft of a short streamed chat, with these things changed; of the response `response_…`."""

    def make(**changes: Any) -> Draft:
        outside = {name: value for name, value in changes.items() if not name.startswith("response_")}
        inside = {name.removeprefix("response_"): v for name, v in changes.items() if name.startswith("response_")}
        draft = replace(DRAFT, **outside)
        draft = replace(draft, response=replace(draft.response, **inside))
        return replace(draft, fingerprint=fingerprint_of(canonical(draft.request)))

    return make


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The user's cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "understudy"
