"""A multipart form at rest: its parts in a list, so that a person can read it and a medium in it is a file.

`{"__type__": "multipart", "__data__": [{"head": […], "text": …}, {"head": […], "media": "<sha256>.mp3"}]}`; a part that
is neither is `base64`. The boundary stands in the request's content type. A form that is written in any other way
than the usual one is kept as the bytes that it is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.match.multipart import Part, boundary_of, part_of, parts_of

FORM = "multipart"
"""The `__type__` of a form."""

TRANSFER_ENCODED = re.compile(r"content-transfer-encoding:\s*base64", re.IGNORECASE)


def form_at_rest(body: bytes, content_type: str, kept: Callable[[bytes, str], str | None]) -> dict[str, Any] | None:
    """A form; None for what is none, or not written in the usual way.

    Args:
        kept: the file that holds this content of this type; None where it is not worth one.
    """
    boundary = boundary_of(content_type)
    if boundary is None or parts_of(body, boundary) is None:
        return None
    _, *pieces, end = (b"\r\n" + body).split(b"\r\n--" + boundary)
    try:
        split = [_split(piece) for piece in pieces]
    except UnicodeDecodeError:
        return None
    if end != b"--\r\n":
        return None
    return {"__type__": FORM, "__data__": [_at_rest(head, content, kept) for head, content in split]}


def form_from_rest(body: Mapping[str, Any], content_type: str, content: Callable[[str], bytes]) -> bytes:
    """The bytes of a form.

    Raises:
        RecordingUnreadable: it has no boundary, or a part is none; or `content` raises it.
    """
    boundary = boundary_of(content_type)
    if boundary is None:
        raise RecordingUnreadable(f"request.headers: expected a boundary in the content type, found {content_type!r}")
    pieces = [
        _head(part, at) + (content(part["media"]) if "media" in part else _content(part, at))
        for at, part in enumerate(_parts(body))
    ]
    delimiter = b"--" + boundary
    return b"".join(delimiter + piece + b"\r\n" for piece in pieces) + delimiter + b"--\r\n"


def parts_at_rest(body: Mapping[str, Any]) -> list[tuple[Part, str | None]]:
    """The parts of a form, with the SHA-256 of those whose content is a file, which is not looked at.

    Raises:
        RecordingUnreadable: a part is none.
    """
    found: list[tuple[Part, str | None]] = []
    for at, kept in enumerate(_parts(body)):
        part = part_of(_head(kept, at) + (b"" if "media" in kept else _content(kept, at)))
        if part is None:
            raise _wrong(at, kept)
        found.append((part, kept["media"].partition(".")[0] if "media" in kept else None))
    return found


def media_of(body: Mapping[str, Any]) -> list[str]:
    """The files that the parts of a form are in."""
    return [part["media"] for part in _parts(body) if "media" in part]


def is_form(body: Any) -> bool:
    """Whether a request's body at rest is a form."""
    return isinstance(body, dict) and body.keys() == {"__type__", "__data__"} and body["__type__"] == FORM


def _split(piece: bytes) -> tuple[list[str], bytes]:
    head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    return head.decode("utf-8").split("\r\n"), content


def _at_rest(lines: list[str], content: bytes, kept: Callable[[bytes, str], str | None]) -> dict[str, Any]:
    try:
        return {"head": lines, "text": content.decode("utf-8")}
    except UnicodeDecodeError:
        pass
    # Where matching undoes an encoding, the file's digest would not be the content's.
    name = None if any(map(TRANSFER_ENCODED.match, lines)) else kept(content, _type(lines))
    return {"head": lines, "media": name} if name else {"head": lines, "base64": base64.b64encode(content).decode()}


def _type(lines: Sequence[str]) -> str:
    typed = (line.partition(":")[2].strip() for line in lines if line.lower().startswith("content-type:"))
    return next(typed, "")


def _parts(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts = body["__data__"]
    if not isinstance(parts, list):
        raise RecordingUnreadable(f"request.body.__data__: expected the parts of a form, found {str(parts)[:60]!r}")
    for at, part in enumerate(parts):
        if not isinstance(part, dict) or len(part) != 2 or not isinstance(part.get("head"), list):
            raise _wrong(at, part)
    return parts


def _head(part: Mapping[str, Any], at: int) -> bytes:
    try:
        return b"\r\n" + "\r\n".join(part["head"]).encode("utf-8") + b"\r\n\r\n"
    except (TypeError, ValueError):
        raise _wrong(at, part) from None


def _content(part: Mapping[str, Any], at: int) -> bytes:
    try:
        match part:
            case {"text": str(text)}:
                return text.encode("utf-8")
            case {"base64": str(text)}:
                return base64.b64decode(text, validate=True)
    except ValueError:
        pass
    raise _wrong(at, part)


def _wrong(at: int, part: Any) -> RecordingUnreadable:
    return RecordingUnreadable(
        f'request.body.__data__[{at}]: expected "head" and one of "text", "base64", "media", found {str(part)[:60]!r}'
    )
