"""Pictures, sounds and files within a message: where they are, of what type, how big."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from understudy.match import medium_in
from understudy.operations.conversation.parts import Media

_DATA_URL = re.compile(r"data:([^;,]*)[^,]*?(;base64)?,", re.IGNORECASE)
_TYPES = ("media_type", "mimeType", "mime_type", "format")
_NAMES = ("url", "image_url", "uri", "fileUri", "file_uri", "file_url", "filename", "displayName", "name", "file_id")
_BYTES = ("data", "file_data", "bytes", "b64_json", "result")
_INSIDE = (
    "source",
    "image_url",
    "input_audio",
    "file",
    "image",
    "document",
    "video",
    "audio",
    "inlineData",
    "inline_data",
    "fileData",
    "file_data",
    "s3Location",
)
"""Keys below which APIs put what they say of a medium."""


def medium(kind: str, block: Any) -> Media:
    """What a block says of the medium in it, at whatever depth."""
    facts = dict(_facts(block))
    media_type, name = str(facts.get("type", "")), str(facts.get("name", ""))
    size, sha256, content = None, "", facts.get("content")
    if isinstance(content, str):
        found = _DATA_URL.match(content)
        media_type = (found and found[1]) or media_type
        size = _size(content[found.end() :], is_base64=bool(found[2])) if found else _size(content)
        sha256 = inner.digest if (inner := medium_in(content)) else ""
    return Media(kind or _kind(media_type), name, media_type, size, sha256)


def whole_body(kind: str, media_type: str, content: bytes) -> Media:
    """A body that is a medium as a whole."""
    return Media(kind, "", media_type, len(content), hashlib.sha256(content).hexdigest())


def _facts(block: Any) -> Iterator[tuple[str, str]]:
    """Inner ones first: where two say the same thing, the outer one counts."""
    if isinstance(block, str):
        yield ("content" if block.startswith("data:") else "name"), block
    if not isinstance(block, Mapping):
        return
    for key in _INSIDE:
        if isinstance(inner := block.get(key), Mapping):
            yield from _facts(inner)
    for word, keys in (("type", _TYPES), ("name", _NAMES), ("content", _BYTES)):
        for key in reversed(keys):
            if isinstance(value := block.get(key), str) and value:
                yield ("content" if value.startswith("data:") else word), value


def _size(text: str, *, is_base64: bool = True) -> int:
    return len(text.rstrip("=")) * 3 // 4 if is_base64 else len(text)


def _kind(media_type: str) -> str:
    family = media_type.partition("/")[0]
    return {"image": "picture", "audio": "audio", "video": "video"}.get(family, "file")
