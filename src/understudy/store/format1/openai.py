"""Calls of the OpenAI SDK: the arguments of a method, as the request that it sends.

The recorder wrote `base_url + endpoint`, and the endpoint has a `/v1` that the base path usually has too. The
SDK appends the endpoint without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from understudy.store.format1.values import Asked

CHAT = "/v1/chat/completions"
COMPLETIONS = "/v1/completions"
EMBEDDINGS = "/v1/embeddings"
RESPONSES = "/v1/responses"
MODELS = ("/v1/models", "/v1/openai/v1/models")

_NOT_IN_BODY = frozenset({"extra_body", "extra_headers", "extra_query", "timeout"})
"""Arguments of every SDK method that steer the request itself."""


def asked(url: str, endpoint: str, arguments: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The requests that this call may have sent, the likeliest first."""
    query = ""
    body: Mapping[str, Any] = arguments
    if not _NOT_IN_BODY.isdisjoint(arguments):
        body = {key: value for key, value in arguments.items() if key not in _NOT_IN_BODY}
        extra = arguments.get("extra_body")
        if isinstance(extra, Mapping):
            body.update(extra)
        query = _query(arguments.get("extra_query"))
    if endpoint in MODELS:
        return tuple(Asked("GET", target + query, None) for target in _models(url, endpoint))
    sent = Asked("POST", _true(url, endpoint) + query, body)
    if endpoint == EMBEDDINGS and "encoding_format" not in body:
        # The SDK asks for base64 where the caller names no format; plain HTTP clients do not.
        return (Asked("POST", sent.url, {**body, "encoding_format": "base64"}), sent)
    if endpoint == COMPLETIONS and "messages" in body and "prompt" not in body:
        # Recorders of autumn 2025 wrote this endpoint for some calls of chat.completions.create.
        return (Asked("POST", _true(url, endpoint, CHAT) + query, body), sent)
    return (sent,)


def _true(url: str, endpoint: str, target: str | None = None) -> str:
    """The URL on the wire for the recorded one; with `target` as endpoint, if that is another one."""
    if url.endswith(endpoint):
        url = url[: -len(endpoint)] + (target or endpoint).removeprefix("/v1")
    else:
        url = url.replace("/v1/v1/", "/v1/", 1)
    return url if "://" in url else absolute(url)


def _models(url: str, endpoint: str) -> tuple[str, ...]:
    true = _true(url, endpoint)
    if endpoint == "/v1/models":
        return (true,)
    # Not the endpoint of any call of the SDK, which knows `/models` only; the recorder accepts it by name.
    base = absolute(url.removesuffix(endpoint))
    candidates = (true, base + endpoint) if base.endswith("/v1") else (base + endpoint, true)
    return (*candidates, base + "/models")


def absolute(url: str) -> str:
    """The URL with scheme and host. The recorder cut off hosts that name a customer, `__databricks__/…`."""
    if "://" in url:
        return url
    head, slash, path = url.partition("/")
    return f"https://{head.strip('_') or 'unknown'}.invalid{slash}{path}"


def _query(extra: Any) -> str:
    if not isinstance(extra, Mapping) or not extra:
        return ""
    pairs = [pair for key, value in extra.items() for pair in _pairs(str(key), value)]
    return "?" + urlencode(pairs) if pairs else ""


def _pairs(key: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case None:
            return
        case bool():
            yield key, "true" if value else "false"
        case Mapping():
            for name, inner in value.items():
                yield from _pairs(f"{key}[{name}]", inner)
        case list():
            for inner in value:
                yield from _pairs(f"{key}[]", inner)
        case _:
            yield key, str(value)
