"""A request to every address that any API is known by, and what answers it, for the one door and the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

import understudy
from tests.unit.apis.tables import ANSWERS, CASES, asked
from understudy.apis import GENERIC, UPSTREAMS, profile_named
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.testing import Answer, Received

WEBSOCKET = "WEBSOCKET"
"""In a table of cases: conversations, which one door alone records."""

STREAMS: dict[str, Callable[[str], list[bytes]]] = {
    "text/event-stream": lambda text: [
        f"event: e\r\ndata: {text}\r\n\r\n".encode(),
        b": ping\n\n",
        b"data: [DONE]\n\n",
    ],
    "application/x-ndjson": lambda text: [f"{text}\n".encode(), f"{text}\n".encode()],
    # Gemini's, without `alt=sse`.
    "application/json": lambda text: [f"[{text}".encode(), f"\r\n,{text}".encode(), b"\r\n]"],
}
SCOPES = ("tests/one.py::test[a b]", "tests/two.mjs > it answers")

# Whoever speaks another one's surface, where its own SDK asks for it.
IMITATORS = [
    ("POST", "azure", "/openai/deployments/my-gpt/chat/completions?api-version=2025-01-01-preview"),
    ("POST", "azure", "/openai/v1/responses"),
    ("POST", "azure", "/openai/deployments/emb/embeddings?api-version=2025-01-01-preview"),
    ("POST", "vertex", "/v1/projects/p/locations/l/publishers/google/models/g:generateContent"),
    ("POST", "vertex", "/v1/projects/p/locations/l/publishers/anthropic/models/c:streamRawPredict"),
    ("POST", "gemini", "/v1beta/models/g:streamGenerateContent?alt=sse"),
    ("POST", "vertex", "/v1/projects/p/locations/l/publishers/google/models/g:streamGenerateContent"),
    ("POST", "groq", "/openai/v1/chat/completions"),
    ("POST", "mistral", "/v1/chat/completions"),
    ("POST", "mistral", "/v1/embeddings"),
    ("POST", "together", "/v1/chat/completions"),
    ("POST", "together", "/v1/rerank"),
    ("POST", "openrouter", "/api/v1/chat/completions"),
    ("POST", "vllm", "/v1/chat/completions"),
    ("POST", "vllm", "/v1/completions"),
    ("POST", "llamacpp", "/v1/chat/completions"),
    ("POST", "llamacpp", "/completion"),
    ("POST", "tgi", "/v1/chat/completions"),
    ("POST", "tgi", "/generate_stream"),
    ("POST", "jina", "/v1/embeddings"),
    ("POST", "databricks", "/serving-endpoints/chat/completions"),
    ("POST", "watsonx", "/ml/v1/text/chat?version=2025-01-01"),
    ("POST", "ollama", "/v1/chat/completions"),
    ("POST", "mcp", "/weather/mcp"),
    ("POST", "generic", "/tickets/7/answers?draft=yes"),
    ("GET", "generic", "/tickets/7"),
]


@dataclass(frozen=True)
class Asked:
    """One request of one API."""

    number: int
    method: str
    upstream: str
    """By which name the HTTP door has it."""

    host: str
    path: str
    """With the query."""

    profile: str
    is_streamed: bool

    def __str__(self) -> str:
        return f"{self.profile} {self.method} {self.host}{self.path}{' as a stream' * self.is_streamed}"

    @property
    def has_body(self) -> bool:
        """Whether it says what it asks for in a body, and not in its query."""
        return self.method not in ("GET", "DELETE")

    @property
    def target(self) -> str:
        """The path with all of the query. Addresses that mean the same would ask the same otherwise."""
        return self.path if self.has_body else f"{self.path}{'&' if '?' in self.path else '?'}n={self.number}"

    @property
    def body(self) -> bytes | None:
        """What is sent."""
        return f'{{"model":"m","q":"ä","n":{self.number}}}'.encode() if self.has_body else None

    @property
    def scope(self) -> str:
        """Of the test that it is asked by."""
        return SCOPES[self.number % 2]

    @property
    def pieces(self) -> list[bytes]:
        """What comes back: as in the API's table, with texts, ids among them, that are this answer's own."""
        live = next((live for profile, live, _ in ANSWERS if profile == self.profile), {"ok": 1.50})
        text = json.dumps(_marked(live, self.number))
        return STREAMS[self.kind](text) if self.is_streamed else [text[:5].encode(), text[5:].encode()]

    @property
    def kind(self) -> str:
        """What the answer's content is called."""
        if not self.is_streamed or self.path.endswith(":streamGenerateContent"):
            return "application/json"
        return "application/x-ndjson" if self.profile.startswith("ollama-") else "text/event-stream"


