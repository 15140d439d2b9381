"""A request at rest: JSON where a style gives its bytes back, else text or base64."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.match import addressed
from understudy.model import Headers, Request
from understudy.redact import redacted_url
from understudy.wire import NotPlain, encode, is_exact, parse, style_of

USUAL_STYLE = "compact"

MARKED = b'"__media__"'
"""In JSON that may have a key of ours; it is kept as text."""


def request_at_rest(request: Request) -> tuple[dict[str, Any], str]:
    """The file's `request`, and the JSON style of its body."""
    address = addressed(request.method, request.url)
    body, style = _body_at_rest(request.body)
    model = address.recognised.model or (body.get("model") if isinstance(body, dict) else None)
    content_type = request.header("content-type")
    is_plain = not request.body or (content_type or "").partition(";")[0].strip().lower() == "application/json"
    kept = {
        "method": request.method,
        "url": redacted_url(request.url),
        "headers": {} if is_plain or content_type is None else {"content-type": content_type},
        "body": body,
        "endpoint": address.endpoint,
        "model": model if isinstance(model, str) else "",
    }
    return kept, style


def request_from_rest(kept: Mapping[str, Any], style: str) -> Request:
    """The request on the wire."""
    method, url = method_and_url(kept)
    body = body_from_rest(kept.get("body"), style)
    headers: Headers = tuple((str(name), str(value)) for name, value in (kept.get("headers") or {}).items())
    if body and not headers:
        headers = (("content-type", "application/json"),)
    return Request(method, url, headers, body)


def method_and_url(kept: Mapping[str, Any]) -> tuple[str, str]:
    """What was asked where."""
    method, url = kept.get("method"), kept.get("url")
    if isinstance(method, str) and isinstance(url, str):
        return method, url
    raise RecordingUnreadable(f"request.method and request.url: expected texts, found {method!r} and {url!r}")


def model_of(kept: Mapping[str, Any]) -> str:
    """The model that was asked, as the file names it."""
    payload = kept.get("payload")
    model = kept.get("model") or (payload.get("model") if isinstance(payload, Mapping) else None)
    return model if isinstance(model, str) else ""


def body_from_rest(body: Any, style: str = USUAL_STYLE) -> bytes:
    """The bytes of a request's body."""
    match body:
        case None:
            return b""
        case {"__type__": "text", "__data__": str(text), **rest} if not rest:
            return text.encode("utf-8")
        case {"__type__": "base64", "__data__": str(text), **rest} if not rest:
            try:
                return base64.b64decode(text, validate=True)
            except ValueError as error:
                raise RecordingUnreadable(f"request.body.__data__: not base64: {error}") from None
    try:
        return encode(body, style)
    except NotPlain:
        return json.dumps(body).encode()


def raw_at_rest(raw: bytes) -> dict[str, str]:
    """Bytes as themselves."""
    try:
        return {"__type__": "text", "__data__": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return {"__type__": "base64", "__data__": base64.b64encode(raw).decode("ascii")}


def is_raw(body: Any) -> bool:
    """Whether a body at rest stands for bytes and not for itself."""
    return isinstance(body, dict) and body.keys() == {"__type__", "__data__"}


def _body_at_rest(raw: bytes) -> tuple[Any, str]:
    if not raw:
        return None, USUAL_STYLE
    try:
        parsed = parse(raw)
        style = style_of([(raw, parsed)])
        # At rest `null` is no body.
        if is_exact(raw, parsed, style) and parsed is not None and not is_raw(parsed) and MARKED not in raw:
            return parsed, style
    except NotPlain:
        pass
    return raw_at_rest(raw), USUAL_STYLE
