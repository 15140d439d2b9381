"""Answers of the Google GenAI SDK on Vertex AI: its own objects, back as the JSON of the REST API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.model import Frame, Headers
from understudy.store.format1 import encoding, shape
from understudy.store.format1.values import Answered
from understudy.store.format1.vertex_keys import camelled

_OF_THE_SDK = frozenset({"sdk_http_response", "parsed", "automatic_function_calling_history"})
"""Keys that the SDK adds to what it received."""

_GENERATED = "google.genai.types.GenerateContentResponse"
_EMBEDDED = "google.genai.types.EmbedContentResponse"


def piece(content: Any) -> bytes:
    """One frame of a stream."""
    return encoding.sse(_received(content))


def whole(frame: Frame, *, is_embed_content: bool | None) -> Answered:
    """A response that is no stream. `is_embed_content` is None unless these are embeddings."""
    if is_embed_content is None:
        content = _received(frame.content)
        shown = named(frame)
    else:
        content = _embedded(frame.content, is_embed_content=is_embed_content)
        shown = named(frame, _EMBEDDED)
    said = headers((frame,), (("content-type", "application/json; charset=UTF-8"),))
    return Answered(200, said, (shown,), (encoding.whole(content),))


def named(frame: Frame, kind: str = _GENERATED) -> Frame:
    """The frame with its public type, which the recorder did not write for this SDK."""
    return Frame(kind, frame.content) if frame.type == "json" else frame


def headers(found: tuple[Frame, ...], otherwise: Headers) -> Headers:
    """The content type that the SDK saw."""
    for frame in found[:1]:
        said = frame.content.get("sdk_http_response")
        known = said.get("headers") if isinstance(said, Mapping) else None
        for name, value in known.items() if isinstance(known, Mapping) else ():
            if name.lower() == "content-type" and isinstance(value, str):
                return (("content-type", value),)
    return otherwise


def _received(content: Mapping[str, Any]) -> Any:
    return camelled({key: value for key, value in content.items() if key not in _OF_THE_SDK})


def _embedded(content: Mapping[str, Any], *, is_embed_content: bool) -> dict[str, Any]:
    path = "response.body.embeddings"
    embeddings = [
        shape.mapping(item, f"{path}[{at}]")
        for at, item in enumerate(shape.listed(content.get("embeddings") or [], path))
    ]
    rest = {key: value for key, value in content.items() if key not in _OF_THE_SDK | {"embeddings"}}
    if not is_embed_content:
        return {"predictions": [{"embeddings": _statistics(item)} for item in embeddings], **camelled(rest)}
    if len(embeddings) != 1:
        return {"embeddings": [_statistics(item) for item in embeddings], **camelled(rest)}
    only = embeddings[0]
    counted = shape.mapping(only.get("statistics") or {}, f"{path}[0].statistics")
    usage = dict(shape.mapping(rest.pop("usage_metadata", None) or {}, "response.body.usage_metadata"))
    if isinstance(count := counted.get("token_count"), int | float):
        usage.setdefault("prompt_token_count", int(count))
    if details := counted.get("tokens_details"):
        usage.setdefault("prompt_tokens_details", details)
    if counted.get("truncated") is not None:
        rest.setdefault("truncated", counted["truncated"])
    body = {"embedding": {"values": only.get("values")}, **camelled(rest)}
    return body | {"usageMetadata": camelled(usage)} if usage else body


def _statistics(item: Mapping[str, Any]) -> dict[str, Any]:
    """An embedding. Its `token_count` has this spelling on the wire, its other keys have not."""
    result: dict[str, Any] = {"values": item.get("values")}
    if isinstance(statistics := item.get("statistics"), Mapping):
        result["statistics"] = {
            key if key == "token_count" else camelled({key: value}).popitem()[0]: camelled(value)
            for key, value in statistics.items()
            if value is not None
        }
    return result
