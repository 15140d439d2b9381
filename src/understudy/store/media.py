"""Media in a document: each one is a file, named by the SHA-256 of its bytes, and the JSON refers to it.

`{"__media__": "<sha256>.png"}` stands for the text that is its base64: with `prefix`, what stood before that (all of a
data URL up to its comma), and `layout`, where it is not written in the usual way. `{"__type__": "media", "__data__":
"<sha256>.mp3"}` stands for the bytes of a whole body, a `form` for those of a multipart form. What a text cannot be
rebuilt from exactly stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.match.media import SHORTEST, digest_of
from understudy.match.multipart import Part
from understudy.store.base64_layout import laid_out
from understudy.store.calls import is_call
from understudy.store.form import FORM, form_from_rest, is_form, media_of, parts_at_rest
from understudy.store.request import raw_at_rest

REFERENCE = "__media__"
"""A client's JSON that has this key is kept as text."""

BODY = "media"
"""The `__type__` of a body of bytes that is a file."""

NAME = re.compile(r"([0-9a-f]{64})\.[a-z0-9]{1,8}")
"""The name of a medium's file."""

MENTIONED = re.compile(rf'"{REFERENCE}":|"__type__":\s*"(?:{BODY}|{FORM})"')
"""What a recording's text has in it where it refers to a medium."""

LARGEST = 2**29
"""Bytes of all media of a recording, each as often as it is referred to: one picture could stand there a million
times."""

Content = Callable[[str], bytes]
"""Gives the bytes of a medium, by its file's name; raises `RecordingUnreadable` where they cannot be had."""


def has_references(text: str, document: Mapping[str, Any]) -> bool:
    """Whether a recording's document refers to media.

    Args:
        text: the document's own.
    """
    return bool(MENTIONED.search(text)) and may_refer(document)


def may_refer(document: Mapping[str, Any]) -> bool:
    """Whether a document is of a kind that refers to media: no call of a function, and none of format 1."""
    own = document.get("understudy")
    return isinstance(own, Mapping) and own.get("format") != 1 and not is_call(document["request"])


def any_content(name: str) -> bytes:
    """Stands for every medium where only the text around them counts, such as for its volatile values."""
    return bytes(SHORTEST)


def resolved(document: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """The document with all its media in place of the references.

    Raises:
        RecordingUnreadable: a reference is none, or `content` raises it; or together they are too large.
    """
    content = _limited(content)

    def text(reference: Mapping[str, Any]) -> str:
        name, prefix, layout = _reference(reference)
        return prefix + laid_out(content(name), layout)

    def whole(body: Any) -> Any:
        if is_form(body):
            return raw_at_rest(form_from_rest(body, content_type(request), lambda name: content(_name(name))))
        if _is_body(body):
            return {"__type__": "base64", "__data__": laid_out(content(_name(body["__data__"])))}
        return _replaced(body, text)

    request, response = document["request"], document["response"]
    answer = response.get("body")
    got = [whole(entry) for entry in answer] if isinstance(answer, list) else whole(answer)
    return {
        **document,
        "request": {**request, "body": whole(request.get("body"))},
        "response": {**response, "body": got},
    }


def with_digests(body: Any) -> Any:
    """A request's JSON as matching sees its media: their digests, without a look at the files.

    Raises:
        RecordingUnreadable: a reference is none.
    """
    return _replaced(body, lambda reference: digest_of(_reference(reference)[0].partition(".")[0]))


def form_parts(body: Any) -> list[tuple[Part, str | None]] | None:
    """The parts of a form, with the SHA-256 of those that are files; None for another body.

    Raises:
        RecordingUnreadable: a part is none.
    """
    if not is_form(body):
        return None
    for name in media_of(body):
        _name(name)
    return parts_at_rest(body)


def body_digest(body: Any) -> str | None:
    """The SHA-256 of a body of bytes that is a file; None for another body.

    Raises:
        RecordingUnreadable: the reference is none.
    """
    return _name(body["__data__"]).partition(".")[0] if _is_body(body) else None


def references(document: Mapping[str, Any]) -> frozenset[str]:
    """The names of all media that a document refers to.

    Raises:
        RecordingUnreadable: a reference is none.
    """
    if not may_refer(document):
        return frozenset()
    asked, answered = document["request"].get("body"), document["response"].get("body")
    bodies = [asked, *(answered if isinstance(answered, list) else [answered])]
    return frozenset(name for body in bodies for name in _names(body))


def content_type(part: Mapping[str, Any]) -> str:
    """The content type that a document's request or response names; empty where it names none."""
    headers = part.get("headers")
    return str(headers.get("content-type", "")) if isinstance(headers, Mapping) else ""


def _limited(content: Content) -> Content:
    size, last, found = 0, "", b""

    def limited(name: str) -> bytes:
        nonlocal size, last, found
        if name != last:
            last, found = name, content(name)
        size += len(found)
        if size > LARGEST:
            raise RecordingUnreadable(f"it refers to media of more than {LARGEST:,} bytes, one many times")
        return found

    return limited


def _replaced(value: Any, text: Callable[[Mapping[str, Any]], Any]) -> Any:
    match value:
        case list():
            return [_replaced(entry, text) for entry in value]
        case dict():
            if REFERENCE in value:
                return text(value)
            return {name: _replaced(entry, text) for name, entry in value.items()}
    return value


def _names(body: Any) -> list[str]:
    if _is_body(body):
        return [_name(body["__data__"])]
    if is_form(body):
        return [_name(name) for name in media_of(body)]
    found: list[str] = []
    _replaced(body, lambda reference: found.append(_reference(reference)[0]))
    return found


def _is_body(body: Any) -> bool:
    return isinstance(body, dict) and body.keys() == {"__type__", "__data__"} and body["__type__"] == BODY


def _reference(reference: Mapping[str, Any]) -> tuple[str, str, str]:
    name, prefix, layout = (reference.get(key, "") for key in (REFERENCE, "prefix", "layout"))
    try:
        if not reference.keys() <= {REFERENCE, "prefix", "layout"} or not isinstance(prefix, str):
            raise ValueError("it has a key or a value of another kind")
        laid_out(b"", layout)
    except (TypeError, ValueError) as error:
        raise RecordingUnreadable(f"{REFERENCE}: not a reference to a medium: {error}") from None
    return _name(name), prefix, layout


def _name(name: Any) -> str:
    if isinstance(name, str) and NAME.fullmatch(name):
        return name
    raise RecordingUnreadable(f"{REFERENCE}: expected the name of a file, <SHA-256>.<suffix>, found {str(name)[:80]!r}")
