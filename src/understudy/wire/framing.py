"""The framings by name, and which one a body has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from understudy.wire import eventstream, json_array, ndjson, sse, websocket, whole
from understudy.wire.shape import Shape, Splitter

__all__ = ["FRAMINGS", "Framing", "Shape", "Splitter", "framing_for"]


@dataclass(frozen=True, slots=True)
class Framing:
    """How a body divides into frames, and a frame into its payload and the rest."""

    name: str

    splitter: Callable[[], Splitter]
    """A new splitter, for one body."""

    shape: Callable[[bytes], Shape | None]
    """Of one raw frame, or of the rest. None: it carries no payload, or no template can say it."""

    is_idle: Callable[[bytes], bool]
    """Whether a raw frame says nothing: a comment, an empty line, the `[DONE]` that ends a stream."""

    is_stream: bool
    """Whether a body of this framing is handed out frame by frame."""

    render: Callable[[str, bytes], bytes]
    """From template and payload back to the raw frame: `render(*shape(raw)) == raw`, always."""


def _never(_raw: bytes) -> bool:
    return False


FRAMINGS: dict[str, Framing] = {
    framing.name: framing
    for framing in (
        Framing("sse", sse.SseSplitter, sse.shape, sse.is_idle, True, sse.render),
        Framing("ndjson", ndjson.NdjsonSplitter, ndjson.shape, ndjson.is_idle, True, ndjson.render),
        Framing("json-array", json_array.JsonArraySplitter, json_array.shape, _never, True, json_array.render),
        Framing(
            "eventstream",
            eventstream.EventstreamSplitter,
            eventstream.shape,
            _never,
            True,
            eventstream.render,
        ),
        Framing("websocket", websocket.WebsocketSplitter, websocket.shape, _never, True, websocket.render),
        Framing("whole", whole.WholeSplitter, whole.shape, _never, False, whole.render),
    )
}

_BY_MEDIA_TYPE = {
    "text/event-stream": "sse",
    "application/x-ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/x-jsonlines": "ndjson",
    "application/stream+json": "ndjson",
    "application/vnd.amazon.eventstream": "eventstream",
    websocket.MEDIA_TYPE: "websocket",
}


def framing_for(content_type: str | None, body: bytes) -> Framing:
    """The framing that a content type announces; `whole` for every other one.

    Without a content type, a body that begins with `data:`, `event:` or `:` is `sse`. Never `json-array`: its
    media type is JSON's, so only who knows the API can tell.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if not media_type and body.startswith((b"data:", b"event:", b":")):
        return FRAMINGS["sse"]
    return FRAMINGS[_BY_MEDIA_TYPE.get(media_type, "whole")]
