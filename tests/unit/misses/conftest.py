"""How the tests of this folder miss."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from understudy.engine.asked import Asked
from understudy.engine.lookup import Index
from understudy.engine.nearby import looked
from understudy.match import canonical, fingerprint_of
from understudy.misses import Miss, Reason, explain
from understudy.model import Mode, Request, Response
from understudy.store import Directory, Draft

CHAT = "https://api.openai.com/v1/chat/completions"


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Records a request in the store `recordings`, and gives the recording's name."""
    monkeypatch.chdir(tmp_path)

    def save(body: Any, *, url: str = CHAT, scope: str | None = None, method: str = "POST", sequence: int = 1) -> str:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(method, url, (("content-type", "application/json"),), raw)
        response = Response(200, (("content-type", "application/json"),), b"{}")
        draft = Draft(scope, request, response, fingerprint_of(canonical(request)), sequence, "")
        return Directory("recordings").save(draft).entry.name

    return save


@pytest.fixture
def miss(record: Callable[..., str]) -> Callable[..., Miss]:
    """The miss of a request in that store."""

    def explained(
        body: Any = b"",
        *,
        url: str = CHAT,
        scope: str | None = None,
        method: str = "POST",
        reason: Reason | None = None,
        mode: Mode = Mode.REPLAY,
        played: tuple[str, ...] = (),
        **more: Any,
    ) -> Miss:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        request, store = Request(method, url, (), raw), Directory("recordings")
        entries = store.entries()
        return explain(
            request,
            fingerprint_of(canonical(request)),
            reason,
            looked(store, Index(entries), Asked(request, fingerprint_of(canonical(request)), scope), played),
            mode=mode,
            scope=scope,
            **more,
        )

    return explained
