"""A cassette becomes exchanges, one by one: what is wrong with one hides none of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from understudy.formats.vcr.body import request_body, response_body
from understudy.formats.vcr.document import held_by
from understudy.formats.vcr.trouble import Trouble, short
from understudy.model import Headers, Mark, Request, Response


@dataclass(frozen=True, slots=True)
class Interaction:
    """One exchange of a cassette."""

    number: int
    """Place in the cassette, from 1."""

    request: Request
    response: Response
    recorded: str
    """Date, ISO 8601; empty where nothing tells it."""


@dataclass(frozen=True, slots=True)
class Unmovable:
    """An exchange, or a whole cassette, that cannot become a recording."""

    number: int | None
    """Place in the cassette, from 1; None for the whole of it."""

    reason: str
    """Its first line stands alone."""


def read_cassette(text: str) -> tuple[Interaction | Unmovable, ...]:
    """What a cassette holds, in order.

    Raises:
        WrongUse: it is YAML, and PyYAML is not installed.
    """
    try:
        held = held_by(text)
    except Trouble as trouble:
        return (Unmovable(None, str(trouble)),)
    others = [Unmovable(None, f"{key}: {count} that are not HTTP") for key, count in held.others.items()]
    return (*(_read(kept, number) for number, kept in enumerate(held.interactions, start=1)), *others)


def _read(kept: Any, number: int) -> Interaction | Unmovable:
    try:
        request = _request(_part(kept, "request"))
        answer = _part(kept, "response")
        headers = _headers(answer.get("headers"))
        return Interaction(number, request, _response(answer, headers), _recorded(kept.get("recorded_at"), headers))
    except Trouble as trouble:
        return Unmovable(number, str(trouble))


def _part(kept: Any, name: str) -> Mapping[str, Any]:
    part = kept.get(name) if isinstance(kept, Mapping) else None
    if isinstance(part, Mapping) and part:
        return part
    raise Trouble(f"{name}: there is none" if not part else f"{name}: expected an object, found {short(part)}")


def _request(kept: Mapping[str, Any]) -> Request:
    method, url = kept.get("method"), kept.get("uri", kept.get("url"))
    if not isinstance(method, str) or not isinstance(url, str):
        raise Trouble(f"request.method and request.uri: expected texts, found {short(method)} and {short(url)}")
    try:
        parts = urlsplit(url)
        scheme, host, _ = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise Trouble(f"request.uri: {error}") from None
    if scheme not in ("http", "https") or not host:
        raise Trouble(f"request.uri: expected one of HTTP, found {short(url.partition('?')[0])}")
    headers = _headers(kept.get("headers"))
    content_type = next((value for name, value in headers if name == "content-type"), "")
    return Request(method.upper(), url, headers, request_body(kept, content_type))


def _response(kept: Mapping[str, Any], headers: Headers) -> Response:
    status = _status(kept)
    coding = ", ".join(value for name, value in headers if name == "content-encoding") or None
    body, is_undone = response_body(kept, coding)
    if is_undone:
        headers = tuple(pair for pair in headers if pair[0] != "content-encoding")
    marks = (Mark(0, 0),) if body else ()
    return Response(status, headers, body, marks, coding=coding if is_undone else None)


def _status(kept: Mapping[str, Any]) -> int:
    # Cassettes of httpx from vcrpy 4 have `status_code` and `content`.
    status = kept.get("status", kept.get("status_code"))
    code = status.get("code") if isinstance(status, Mapping) else status
    if isinstance(code, int) and not isinstance(code, bool) and 100 <= code <= 999:
        return code
    raise Trouble(f"response.status.code: expected a status such as 200, found {short(code)}")


def _headers(kept: Any) -> Headers:
    """In lower case, as HTTP/2 has them and our own interceptors record them."""
    return tuple(_pairs(kept))


def _pairs(kept: Any) -> Iterator[tuple[str, str]]:
    fields = kept.items() if isinstance(kept, Mapping) else kept if isinstance(kept, (list, tuple)) else ()
    for field in fields:
        if not isinstance(field, (list, tuple)) or len(field) != 2:
            raise Trouble(f"headers: expected names and values, found {short(field)}")
        name, values = field
        for value in values if isinstance(values, (list, tuple)) else (values,):
            yield _text(name).lower(), _text(value)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _recorded(stated: Any, headers: Headers) -> str:
    """When it was recorded: as the cassette says, or else the server's own clock."""
    of_server = next((value for name, value in headers if name == "date"), None)
    for found in (stated, of_server):
        if date := _date(found):
            at = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
            return at.isoformat(timespec="seconds").replace("+00:00", "Z")
    return ""


def _date(found: Any) -> datetime | None:
    if isinstance(found, datetime):
        return found
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(str(found))
        except (ValueError, TypeError):
            continue
    return None
