"""Format 1: recordings of the system whose format the seed has.

A file holds the arguments of an SDK call and the objects that the SDK returned, not the exchange. Here they
become the request that the official SDK sends for these arguments, and a response from which it builds these
objects. A `__type__` is read as a name and never imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.model import Call
from understudy.store.format1 import answers, calls, exceptions, ollama, openai, raw, shape, vertex
from understudy.store.format1.hashing import key, keys
from understudy.store.format1.stated import normalised, stated_keys
from understudy.store.format1.values import Answered, Asked

__all__ = [
    "Answered",
    "Asked",
    "answered",
    "asked",
    "call",
    "key",
    "keys",
    "normalised",
    "stated_keys",
]


def asked(request: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The requests that the recorded call may have sent, the likeliest first; none if it was not HTTP.

    Raises:
        RecordingUnreadable: something in it is not what the format has there.
    """
    request = shape.mapping(request, "request")
    url = request.get("url")
    if url is None and call(request) is not None:
        return ()
    if "payload" in request:
        return raw.asked(request)
    url = shape.text(url, "request.url")
    body = request.get("body")
    arguments: Mapping[str, Any] = shape.mapping({} if body is None else body, "request.body")
    endpoint = _endpoint(request, url)
    if url.startswith("vertexai:"):
        return vertex.asked(endpoint, arguments)
    if endpoint.startswith("/api/"):
        return ollama.asked(url, endpoint, arguments)
    return openai.asked(url, endpoint, arguments)


def call(request: Mapping[str, Any]) -> Call | None:
    """The call of a tool or a file processor that this request is, or None if it is one of HTTP."""
    return calls.call(shape.mapping(request, "request"))


def answered(request: Mapping[str, Any], response: Mapping[str, Any]) -> Answered:
    """The response that makes the official SDK return, or raise, what is recorded.

    Raises:
        RecordingUnreadable: something in it is not what the format has there.
    """
    request = shape.mapping(request, "request")
    response = shape.mapping(response, "response")
    if (found := call(request)) is not None:
        return calls.answered(found, response)
    if "payload" in request:
        return raw.answered(response)
    url = shape.text(request.get("url"), "request.url")
    endpoint = _endpoint(request, url)
    style = answers.style_of(url, endpoint)
    if response.get("is_exception"):
        return exceptions.answered(style, response)
    body = request.get("body")
    model = body.get("model") if isinstance(body, Mapping) else None
    return answers.answered(style, endpoint, model if isinstance(model, str) else "", response)


def _endpoint(request: Mapping[str, Any], url: str) -> str:
    endpoint = request.get("endpoint")
    if isinstance(endpoint, str):
        return endpoint
    if endpoint is not None:
        raise shape.wrong("request.endpoint", endpoint, "a string")
    # The URL ends with it, after the base URL.
    if url.startswith("vertexai:"):
        return url.removeprefix("vertexai://")
    path = url.partition("://")[2] or url
    start = max(path.rfind("/v1/"), path.rfind("/api/"))
    return path[start:] if start >= 0 else ""
