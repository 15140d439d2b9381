"""The response from which an official SDK builds what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from understudy.model import Frame, Headers
from understudy.store.format1 import encoding, frames, shape, vertex, vertex_answers
from understudy.store.format1.openai import CHAT, COMPLETIONS, MODELS, RESPONSES
from understudy.store.format1.values import Answered

JSON: Headers = (("content-type", "application/json"),)
TEXT: Headers = (("content-type", "text/plain; charset=utf-8"),)


@dataclass(frozen=True, slots=True)
class Style:
    """How an API puts frames on the wire."""

    api: str
    """Whose SDK made the call: `openai`, `ollama`, `vertex`."""

    headers: Headers
    piece: Callable[[Any], bytes]
    """One frame of a stream."""

    last: tuple[bytes, ...] = ()
    """What ends a whole stream."""


def _event(content: Any) -> bytes:
    name = content.get("type") if isinstance(content, Mapping) else None
    return encoding.sse(content, name if isinstance(name, str) else None)


_SSE: Headers = (("content-type", "text/event-stream"),)
_WITH_DONE = Style("openai", _SSE, encoding.sse, (encoding.DONE,))
_OLLAMA = Style("ollama", (("content-type", "application/x-ndjson"),), encoding.ndjson)
_VERTEX = Style("vertex", _SSE, vertex_answers.piece)
_STYLES = {CHAT: _WITH_DONE, COMPLETIONS: _WITH_DONE, RESPONSES: Style("openai", _SSE, _event)}
_OTHER = Style("openai", _SSE, encoding.sse)


def style_of(url: str, endpoint: str) -> Style:
    """The style of the API that was called."""
    if url.startswith("vertexai:"):
        return _VERTEX
    return _OLLAMA if endpoint.startswith("/api/") else _STYLES.get(endpoint, _OTHER)


def answered(style: Style, endpoint: str, model: str, response: Mapping[str, Any]) -> Answered:
    """The response of a call that succeeded."""
    body = response.get("body")
    if endpoint in MODELS:
        return _page(body)
    if isinstance(body, list):
        return _stream(style, frames.frames(body))
    if response.get("is_streaming"):
        raise shape.wrong("response.body", body, "a list, one entry per frame of the stream")
    if isinstance(body, str) and style.api == "openai":
        # The SDK hands out the text where the answer is not JSON.
        return Answered(200, TEXT, (Frame("text", body),), (body.encode("utf-8", "backslashreplace"),))
    found = frames.frame(body, "response.body")
    if frames.is_of_a_process(found):
        return Answered(
            None,
            frames=(found,),
            not_servable="The recorder kept a Python object of its own process, not what was on the wire.",
        )
    if style.api == "vertex":
        return vertex_answers.whole(found, is_embed_content=_embeds(endpoint, model))
    return Answered(200, JSON, (found,), (encoding.whole(found.content),))


def _stream(style: Style, found: tuple[Frame, ...]) -> Answered:
    pieces = tuple(style.piece(frame.content) for frame in found)
    headers = style.headers
    if style.api == "vertex":
        headers = vertex_answers.headers(found, headers)
        found = tuple(vertex_answers.named(frame) for frame in found)
    return Answered(200, headers, found, pieces + style.last, is_streaming=True)


def _embeds(endpoint: str, model: str) -> bool | None:
    return vertex.is_embed_content(model) if endpoint == vertex.EMBED else None


def _page(body: object) -> Answered:
    """A list of models. Older recorders kept the page itself, later ones its entries."""
    if isinstance(body, list):
        found = frames.frames(body)
        content: Any = {"object": "list", "data": [frame.content for frame in found]}
    else:
        page = frames.frame(body, "response.body")
        found, content = (page,), page.content
        if "data" in content:
            content = {"object": "list", **content}
    return Answered(200, JSON, found, (encoding.whole(content),))
