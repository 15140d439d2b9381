"""An answer's body at rest: frames as JSON that a person can edit, and how to get the exact bytes back.

`body` holds what a reviewer reads; `wire` what the bytes need beside it. A frame whose JSON no style gives
back is kept as text, one that is not UTF-8 as base64.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from understudy.errors import RecordingUnreadable, TooLarge
from understudy.model import MAX_ANSWER, Frame
from understudy.store.request import MARKED
from understudy.wire import FRAMINGS, Framing, NotPlain, Shape, encode, framing_for, is_exact, parse, style_of

FIELD = re.compile(r"\{json\.(\w+)\}")

MOST_FRAMES = 2**20
"""Of one body. Each takes about 1.5 kB of memory while it is written (measured 2026-11, frames of 15 bytes)."""

MOST_FIELDS = 4
"""Of one template. We write one, as the event's name."""


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


def at_rest(taken: Taken, type_: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """`body` as a list of `{"__type__", "__data__"}`, and `wire`."""
    templates = Counter(piece.template for piece in taken.pieces if piece.template is not None)
    usual = templates.most_common(1)[0][0] if templates else None
    wire: dict[str, Any] = {"framing": taken.framing}
    if usual is not None:
        wire |= {"style": taken.style, "frame": usual}
    frames = {
        str(index): piece.template
        for index, piece in enumerate(taken.pieces)
        if piece.template is not None and piece.template != usual
    }
    styles = {
        str(index): piece.style
        for index, piece in enumerate(taken.pieces)
        if piece.template is not None and piece.style != taken.style
    }
    between = {str(index): _text(piece.before) for index, piece in enumerate(taken.pieces) if piece.before}
    if frames:
        wire["frames"] = frames
    if styles:
        wire["styles"] = styles
    if between:
        wire["between"] = between
    if taken.end:
        wire["end"] = _text(taken.end)
    return [_kept(piece, type_) for piece in taken.pieces], wire


def _kept(piece: Piece, type_: str) -> dict[str, Any]:
    if piece.template is not None:
        return {"__type__": type_, "__data__": piece.content}
    text = _text(piece.raw)
    if isinstance(text, str):
        return {"__type__": "text", "__data__": text}
    return {"__type__": "base64", "__data__": text["base64"]}


def put_together(body: Sequence[Mapping[str, Any]], wire: Mapping[str, Any]) -> tuple[list[bytes], list[Frame]]:
    """The inverse of `at_rest`: the bytes, in one segment for each frame and one for the end, and the frames."""
    framing = FRAMINGS.get(str(wire.get("framing", "whole")))
    if framing is None:
        raise RecordingUnreadable(
            f"response.wire.framing: expected one of {', '.join(FRAMINGS)}, found {wire['framing']!r}"
        )
    segments, frames = [], []
    templates, styles, between = wire.get("frames", {}), wire.get("styles", {}), wire.get("between", {})
    usual_template, usual_style = wire.get("frame", "{json}"), wire.get("style", "compact")
    size = 0
    for index, entry in enumerate(body):
        place, (type_, content) = str(index), _entry(entry, index)
        if type_ in ("text", "base64"):
            raw = _bytes(content if type_ == "text" else {"base64": content}, f"response.body[{index}].__data__")
        else:
            template, style = templates.get(place, usual_template), styles.get(place, usual_style)
            raw = _rendered(framing, template, content, style, index)
        before = between.get(place, "")
        segments.append(raw if before == "" else _bytes(before, f"response.wire.between.{index}") + raw)
        size += len(segments[-1])
        # A few lines could ask for terabytes of what stands once in `frame`.
        if size > MAX_ANSWER:
            raise RecordingUnreadable(
                f"response.body: expected at most {MAX_ANSWER:,} bytes, found more up to [{index}]"
            )
        frames.append(Frame(type_, content))
    segments.append(_bytes(wire.get("end", ""), "response.wire.end"))
    return segments, frames


def _entry(entry: Any, index: int) -> tuple[str, Any]:
    if isinstance(entry, Mapping) and "__data__" in entry and isinstance(entry.get("__type__"), str):
        return entry["__type__"], entry["__data__"]
    raise RecordingUnreadable(
        f'response.body[{index}]: expected {{"__type__": …, "__data__": …}}, found {str(entry)[:60]!r}'
    )


def _rendered(framing: Framing, template: str, content: Any, style: str, index: int) -> bytes:
    if "{json." in template:
        if len(FIELD.findall(template)) > MOST_FIELDS:
            raise RecordingUnreadable(
                f"response.wire: a template with more than {MOST_FIELDS} places {{json.…}}, at response.body[{index}]"
            )
        fields = content if isinstance(content, dict) else {}
        template = FIELD.sub(lambda found: _field(fields, found.group(1)), template)
    try:
        return framing.render(template, encode(content, style))
    except ValueError as error:
        raise RecordingUnreadable(f"response.body[{index}]: cannot be written as {style!r}: {error}") from None


def _field(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    # Of an object as large as the file the text would be, too.
    return "" if isinstance(value, (dict, list)) else str(value)


def _text(raw: bytes) -> str | dict[str, str]:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode("ascii")}


def _bytes(text: Any, path: str) -> bytes:
    try:
        if isinstance(text, Mapping):
            return base64.b64decode(text["base64"], validate=True)
        if not isinstance(text, str):
            raise TypeError(f"found {text!r}")
        return text.encode("utf-8")
    except (KeyError, ValueError, TypeError) as error:
        raise RecordingUnreadable(f"{path}: expected a text or valid base64: {error}") from None
