"""The shape of a format 1 document: what stands where, and an error that names the place if it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.errors import RecordingUnreadable


def mapping(value: object, path: str) -> Mapping[str, Any]:
    """The object at `path`, or an error."""
    if isinstance(value, Mapping):
        return value
    raise wrong(path, value, "an object")


def text(value: object, path: str) -> str:
    """The string at `path`, or an error."""
    if isinstance(value, str):
        return value
    raise wrong(path, value, "a string")


def listed(value: object, path: str) -> list[Any]:
    """The list at `path`, or an error."""
    if isinstance(value, list):
        return value
    raise wrong(path, value, "a list")


def wrong(path: str, found: object, expected: str) -> RecordingUnreadable:
    """The error for a value that is not what the format has at `path`."""
    return _damaged(path, expected, _named(found))


def absent(path: str, expected: str) -> RecordingUnreadable:
    """The error for a key that is not there."""
    return _damaged(path, expected, "nothing")


def _damaged(path: str, expected: str, found: str) -> RecordingUnreadable:
    return RecordingUnreadable(
        f"{path}: expected {expected}, found {found}\n"
        f"\n  The file is damaged or not a recording. Restore it from version control, or record it again."
    )


def _named(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the string {value[:40]!r}"
        case list():
            return "a list"
        case Mapping():
            return f"an object with {', '.join(map(repr, list(value)[:6])) or 'no keys'}"
        case _:
            return f"a {type(value).__name__}"
