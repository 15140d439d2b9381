"""A file's text becomes a recording, whatever format it has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Any

from understudy.apis import values
from understudy.errors import RecordingUnreadable, printable
from understudy.match import NO_RULES, Rules, addressed, fingerprint_of_call, fingerprint_of_request
from understudy.model import Call, Frame, Mark, Outcome, RecordedRequest, Recording, Request, Response
from understudy.store import format1
from understudy.store.body import put_together
from understudy.store.calls import call_from_rest, frames_of, is_call, outcome_from_rest
from understudy.store.document import WRONG_KIND, format_of, outlined, parsed, wrong_kind
from understudy.store.ending import ended_from_rest
from understudy.store.glance import outline_of
from understudy.store.live_ids import live_ids_of
from understudy.store.marks import marks_in_body
from understudy.store.media import Content, has_references, references, resolved
from understudy.store.request import USUAL_STYLE, model_of, request_from_rest
from understudy.store.tags import tags_of

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""Of a header: RFC 9110, 5.6.2."""

LINE_END = re.compile(r"[\0\r\n]")


def _not_at_hand(name: str) -> bytes:
    raise RecordingUnreadable(f"its media file {name} is not at hand")


def read(text: str, name: str, rules: Rules = NO_RULES, content: Content = _not_at_hand) -> Recording:
    """The recording in a file's text; its fingerprints as a project's rules make them.

    Args:
        content: gives the media that the text refers to.

    Raises:
        RecordingUnreadable: the text is cut short, is not a recording, or is newer than this version; or a medium
            cannot be had.
    """
    document = parsed(text, name)
    try:
        number = format_of(document, name)
        media: tuple[str, ...] = ()
        if has_references(text, document):
            media, document = tuple(sorted(references(document))), _whole(document, name, content)
        if is_call(document["request"]):
            recording = _call(document, name, number, rules)
        else:
            recording = (_format2 if number == 2 else _format1)(document, name, rules)
        more: dict[str, Any] = {"media": media, "live_ids": live_ids_of(document), "tags": tags_of(document)}
        return replace(recording, **more) if any(more.values()) else recording
    except RecordingUnreadable as error:
        raise _named(error, name) from None
    except WRONG_KIND as error:
        raise wrong_kind(name, error) from None


def _named(error: RecordingUnreadable, name: str) -> RecordingUnreadable:
    if str(error).startswith(printable(name)):
        return error
    return RecordingUnreadable(f"{name}: {error}\n\n  Mend it in an editor, or record it again.")


def read_request(text: str, name: str, content: Content = _not_at_hand) -> RecordedRequest:
    """What the recording in a file's text answers; its answer is not looked at.

    Raises:
        RecordingUnreadable: the text is cut short, is not a recording, or is newer than this version; or a medium
            of the request cannot be had.
    """
    document = outline_of(text)
    if document is None:
        recording = read(text, name, content=content)
        return RecordedRequest(name, recording.scope, recording.request)
    outlined(document, name)
    if has_references(text, document):
        document = _whole(document, name, content)
    try:
        kept, own = document["request"], document.get("understudy") or {}
        if is_call(kept):
            request: Request | Call = call_from_rest(kept)
        elif format_of(document, name) == 2:
            request = request_from_rest(kept, own.get("request_style", USUAL_STYLE))
        else:
            request = next(map(_request, format1.asked(kept)), None) or format1.call(kept) or Call("", "", {})
    except RecordingUnreadable as error:
        raise _named(error, name) from None
    except WRONG_KIND as error:
        raise wrong_kind(name, error) from None
    return RecordedRequest(name, document.get("test_id"), request)


def _whole(document: Mapping[str, Any], name: str, content: Content) -> dict[str, Any]:
    try:
        return resolved(document, content)
    except RecordingUnreadable as error:
        raise type(error)(f"{name}: {error}") from None


def _format2(document: Mapping[str, Any], name: str, rules: Rules) -> Recording:
    own, response = document["understudy"], document["response"]
    request = request_from_rest(document["request"], own.get("request_style", USUAL_STYLE))
    body = response.get("body")
    entries = body if isinstance(body, list) else [] if body is None else [body]
    segments, frames = put_together(entries, response.get("wire") or {})
    raw = b"".join(segments)
    headers = {**(response.get("headers") or {}), **(own.get("headers") or {})}
    answer = Response(
        _status(response.get("status", 200)),
        tuple(_header(str(key), str(value)) for key, value in headers.items()),
        raw,
        marks_in_body(response.get("marks") or "", [len(segment) for segment in segments]),
        ended_from_rest(response.get("ended"), len(raw)),
        (response.get("wire") or {}).get("coding"),
    )
    return _recording(
        document,
        name,
        rules,
        (request,),
        answer,
        tuple(frames),
        is_streaming=bool(response.get("is_streaming")),
        own=own,
    )


