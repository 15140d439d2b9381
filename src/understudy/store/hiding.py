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
from understudy.store.body import Piece, Taken

INNER = "bytes"
"""Where a frame of Bedrock's streams holds JSON in base64, which goes on in the next frame."""


def hidden_answer(taken: Taken, hiding: Hiding) -> Taken:
    """The body with placeholders, also for values that a stream has cut in pieces over several frames."""
    taken = replace(taken, pieces=tuple(_without_paths(piece, hiding) for piece in taken.pieces))
    raws = [piece.before + piece.raw for piece in taken.pieces] + [taken.end]
    has_any = hiding.raw(whole := b"".join(raws)) is not whole
    if not has_any and len(taken.pieces) < 2:
        return taken
    contents = _contents([piece.content for piece in taken.pieces], hiding, has_any=has_any)
    pieces = [_piece(*pair, hiding, has_any=has_any) for pair in zip(taken.pieces, contents, strict=True)]
    return replace(taken, pieces=tuple(pieces), end=hiding.raw(taken.end))


def _without_paths(piece: Piece, hiding: Hiding) -> Piece:
    content = hiding.at("response.body.", piece.content)
    return piece if content is piece.content or content == piece.content else replace(piece, content=content)


def hidden_headers(headers: Headers, hiding: Hiding) -> Headers:
    """What is kept of an answer's headers, with placeholders."""
    return tuple((name, hiding.text(value)) for name, value in headers)


def hidden_ending(ended: Ended, hiding: Hiding) -> Ended:
    """How an answer ended, without what its upstream's failure may name."""
    return replace(ended, message=hiding.text(ended.message)) if isinstance(ended, Failed) else ended


def _contents(contents: list[Any], hiding: Hiding, *, has_any: bool) -> Sequence[Any]:
    opened = [_opened(content) for content in contents]
    plain = [
        content if inner is None else {**content, INNER: inner} for content, inner in zip(contents, opened, strict=True)
    ]
    hidden = Substitution(hiding.changes).in_frames(plain)
    if has_any:
        # Names of fields do not go on in the next frame.
        hidden = [hiding.value(content) for content in hidden]
    return [
        content if after is before else after if inner is None else {**after, INNER: _closed(after[INNER])}
        for content, before, after, inner in zip(contents, plain, hidden, opened, strict=True)
    ]


def _piece(piece: Piece, content: Any, hiding: Hiding, *, has_any: bool) -> Piece:
    if piece.template is None:
        return replace(piece, before=hiding.raw(piece.before), raw=hiding.raw(piece.raw)) if has_any else piece
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
