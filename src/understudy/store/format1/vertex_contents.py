"""What a caller of the Google GenAI SDK may give as contents, as the list of contents on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CONTENT_KEYS = frozenset({"parts", "role"})
_FILE_KEYS = frozenset({"file_uri", "fileUri"})


def grouped(contents: Any) -> list[Any]:
    """The contents. Parts in a row become one content: the model's if they are function calls."""
    if not isinstance(contents, list):
        return [] if contents is None else [one(contents)]
    result: list[Any] = []
    parts: list[Any] = []
    for item in contents:
        if isinstance(item, list) or _is_content(item):
            _close(result, parts)
            result.append(one(item))
            continue
        part = _part(item)
        if parts and _is_call(part) != _is_call(parts[-1]):
            _close(result, parts)
        parts.append(part)
    _close(result, parts)
    return result


def one(content: Any) -> Any:
    """A single content, from text, a part, a list of parts, or a content."""
    if _is_content(content):
        parts = content.get("parts")
        return {**content, "parts": [_part(part) for part in parts]} if isinstance(parts, list) else content
    parts = [_part(item) for item in content] if isinstance(content, list) else [_part(content)]
    return {"parts": parts, "role": "model" if all(map(_is_call, parts)) and parts else "user"}


def _is_content(item: Any) -> bool:
    return isinstance(item, Mapping) and (not item or not _CONTENT_KEYS.isdisjoint(item))


def _part(item: Any) -> Any:
    if isinstance(item, str):
        return {"text": item}
    if isinstance(item, Mapping) and not _FILE_KEYS.isdisjoint(item):
        return {"file_data": item}
    return item


def _is_call(part: Any) -> bool:
    return isinstance(part, Mapping) and bool(part.get("function_call") or part.get("functionCall"))


def _close(result: list[Any], parts: list[Any]) -> None:
    if parts:
        result.append({"parts": parts[:], "role": "model" if _is_call(parts[0]) else "user"})
        parts.clear()
