"""Bodies of a cassette, in all the ways in which they are written, as bytes without content coding."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from understudy.formats.vcr.trouble import Trouble, short
from understudy.wire import CodingDamaged, Decoder, decoder

PARSED = "parsed_body"
"""What serializers of test suites write for people in place of `body`: its JSON (pydantic-ai, seen 2026-11)."""

TYPED: dict[str, Callable[[Any], bytes]] = {
    "none": lambda content: b"",
    "text": lambda content: _bytes(content),
    "binary": lambda content: _hexadecimal(content),
    "json": lambda content: _json(content),
}
"""Bodies as `type` and `content`, without their content coding (Cassetter, seen 2026-11)."""

MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
"""What a body of this coding begins with (RFC 1952, 2.3.1; RFC 8878, 3.1.1)."""

LARGEST = 2**28
"""Bytes of a body without its coding: as many as a recording may have."""

PIECE = 256
"""Bytes that are undone at once."""

LIBRARIES = ("br", "zstd")
"""Codings that the standard library cannot undo."""


def request_body(kept: Mapping[str, Any], content_type: str) -> bytes:
    """The bytes of a request's body."""
    if PARSED in kept:
        return _json(kept[PARSED])
    body: Any = kept.get("body")
    if _is_typed(body):
        return TYPED[body["type"]](body.get("content"))
    if isinstance(body, Mapping) and body.keys() & {"string", "base64_string"}:
        return _bytes(body)
    if is_form(body, content_type):
        fields = list(body.items() if isinstance(body, Mapping) else body)
        if any(isinstance(value, bytes) for _, value in fields):
            raise Trouble("request.body: a form with a file, whose bytes on the wire the cassette does not have")
        return urlencode(fields, doseq=True).encode()
    return _json(body) if isinstance(body, (Mapping, list)) else _bytes(body)


def is_form(body: Any, content_type: str) -> bool:
    """Whether fields are those of a form: aiohttp's cassettes hold what was asked for, not what was sent."""
    if isinstance(body, Mapping):
        return content_type.startswith("application/x-www-form-urlencoded")
    return isinstance(body, list) and bool(body) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in body)


def response_body(kept: Mapping[str, Any], coding: str | None) -> tuple[bytes, bool]:
    """The bytes of an answer's body, and whether a content coding is undone, by us or by who recorded it."""
    if PARSED in kept:
        return _json(kept[PARSED]), True
    body: Any = kept.get("body")
    if _is_typed(body):
        return TYPED[body["type"]](body.get("content")), True
    if body == {}:
        return b"", True  # aiohttp's cassettes have this where there is no body
    if isinstance(body, Mapping) and isinstance(body.get("string"), (Mapping, list)):
        return _json(body["string"]), True
    raw = _bytes(kept.get("content", body))
    return _decoded(raw, coding)


def _is_typed(body: Any) -> bool:
    return isinstance(body, Mapping) and body.keys() <= {"type", "content"} and body.get("type") in TYPED


def _decoded(raw: bytes, coding: str | None) -> tuple[bytes, bool]:
    names = [name.strip().lower() for name in (coding or "").split(",") if name.strip()]
    if not raw or not names or _is_plain(raw, names[-1]):
        return raw, True
    undo = decoder(coding)
    if undo is None:
        if missing := [name for name in names if name in LIBRARIES]:
            raise Trouble(
                f"response.body: its content-encoding {missing[0]} needs a library that is not installed"
                f"\n\n  Install it: pip install 'understudy[codings]'"
            )
        # Nobody knows this coding: the client has had these bytes, and has them again.
        return raw, False
    try:
        return _undone(undo, raw), True
    except CodingDamaged as error:
        raise Trouble(f"response.{error}") from None


def _undone(undo: Decoder, raw: bytes) -> bytes:
    # In small pieces: a few bytes may stand for gigabytes, and none of them is to be there at once.
    plain = bytearray()
    for at in range(0, len(raw), PIECE):
        plain += undo.feed(raw[at : at + PIECE])
        if len(plain) > LARGEST:
            raise Trouble(f"response.body: it has more than {LARGEST:,} bytes once its content-encoding is undone")
    return bytes(plain + undo.finish())


def _is_plain(raw: bytes, coding: str) -> bool:
    """Whether the coding was undone before this was recorded: aiohttp, old httpx cassettes and filters do so."""
    if coding in MAGIC:
        return not raw.startswith(MAGIC[coding])
    try:
        return all(char.isprintable() or char in "\t\r\n" for char in raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _bytes(body: Any) -> bytes:
    match body:
        case None:
            return b""
        case bytes():
            return body
        case str():
            try:
                return body.encode("utf-8")
            except UnicodeEncodeError:
                raise Trouble("body: a text with half a surrogate pair, which has no bytes") from None
        case {"base64_string": str() | bytes() as coded}:
            try:
                return base64.b64decode(coded)
            except ValueError as error:
                raise Trouble(f"body.base64_string: not base64: {error}") from None
        case {"string": str() | bytes() | None as inner}:
            return _bytes(inner)
    raise Trouble(f"body: expected a text or bytes, found {short(body)}")


def _hexadecimal(content: Any) -> bytes:
    try:
        # YAML reads digits alone as a number, which has lost its zeros.
        return bytes.fromhex(content)
    except (ValueError, TypeError):
        raise Trouble(f"body.content: expected hexadecimal digits, found {short(content)}") from None


def _json(value: Any) -> bytes:
    try:
        # As vcrpy, aiohttp and such serializers make bytes of it.
        return json.dumps(value).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise Trouble(f"body: fields that are not JSON: {error}") from None
