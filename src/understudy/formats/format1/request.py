"""A request as the original system keeps it: the arguments of the SDK's method, and the URL that it notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from understudy.apis import SECRET_PARAMETERS
from understudy.formats.format1.shape import NotHeld, is_raw
from understudy.model import Recording, Request
from understudy.redact import redacted_url
from understudy.wire import NotPlain, parse

DEPLOYMENT = re.compile(r"/deployments/[^/]+(?=/)")

__all__ = ["at_rest", "is_raw"]


def at_rest(recording: Recording, request: Request) -> dict[str, Any]:
    """The file's `request`."""
    body = _json(request)
    if is_raw(recording):
        if request.method != "POST" or body is None:
            raise NotHeld(f"format 1 holds no {request.method} without a JSON body to this API")
        return {"url": redacted_url(request.url), "method": request.method, "payload": body}
    arguments = body if isinstance(body, Mapping) else {} if body is None else None
    if arguments is None:
        raise NotHeld("its body is no JSON object, so it is no call of an SDK")
    url, endpoint = _noted(recording, request)
    model = arguments.get("model")
    return {
        "method": "POST",
        "url": url,
        "headers": {},
        "body": {**arguments, **_extra_query(request.url)},
        "endpoint": endpoint,
        "model": model if isinstance(model, str) else "",
    }


def _json(request: Request) -> Any:
    if not request.body:
        return None
    try:
        return parse(request.body)
    except NotPlain:
        kind = request.header("content-type") or "bytes"
        raise NotHeld(f"its request is {kind.partition(';')[0]}, not JSON") from None


def _noted(recording: Recording, request: Request) -> tuple[str, str]:
    """The URL that the original system notes, and the endpoint.

    It joins the client's base URL and the endpoint of the API reference, each of which has a `/v1`.
    """
    parts = urlsplit(redacted_url(request.url))
    if recording.api.startswith("ollama-"):
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), recording.endpoint
    if not recording.api.startswith("openai-"):
        raise NotHeld(f"format 1 keeps other things than requests of {recording.api}")
    if recording.api == "openai-models" and recording.endpoint != "/v1/models":
        raise NotHeld("format 1 holds lists of models, not single ones")
    tail = DEPLOYMENT.sub("", recording.endpoint).removeprefix("/v1")
    base = parts.path.rstrip("/").removesuffix(tail)
    return urlunsplit((parts.scheme, parts.netloc, f"{base}/v1{tail}", "", "")), f"/v1{tail}"


def _extra_query(url: str) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        if name.lower() not in SECRET_PARAMETERS:
            plain = name.removesuffix("[]")
            query[plain] = [*query.get(plain, ()), value] if name != plain else value
    return {"extra_query": query} if query else {}