def _status(status: Any) -> int | None:
    if status is None or (isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 999):
        return status
    raise RecordingUnreadable(f"response.status: expected one of HTTP, such as 200, found {str(status)[:60]!r}")


def _header(name: str, value: str) -> tuple[str, str]:
    # Whoever passes it on as it is would send the rest as headers, or as an answer, of its own.
    if not NAME.fullmatch(name) or LINE_END.search(value):
        raise RecordingUnreadable(f"response.headers: expected a name and a value in one line, found {name[:60]!r}")
    return name, value


def _format1(document: Mapping[str, Any], name: str, rules: Rules) -> Recording:
    document = format1.normalised(document)
    answered = format1.answered(document["request"], document["response"])
    body = b"".join(answered.pieces)
    starts = [0, *accumulate(len(piece) for piece in answered.pieces)][: len(answered.pieces)]
    marks = tuple(Mark(start, 0) for start in starts)
    answer = Response(answered.status, answered.headers, body, marks, answered.ended)
    requests: tuple[Request | Call, ...] = tuple(_request(asked) for asked in format1.asked(document["request"]))
    if not requests:
        requests = (format1.call(document["request"]) or Call("", "", {}),)
    return _recording(
        document,
        name,
        rules,
        requests,
        answer,
        answered.frames,
        is_streaming=answered.is_streaming,
        own={"format": 1},
        not_servable=answered.not_servable,
    )


def _call(document: Mapping[str, Any], name: str, number: int, rules: Rules) -> Recording:
    if number == 1:
        document = format1.normalised(document)
    call, outcome = call_from_rest(document["request"]), outcome_from_rest(document["response"])
    return _recording(
        document,
        name,
        rules,
        (call,),
        Response(None),
        frames_of(outcome),
        is_streaming=False,
        own={**(document.get("understudy") or {}), "format": number},
        not_servable=format1.calls.not_servable(call),
        outcome=outcome,
    )


def _request(asked: format1.Asked) -> Request:
    if asked.json is None:
        return Request(asked.method, asked.url)
    body = json.dumps(asked.json, separators=(",", ":"), ensure_ascii=False)
    raw = body.encode("utf-8") if body.isprintable() else json.dumps(asked.json, separators=(",", ":")).encode()
    return Request(asked.method, asked.url, (("content-type", "application/json"),), raw)


def _recording(
    document: Mapping[str, Any],
    name: str,
    rules: Rules,
    requests: tuple[Request | Call, ...],
    response: Response,
    frames: tuple[Frame, ...],
    *,
    is_streaming: bool,
    own: Mapping[str, Any],
    not_servable: str | None = None,
    outcome: Outcome | None = None,
) -> Recording:
    request = requests[0]
    api, endpoint, text = "call", "", ""
    if isinstance(request, Request):
        address = addressed(request.method, request.url)
        api, endpoint = address.recognised.profile.name, address.endpoint
        text = _text(frames, address.recognised.profile.text)
    else:
        endpoint = request.endpoint
    return Recording(
        name=name,
        scope=document.get("test_id"),
        request=request,
        response=response,
        frames=frames,
        is_streaming=is_streaming,
        api=api,
        endpoint=endpoint,
        model=model_of(document["request"]),
        text=text,
        fingerprints=tuple(_fingerprint(each, rules) for each in requests if outcome or isinstance(each, Request)),
        sequence=int(own.get("sequence", 1)),
        format=int(own["format"]),
        recorded=own.get("recorded"),
        not_servable=not_servable,
        outcome=outcome,
    )


def _fingerprint(request: Request | Call, rules: Rules) -> str:
    return fingerprint_of_call(request, rules) if isinstance(request, Call) else fingerprint_of_request(request, rules)


def _text(frames: tuple[Frame, ...], paths: tuple[str, ...]) -> str:
    return "".join(
        found for frame in frames for path in paths for found in values(frame.content, path) if isinstance(found, str)
    )
