"""Asks an official SDK what a recording of format 1 says was asked, and says what should come back.

Written from the SDKs and the recordings alone: nothing here knows how Understudy reads them.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic
import httpx
import ollama
import openai
from google import genai
from google.genai import types as genai_types

Document = Mapping[str, Any]

TLS = ssl.create_default_context()
"""One for all clients: making one takes longer than a call."""

KEPT_OF_GENAI = frozenset({"sdk_http_response", "parsed", "automatic_function_calling_history"})
"""What the Google SDK adds to an answer; the recorder kept some of it."""


@dataclass(frozen=True, slots=True)
class Returned:
    """Objects that a call gave back, as `(type, content)`; the type is empty where the recorder kept none."""

    objects: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of an SDK."""

    type: str
    status: int | None
    body: Any
    message: str
    whole: Any
    """The whole body of the answer, of which `body` is what stood in `error`."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A bare HTTP answer: JSON, or the lines of a stream."""

    status: int
    body: Any


Outcome = Returned | Raised | Sent


def documents(folder: Path) -> dict[Path, Document]:
    """Every recording below a folder, in the order of their paths."""
    return {path: json.loads(path.read_text()) for path in sorted(folder.glob("**/*.json"))}


def scope_of(document: Document) -> str | None:
    """The test that the recording belongs to."""
    return document.get("test_id") or document["request"].get("test_id")


def is_http(document: Document) -> bool:
    """Whether the recorded call was one over HTTP; tools and file processors are not."""
    return bool(document["request"].get("url"))


def kind_of(document: Document) -> str:
    """Which client made the call: `openai`, `vertex`, `ollama`, `anthropic` or `http`."""
    request = document["request"]
    if "payload" in request:
        return "anthropic" if request["url"].endswith("/v1/messages") else "http"
    if request["url"].startswith("vertexai:"):
        return "vertex"
    return "ollama" if request["endpoint"].startswith("/api/") else "openai"


async def ask(document: Document, *, server: str | None = None, headers: Mapping[str, str] | None = None) -> Outcome:
    """What the official SDK makes of the recorded call.

    Args:
        server: where to ask, `http://127.0.0.1:8080`; otherwise where the recording was made.
        headers: sent with the request, beside the SDK's own.
    """
    match kind_of(document):
        case "openai":
            return await _openai(document["request"], server, dict(headers or {}))
        case "vertex":
            return await _vertex(document["request"], server, dict(headers or {}))
        case "ollama":
            return await _ollama(document["request"], server, dict(headers or {}))
        case "anthropic":
            return await _anthropic(document["request"], server, dict(headers or {}))
    return await ask_plainly(document, server=server, headers=headers)


async def ask_plainly(
    document: Document, *, server: str | None = None, headers: Mapping[str, str] | None = None
) -> Outcome:
    """What a bare HTTP client gets for a recorded payload."""
    request = document["request"]
    scheme, _, rest = request["url"].partition("://")
    host, _, path = rest.partition("/")
    url = f"{server or f'{scheme}://{host}'}/{path}"
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.request(request["method"], url, json=request["payload"], headers=headers)
    if request["payload"].get("stream"):
        return Sent(response.status_code, response.text.splitlines())
    return Sent(response.status_code, response.json())


async def _openai(request: Mapping[str, Any], server: str | None, headers: dict[str, str]) -> Outcome:
    base = f"{server}/v1" if server else request["url"].removesuffix(request["endpoint"])
    arguments = dict(request["body"])
    bare = openai.DefaultAsyncHttpxClient(verify=TLS)
    async with openai.AsyncOpenAI(
        base_url=base, api_key="none", max_retries=0, default_headers=headers, http_client=bare
    ) as client:
        methods = {
            "/v1/chat/completions": client.chat.completions.create,
            "/v1/completions": client.completions.create,
            "/v1/embeddings": client.embeddings.create,
        }
        method: Any = methods.get(request["endpoint"])
        if request["endpoint"] == "/v1/completions" and "messages" in arguments:
            # The recorder wrote the wrong endpoint for a few calls of this method.
            method = client.chat.completions.create
        try:
            if request["endpoint"] == "/v1/models":
                return await _returned(client.models.list(**arguments))
            answer = await method(**arguments)
            return await _returned(answer)
        except openai.APIError as error:
            answered = getattr(error, "response", None)
            whole = None if answered is None else answered.json()
            return Raised(type(error).__name__, getattr(error, "status_code", None), error.body, str(error), whole)


async def _vertex(request: Mapping[str, Any], server: str | None, headers: dict[str, str]) -> Outcome:
    options = genai_types.HttpOptions(base_url=f"{server}/vertex" if server else None, headers=headers)
    client = genai.Client(vertexai=True, api_key="none", http_options=options).aio
    arguments = request["body"]
    if request["endpoint"] == "/generate_content_stream":
        answer: Any = await client.models.generate_content_stream(**arguments)
        found = [chunk async for chunk in answer]
    else:
        found = [await client.models.generate_content(**arguments)]
    await client.aclose()
    return Returned(tuple(("", _of_genai(each.model_dump(mode="json", exclude_none=True))) for each in found))


