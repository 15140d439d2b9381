"""Requests that the recorder caught as HTTP: `{method, url, payload}` with `{status, body}`.

Rerank through aiohttp, Anthropic Messages on Ollama, Gemini interactions. Nothing is mapped here: the payload
was the body. Of a stream the recorder kept the lines without their line ends.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from understudy.model import Frame
from understudy.store.format1 import encoding, shape
from understudy.store.format1.values import Answered, Asked

_SSE_FIELDS = ("data:", "event:", "id:", "retry:", ":")


def asked(request: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The request."""
    method = shape.text(request.get("method", "POST"), "request.method").upper()
    return (Asked(method, shape.text(request.get("url"), "request.url"), request["payload"]),)


def answered(response: Mapping[str, Any]) -> Answered:
    """The response. A stream has no status in the file: the recorder read on only after a success."""
    if "body" not in response:
        raise shape.absent("response.body", "JSON, or the lines of a stream")
    status = response.get("status", 200)
    if not isinstance(status, int) or isinstance(status, bool):
        raise shape.wrong("response.status", status, "a number")
    body = response["body"]
    if not response.get("is_streaming"):
        frames = (Frame("json", body),)
        return Answered(status, (("content-type", "application/json"),), frames, (encoding.whole(body),))
    lines = [shape.text(line, f"response.body[{at}]") for at, line in enumerate(shape.listed(body, "response.body"))]
    pieces = _pieces(lines)
    return Answered(
        status,
        (("content-type", _content_type(lines)),),
        tuple(Frame("text", piece) for piece in pieces),
        tuple(piece.encode("utf-8", "backslashreplace") for piece in pieces),
        is_streaming=True,
    )


def _pieces(lines: list[str]) -> list[str]:
    """The stream, cut after each empty line."""
    pieces, piece = [], ""
    for line in lines:
        piece += line + "\n"
        if not line:
            pieces.append(piece)
            piece = ""
    return [*pieces, piece] if piece else pieces


def _content_type(lines: list[str]) -> str:
    said = [line for line in lines if line]
    if not said or any(line.startswith(_SSE_FIELDS) for line in said):
        return "text/event-stream"
    try:
        for line in said:
            json.loads(line)
    except ValueError:
        return "application/json" if said[0].lstrip()[:1] in ("{", "[") else "text/plain"
    return "application/x-ndjson" if len(said) > 1 else "application/json"
