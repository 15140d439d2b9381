"""An answer's body taken apart: frames, and for each the JSON that a style gives back to the byte, where one does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from understudy.errors import TooLarge
from understudy.store.request import MARKED
from understudy.wire import FRAMINGS, Framing, NotPlain, Shape, framing_for, is_exact, parse, style_of

FIELD = re.compile(r"\{json\.(\w+)\}")
"""Where a template has what a frame's own JSON says."""

MOST_FRAMES = 2**20
"""Of one body. Each takes about 1.5 kB of memory while it is written (measured 2026-11, frames of 15 bytes)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One frame as it stands in the body, with what went before it and belongs to none."""

    before: bytes
    raw: bytes
    template: str | None = None
    """None where the frame is kept as text or base64."""

    content: Any = None
    payload: bytes = b""
    style: str = ""
    """Of its JSON."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A body taken apart."""

    framing: str
    style: str
    pieces: tuple[Piece, ...]
    end: bytes


def take_apart(body: bytes, content_type: str | None) -> Taken:
    """The body's frames; `before`, `raw` and `end` joined are the body.

    Raises:
        TooLarge: there are more of them than a recording may have.
    """
    framing = framing_for(content_type, body)
    taken = _take_apart(body, framing)
    if framing.name != "whole" or not taken.pieces or taken.pieces[0].template is not None:
        return taken
    if body[:1] == b"[":
        elements = _take_apart(body, FRAMINGS["json-array"])
        return elements if len(elements.pieces) > 1 else taken
    if body[:1] == b"{":
        # The results of a batch come as `application/octet-stream` or `binary` (OpenAI, Anthropic; seen 2026-11-23).
        lines = _take_apart(body, FRAMINGS["ndjson"])
        return lines if all(piece.template is not None for piece in lines.pieces) and not lines.end.strip() else taken
    return taken


def _take_apart(body: bytes, framing: Framing) -> Taken:
    splitter = framing.splitter()
    raws, rest = splitter.feed(body), splitter.rest()
    if len(raws) > MOST_FRAMES:
        raise TooLarge(
            f"an answer has {len(raws):,} frames, and a recording no more than {MOST_FRAMES:,}"
            f"\n\n  It was not kept; its caller has it whole."
        )
    if rest and (framing.name == "whole" or _is_whole(framing, rest)):
        raws, rest = [*raws, rest], b""
    shapes = [_shape(framing, raw) for raw in raws]
    parsed = [_parsed(shape.payload) if shape else None for shape in shapes]
    style = style_of((shape.payload, value[0]) for shape, value in zip(shapes, parsed, strict=True) if shape and value)
    pieces, before = [], b""
    for raw, shape, value in zip(raws, shapes, parsed, strict=True):
        own = _own_style(shape.payload, value[0], style) if shape and value else None
        if shape and value and own and MARKED not in shape.payload:
            pieces.append(Piece(before, raw, _general(shape.template, value[0]), value[0], shape.payload, own))
        elif framing.is_idle(raw):
            before += raw
            continue
        else:
            pieces.append(Piece(before, raw))
        before = b""
    return Taken(framing.name, style, tuple(pieces), before + rest)


def _own_style(payload: bytes, value: Any, usual: str) -> str | None:
    """The style that gives this payload back: that of most frames if it does, or None."""
    # LiteLLM writes the first event of an Anthropic stream compact and the others spaced (seen 2026-11).
    if is_exact(payload, value, usual):
        return usual
    style = style_of([(payload, value)])
    return style if is_exact(payload, value, style) else None


def _is_whole(framing: Framing, rest: bytes) -> bool:
    """Whether only the line end is missing that would have ended the last frame."""
    shape = _shape(framing, rest)
    return shape is not None and _parsed(shape.payload) is not None


def _shape(framing: Framing, raw: bytes) -> Shape | None:
    shape = framing.shape(raw)
    # A template that says `{json.type}` by itself would be taken for one of ours.
    return None if shape is None or FIELD.search(shape.template) else shape


def _parsed(payload: bytes) -> tuple[Any] | None:
    try:
        return (parse(payload),)
    except NotPlain:
        return None


def _general(template: str, content: Any) -> str:
    """`event: ping` becomes `event: {json.type}` where the JSON says `"type": "ping"`: one template for all."""
    head, event, tail = template.partition("event: ")
    if not event or not isinstance(content, dict):
        return template
    name, line_end, rest = tail.partition("\n")
    for field in ("type", "event_type"):
        if content.get(field) == name:
            return f"{head}event: {{json.{field}}}{line_end}{rest}"
    return template