def _marked(value: Any, number: int) -> Any:
    match value:
        case str():
            return f"{value}-{number}" if value else value
        case list():
            return [_marked(each, number) for each in value]
        case dict():
            return {name: _marked(each, number) for name, each in value.items()}
    return value


def _requests() -> Iterable[tuple[str, str, str, str, str]]:
    for method, url, profile, _, _ in CASES:
        path, host = asked(url)
        name = profile_named(profile).upstream
        if method != WEBSOCKET and profile != GENERIC.name:
            yield method, name, host or _host(name), path, profile
    for method, name, path in IMITATORS:
        yield method, name, _host(name), path, name


def _host(name: str) -> str:
    """A provider's own; a customer's or a machine's own is made up, as a proxy is in between."""
    address = UPSTREAMS[name] or ""
    return address.removeprefix("https://") if address.startswith("https://") else f"{name}.example"


_EACH = [(*each, is_streamed) for each in _requests() for is_streamed in (False, True)[: 1 + (each[0] == "POST")]]
ALL = [Asked(number, *each) for number, each in enumerate(_EACH)]


def answer(received: Received) -> Answer:
    """The upstream, whichever it is."""
    it = ALL[int(received.header("x-number") or "")]
    return Answer.of(200, {"content-type": it.kind}, it.pieces)


def ask_in_process(store: Path, mode: str, upstream: str, *, stable_ids: bool = True) -> dict[str, bytes]:
    """What each gets from a hooked client, whose way to the world is the upstream."""
    found = {}
    with httpx.Client(proxy=upstream, trust_env=False) as client:
        for scope in SCOPES:
            with understudy.use(store, mode, scope=scope, stable_ids=stable_ids) as session:
                its_own = [it for it in ALL if it.scope == scope]
                found |= {str(it): _sent(client, it, f"http://{it.host}{it.target}") for it in its_own}
            assert (session.misses, session.unused if mode == "replay" else ()) == ((), ())
    return found


def ask_over_http(store: Path, mode: str, *, stable_ids: bool = True) -> dict[str, bytes]:
    """What each gets from a server, most of them saying their scope in the path; where that asks an upstream it goes by
    the environment's proxy."""
    found = {}
    for known in _known_together():
        bases = {name: f"http://{host}" for name, host in known.items()} if mode != "replay" else {}
        settings = ServeSettings(store, Mode(mode), stable_ids=stable_ids, upstreams=bases)
        with serving(settings) as address, httpx.Client(trust_env=False) as client:
            for it in ALL:
                if known.get(it.upstream) != it.host:
                    continue
                said = {} if it.number % 3 else {"x-understudy-scope": it.scope}
                start = address if said else f"{address}/s/{quote(it.scope, safe='')}"
                found[str(it)] = _sent(client, it, f"{start}/{it.upstream}{it.target}", said)
    return found


def _known_together() -> list[dict[str, str]]:
    """An upstream has one address at a server: as many servers as any has hosts."""
    servers: list[dict[str, str]] = []
    for it in ALL:
        if not any(known.get(it.upstream) == it.host for known in servers):
            free = next((known for known in servers if it.upstream not in known), None)
            if free is None:
                servers.append(free := {})
            free[it.upstream] = it.host
    return servers


def _sent(client: httpx.Client, it: Asked, url: str, headers: dict[str, str] | None = None) -> bytes:
    sent = {"content-type": "application/json", "x-number": str(it.number), **(headers or {})}
    got = client.request(it.method, url, content=it.body, headers=sent)
    assert got.status_code == 200, f"{it}: {got.text}"
    return got.content
