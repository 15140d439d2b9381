"""A body as a log may have it: redacted by the names of fields, and cut. What is not text is told by its size."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from understudy.redact import PLACEHOLDER, is_secret, redacted_text, without_secrets
from understudy.wire.coding import CodingDamaged, decoder

LONGEST_READ = 2**20
"""Bytes. Of a longer body nothing is told: where it was cut, a field's name and its value might be parted."""

LONGEST = 4000
"""Characters."""

TEXTS = ("text/", "application/json", "application/x-ndjson", "application/xml", "application/graphql")
FORM = "application/x-www-form-urlencoded"
EVENT = "data:"


def told(content_type: str, content_encoding: str, body: bytes) -> str:
    """What a log says of a body, before it is cut."""
    kind = content_type.partition(";")[0].strip().lower()
    plain = _decoded(content_encoding, body) if len(body) <= LONGEST_READ else None
    if plain is None or len(plain) > LONGEST_READ or not _is_text(kind):
        return f"<{len(body):,} bytes{f' of {kind}' if kind else ''}>" if body else ""
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        return f"<{len(body):,} bytes>"
    return _form(text) if kind == FORM else _redacted(text)


def cut(text: str) -> str:
    """The beginning, if it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def _is_text(kind: str) -> bool:
    return not kind or kind == FORM or kind.endswith("+json") or kind.startswith(TEXTS)


def _decoded(content_encoding: str, body: bytes) -> bytes | None:
    undone = decoder(content_encoding)
    try:
        return None if undone is None else undone.feed(body) + undone.finish()
    except CodingDamaged:
        return None


def _form(text: str) -> str:
    pairs = parse_qsl(text, keep_blank_values=True)
    return urlencode(
        [(name, PLACEHOLDER if is_secret(name) else redacted_text(value)) for name, value in pairs], safe="<>"
    )


def _redacted(text: str) -> str:
    """JSON as a whole, or line by line, as events and NDJSON are; any other text as it is."""
    whole = _json(text)
    return "\n".join(map(_line, text.splitlines())) if whole is None else whole


def _line(line: str) -> str:
    before = EVENT if line.startswith(EVENT) else ""
    content = _json(line[len(before) :])
    return redacted_text(line) if content is None else f"{before}{' ' * bool(before)}{content}"


def _json(text: str) -> str | None:
    try:
        content: Any = without_secrets(json.loads(text))
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return None