async def _ollama(request: Mapping[str, Any], server: str | None, headers: dict[str, str]) -> Outcome:
    client = ollama.AsyncClient(host=server or request["url"].removesuffix(request["endpoint"]), headers=headers)
    methods = {
        "/api/ps": client.ps,
        "/api/tags": client.list,
        "/api/chat": client.chat,
        "/api/generate": client.generate,
        "/api/embed": client.embed,
        "/api/pull": client.pull,
    }
    answer: Any = await methods[request["endpoint"]](**request["body"])
    returned = await _returned(answer)
    await client._client.aclose()
    return returned


async def _anthropic(request: Mapping[str, Any], server: str | None, headers: dict[str, str]) -> Outcome:
    base = server or request["url"].removesuffix("/v1/messages")
    async with anthropic.AsyncAnthropic(
        base_url=base, api_key="none", max_retries=0, default_headers=headers
    ) as client:
        try:
            return await _returned(await client.messages.create(**request["payload"]))
        except anthropic.APIStatusError as error:
            return Raised(type(error).__name__, error.status_code, error.body, str(error), error.response.json())


async def _returned(answer: Any) -> Returned:
    found = [each async for each in answer] if hasattr(answer, "__aiter__") else [answer]
    return Returned(tuple((_name_of(each), each.model_dump(mode="json", exclude_unset=True)) for each in found))


def _name_of(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _of_genai(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in KEPT_OF_GENAI}


def difference(document: Document, got: Outcome) -> str | None:
    """Where an outcome is not what the recording says; None where it is."""
    response = document["response"]
    match got:
        case Raised():
            return _difference_raised(response, got)
        case Sent(status, body):
            wanted: Any = (response.get("status", 200), response["body"])
            return None if (status, body) == wanted else f"expected {wanted!r:.300}, got {(status, body)!r:.300}"
        case Returned(objects):
            if response.get("is_exception"):
                return f"expected {response['exception_message']!r:.300}, got {objects!r:.300}"
            expected = _expected(document)
            if len(expected) != len(objects):
                return f"expected {len(expected)} objects, got {len(objects)}"
            for place, (one, other) in enumerate(zip(expected, objects, strict=True)):
                if one != other or not same_kinds(one[1], other[1]):
                    return f"object {place}: expected {one!r:.400}, got {other!r:.400}"
    return None


def _expected(document: Document) -> list[tuple[str, Any]]:
    body = document["response"]["body"]
    match kind_of(document):
        case "vertex":
            return [("", _of_genai(each)) for each in (body if isinstance(body, list) else [body])]
        case "anthropic":
            return _of_anthropic(body)
    entries = body if isinstance(body, list) else [body]
    return [(entry["__type__"], entry["__data__"]) for entry in entries]


ANTHROPIC_EVENTS = {
    "message_start": "raw_message_start_event.RawMessageStartEvent",
    "message_delta": "raw_message_delta_event.RawMessageDeltaEvent",
    "message_stop": "raw_message_stop_event.RawMessageStopEvent",
    "content_block_start": "raw_content_block_start_event.RawContentBlockStartEvent",
    "content_block_delta": "raw_content_block_delta_event.RawContentBlockDeltaEvent",
    "content_block_stop": "raw_content_block_stop_event.RawContentBlockStopEvent",
}
"""What the SDK hands out for which event; it keeps `ping` to itself."""


def _of_anthropic(body: Any) -> list[tuple[str, Any]]:
    if not isinstance(body, list):
        return [("anthropic.types.message.Message", body)]
    events = [json.loads(line.removeprefix("data: ")) for line in body if line.startswith("data: ")]
    return [
        (f"anthropic.types.{ANTHROPIC_EVENTS[event['type']]}", event)
        for event in events
        if event["type"] in ANTHROPIC_EVENTS
    ]


def _difference_raised(response: Mapping[str, Any], got: Raised) -> str | None:
    if not response.get("is_exception"):
        expected = (response.get("status"), response["body"])
        return None if (got.status, got.whole) == expected else f"expected {expected!r:.300}, got {got!r:.300}"
    facts = response["exception_data"]
    if (got.type, got.status, got.body) != (facts["type"], facts["status_code"], facts["body"]):
        return f"expected {facts!r:.400}, got {got!r:.400}"
    # Until version 3 the SDK put the whole body into its message, version 3 the message that stands in `error`.
    before_3 = f"Error code: {got.status} - {got.whole}"
    since_3 = f"Error code: {got.status} - {facts['body']['message']}"
    if before_3 == facts["message"] and got.message in (before_3, since_3):
        return None
    return f"expected {facts['message']!r:.400}, got {got.message!r:.400}"


def same_kinds(one: Any, other: Any) -> bool:
    """`1`, `1.0` and `True` are equal in Python, and not in JSON."""
    match one, other:
        case (dict(), dict()):
            return one.keys() == other.keys() and all(same_kinds(one[key], other[key]) for key in one)
        case (list(), list()):
            return len(one) == len(other) and all(map(same_kinds, one, other))
    return type(one) is type(other)
