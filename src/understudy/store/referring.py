"""Which media of a document become files, and the document that refers to them.

What a person would open does: data URLs, content of a known kind, and long base64 of any. What its text could not be
rebuilt from exactly does not.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from understudy.match import medium_in
from understudy.store.base64_layout import layout_of
from understudy.store.form import form_at_rest
from understudy.store.media import BODY, REFERENCE, content_type, may_refer
from understudy.store.media_kinds import PICTURES, suffix_of, sure_suffix
from understudy.store.request import is_raw

LARGE = 4096
"""Bytes from which on content of an unknown kind is a file."""

NO_MEDIA = frozenset(
    {
        "embedding",
        "embeddings",
        "encrypted_content",
        "encrypted_stdout",
        "signature",
        "thoughtSignature",
        "thought_signature",
    }
)
"""Fields of known APIs whose base64 nobody can look at: numbers, and what a provider has sealed for itself."""


def with_references(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The document with references in place of media, and the media by their files' names.

    What refers to a medium already stays as it is. Calls of functions and documents of format 1 have none.
    """
    if not may_refer(document):
        return document, {}
    request, response = document["request"], document["response"]
    found: dict[str, bytes] = {}
    is_stream = isinstance(response.get("body"), list)
    sent, got = (content_type(part) for part in (request, response))
    asked = request.get("body")
    if is_raw(asked):
        asked = _sent(asked, sent, found)
    else:
        asked = _value(asked, found, is_stream=False)
    return {
        **document,
        "request": {**request, "body": asked},
        "response": {**response, "body": _answer(response.get("body"), got, is_stream, found)},
    }, found


def _answer(body: Any, type_: str, is_stream: bool, found: dict[str, bytes]) -> Any:
    match body:
        case list():
            return [_answer(entry, type_, is_stream, found) for entry in body]
        case {"__type__": "base64", "__data__": str()}:
            return body if is_stream else _body(body, type_, found)
        case {"__type__": "text" | "media"}:
            return body
        case {"__data__": value, **rest}:
            return {**rest, "__data__": _value(value, found, is_stream=is_stream)}
    return body


def _sent(body: dict[str, Any], type_: str, found: dict[str, bytes]) -> dict[str, Any]:
    if body["__type__"] == "base64" and (content := _bytes(body)) is not None:
        form = form_at_rest(content, type_, lambda part, of: _file(part, of, found))
        if form is not None:
            return form
    # Of a form that is written in another way only its bytes tell where its parts are.
    return body if type_.lower().startswith("multipart/") else _body(body, type_, found)


def _body(body: dict[str, Any], type_: str, found: dict[str, bytes]) -> dict[str, Any]:
    content = _bytes(body) if body["__type__"] == "base64" else None
    name = None if content is None else _file(content, type_, found)
    return {"__type__": BODY, "__data__": name} if name else body


def _bytes(body: dict[str, Any]) -> bytes | None:
    try:
        return base64.b64decode(body["__data__"], validate=True)
    except (TypeError, ValueError):
        return None


def _file(content: bytes, type_: str, found: dict[str, bytes]) -> str | None:
    if len(content) < LARGE and sure_suffix(content) is None:
        return None
    return _kept(content, suffix_of(content, type_), found)


def _value(value: Any, found: dict[str, bytes], *, is_stream: bool) -> Any:
    match value:
        case str():
            return _text(value, found, is_stream=is_stream)
        case list():
            return [_value(entry, found, is_stream=is_stream) for entry in value]
        case dict() if REFERENCE not in value:
            return {
                name: entry if name in NO_MEDIA else _value(entry, found, is_stream=is_stream)
                for name, entry in value.items()
            }
    return value


def _text(text: str, found: dict[str, bytes], *, is_stream: bool) -> str | dict[str, str]:
    medium = medium_in(text)
    if medium is None:
        return text
    sure = sure_suffix(medium.content)
    is_whole = sure in PICTURES or not is_stream
    is_large = len(medium.content) >= LARGE
    if not (medium.prefix or (is_whole and (sure or is_large))):
        return text
    layout = layout_of(text[len(medium.prefix) :], medium.content)
    if layout is None:
        return text
    reference = {REFERENCE: _kept(medium.content, suffix_of(medium.content, medium.type), found)}
    if medium.prefix:
        reference["prefix"] = medium.prefix
    if layout:
        reference["layout"] = layout
    return reference


def _kept(content: bytes, suffix: str, found: dict[str, bytes]) -> str:
    name = f"{hashlib.sha256(content).hexdigest()}.{suffix}"
    found[name] = content
    return name
