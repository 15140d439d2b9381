"""An answer without secrets, as it is taken apart to be written: its frames, chunks and ending stay what they were."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from understudy.match import Substitution
from understudy.model import Ended, Failed, Headers
from understudy.redact import Hiding
from understudy.store.body import at_rest, put_together
from understudy.store.taking_apart import Piece, Taken, take_apart
from understudy.wire import FRAMINGS

INNER = "bytes"
"""Where a frame of Bedrock's streams holds JSON in base64, which goes on in the next frame."""


def hidden_answer(taken: Taken, hiding: Hiding) -> Taken:
    """The body with placeholders, also for values that a stream has cut in pieces over several frames."""
    if hiding.has_paths:
        taken = replace(taken, pieces=tuple(_without_paths(piece, hiding) for piece in taken.pieces))
    raws = [piece.before + piece.raw for piece in taken.pieces] + [taken.end]
    has_any = hiding.raw(whole := b"".join(raws)) is not whole
    if not has_any and len(taken.pieces) < 2:
        return taken
    contents = _contents([piece.content for piece in taken.pieces], hiding, has_any=has_any)
    pieces = [
        _piece(*pair, taken.framing, hiding, has_any=has_any) for pair in zip(taken.pieces, contents, strict=True)
    ]
    return replace(taken, pieces=tuple(pieces), end=hiding.raw(taken.end))


def _without_paths(piece: Piece, hiding: Hiding) -> Piece:
    content = hiding.at("response.body.", piece.content)
    return piece if content is piece.content or content == piece.content else replace(piece, content=content)


def hidden_body(body: bytes, content_type: str | None, hiding: Hiding) -> bytes:
    """The same of a body that is not to be written, but to be told."""
    taken = take_apart(body, content_type)
    hidden = hidden_answer(taken, hiding)
    return body if hidden is taken else b"".join(put_together(*at_rest(hidden, "json"))[0])


def hidden_headers(headers: Headers, hiding: Hiding) -> Headers:
    """What is kept of an answer's headers, with placeholders."""
    return tuple((name, hiding.text(value)) for name, value in headers)


def hidden_ending(ended: Ended, hiding: Hiding) -> Ended:
    """How an answer ended, without what its upstream's failure may name."""
    return replace(ended, message=hiding.text(ended.message)) if isinstance(ended, Failed) else ended


def _contents(contents: list[Any], hiding: Hiding, *, has_any: bool) -> Sequence[Any]:
    inner = [_opened(content) for content in contents]
    plain = [
        content if said is None else {**content, INNER: said} for content, said in zip(contents, inner, strict=True)
    ]
    # Each frame by itself, and then what goes on in the next one: what is whole has nothing to do with its neighbours.
    whole = [hiding.value(content) for content in plain] if has_any or any(inner) else plain
    hidden = Substitution(hiding.changes).in_frames(whole)
    return [
        content if after == before else after if said is None else {**after, INNER: _closed(after[INNER])}
        for content, before, after, said in zip(contents, plain, hidden, inner, strict=True)
    ]


def _raw(raw: bytes, framing: str, hiding: Hiding) -> bytes:
    """A frame that is kept as it is: its lengths and checksums are those of what it says now."""
    shape = FRAMINGS[framing].shape(raw)
    if shape is None:
        return hiding.raw(raw)
    return FRAMINGS[framing].render(hiding.text(shape.template), hiding.raw(shape.payload))


def _piece(piece: Piece, content: Any, framing: str, hiding: Hiding, *, has_any: bool) -> Piece:
    if piece.template is None:
        return (
            replace(piece, before=hiding.raw(piece.before), raw=_raw(piece.raw, framing, hiding)) if has_any else piece
        )
    if not has_any:
        return piece if content is piece.content else replace(piece, content=content)
    return replace(piece, before=hiding.raw(piece.before), template=hiding.text(piece.template), content=content)


def _opened(content: Any) -> Any:
    """The JSON in a frame that holds nothing else; None for any other frame."""
    if not isinstance(content, dict) or not isinstance(coded := content.get(INNER), str):
        return None
    try:
        return json.loads(base64.b64decode(coded, validate=True))
    except ValueError:
        return None


def _closed(inner: Any) -> str:
    said = json.dumps(inner, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(said.encode("utf-8", "surrogatepass")).decode("ascii")
