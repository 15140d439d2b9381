"""A draft becomes a document in format 2.

What a reviewer reads comes first; what differs with every call comes last, one line each.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from understudy.apis import Profile
from understudy.errors import TooLarge
from understudy.match import addressed, repeated, stabilised, stable_id, texts_in, translated, unmistakable
from understudy.model import Headers
from understudy.redact import is_volatile, kept_headers
from understudy.store.body import at_rest
from understudy.store.contract import Draft
from understudy.store.conversation import own_ids, types_of
from understudy.store.ending import ended_at_rest
from understudy.store.hiding import hidden_answer, hidden_ending, hidden_headers
from understudy.store.live_ids import contents_of
from understudy.store.marks import marks_at_rest
from understudy.store.request import USUAL_STYLE, request_at_rest
from understudy.store.taking_apart import Taken, take_apart
from understudy.store.untrusted import LARGEST_RECORDING
from understudy.wire import FRAMINGS

FORMAT = 2


def document_of(draft: Draft, replaced: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The file's content, keys in the order in which they are written.

    Args:
        replaced: the document whose place this one takes.
    """
    response = draft.response
    profile = addressed(draft.request.method, draft.request.url).recognised.profile
    taken = take_apart(response.body, response.header("content-type"))
    lengths = [len(piece.before) + len(piece.raw) for piece in taken.pieces] + [len(taken.end)]
    headers, ended = kept_headers(response.headers), response.ended
    if draft.hiding is not None:
        taken, headers = hidden_answer(taken, draft.hiding), hidden_headers(headers, draft.hiding)
        ended = hidden_ending(ended, draft.hiding)
    live_ids: dict[str, str] = {}
    if draft.stable_ids:
        taken, live_ids = _stable(taken, profile, draft, contents_of(replaced) if replaced else [])
    is_streaming = FRAMINGS[taken.framing].is_stream
    body, wire = at_rest(taken, _type(profile, response.status, is_streaming))
    if taken.framing == "websocket":
        body = types_of(body, taken.pieces, profile.sent_type)
    request, style = request_at_rest(draft.request)
    if response.coding:
        wire["coding"] = response.coding
    kept: dict[str, Any] = {
        "test_id": draft.scope,
        "request": request,
        "response": {
            "body": body if is_streaming else (body[0] if body else None),
            "is_streaming": is_streaming,
            "status": response.status,
            "headers": _mapping(headers, volatile=False),
            "wire": wire,
            "ended": ended_at_rest(ended),
            "marks": marks_at_rest(response.marks, lengths),
        },
        "id_normalization_mapping": live_ids,
        "understudy": {"format": FORMAT, "fingerprint": draft.fingerprint, "sequence": draft.sequence},
    }
    own = kept["understudy"]
    if style != USUAL_STYLE:
        own["request_style"] = style
    own |= {"recorded": draft.recorded, "headers": _mapping(headers, volatile=True)}
    return kept


def text_of(document: dict[str, Any]) -> bytes:
    """The document as the file's bytes.

    Raises:
        TooLarge: they are more than anybody reads.
    """
    text = _text_of(document)
    if len(text) > LARGEST_RECORDING:
        raise TooLarge(
            f"an answer's recording would have {len(text):,} bytes, and none has more than {LARGEST_RECORDING:,}"
            f"\n\n  It was not kept; its caller has it whole."
        )
    return text


def _text_of(document: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:
        # Half a surrogate pair has no UTF-8; escaped it survives.
        return (json.dumps(document, indent=2, allow_nan=False) + "\n").encode("ascii")


def _stable(taken: Taken, profile: Profile, draft: Draft, replaced: list[Any]) -> tuple[Taken, dict[str, str]]:
    contents = [piece.content for piece in taken.pieces]
    id_ = stable_id(draft.fingerprint, draft.sequence)
    given = draft.stable_names.within(_said(taken)) if draft.stable_names else {}
    known = {**own_ids(taken.pieces, profile), **given} if taken.framing == "websocket" else given
    said = draft.request.url.encode("utf-8", "surrogatepass") + b"\n" + draft.request.body
    stable, renamed = stabilised(contents, profile, id_, known, replaced, said)
    # An answer repeats ids of earlier ones, too: `previous_response_id`.
    elsewhere = unmistakable({**given, **renamed})
    pieces = tuple(
        replace(
            piece,
            before=_renamed(piece.before, elsewhere),
            raw=_renamed(piece.raw, elsewhere),
            content=translated(content, elsewhere) if elsewhere else content,
        )
        for piece, content in zip(taken.pieces, stable, strict=True)
    )
    return replace(taken, pieces=pieces, end=_renamed(taken.end, elsewhere)), repeated(contents, profile, renamed)


def _said(taken: Taken) -> bytes:
    """All that may name something: bytes as they came, and the texts that they mean."""
    pieces = [each for piece in taken.pieces for each in (piece.before, piece.raw, texts_in(piece.content))]
    return b"\0".join((*pieces, taken.end))


def _renamed(raw: bytes, renamed: dict[str, str]) -> bytes:
    for live, stable in renamed.items():
        raw = raw.replace(live.encode("utf-8", "surrogatepass"), stable.encode())
    return raw


def _type(profile: Profile, status: int | None, is_streaming: bool) -> str:
    if status is None or status >= 400:
        return "json"
    return profile.frame_type if is_streaming else profile.whole_type


def _mapping(headers: Headers, *, volatile: bool) -> dict[str, str]:
    # In small letters: some clients hand them on as they were spelt, and others so; names compare without case.
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if is_volatile(name) == volatile:
            found.setdefault(name.lower(), []).append(value)
    return {name: ", ".join(values) for name, values in found.items()}
