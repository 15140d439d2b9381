"""An answer's body at rest: frames as JSON that a person can edit, and how to get the exact bytes back.

`body` holds what a reviewer reads; `wire` what the bytes need beside it. A frame whose JSON no style gives
back is kept as text, one that is not UTF-8 as base64.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.model import MAX_ANSWER, Frame
from understudy.store.taking_apart import FIELD, Piece, Taken
from understudy.wire import FRAMINGS, Framing, encode

MOST_FIELDS = 4
"""Of one template. We write one, as the event's name."""


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
