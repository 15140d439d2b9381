"""Tags: words by which people sort recordings. They stand in the file, and change nothing about what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from understudy.errors import RecordingUnreadable

KEY = "tags"
LAST = ("recorded", "headers")
"""What differs with every call stays at the end."""


def tags_of(document: Mapping[str, Any], name: str = "") -> tuple[str, ...]:
    """The tags of a document, each once, in order.

    Args:
        name: of its file, for an error.

    Raises:
        RecordingUnreadable: there is something else in their place.
    """
    own = document.get("understudy")
    found = own.get(KEY, []) if isinstance(own, Mapping) else []
    if not found:
        return ()
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        where = f"{name}: " if name else ""
        raise RecordingUnreadable(f"{where}understudy.tags: expected a list of words, found {str(found)[:60]!r}")
    return tuple(sorted(set(found)))


def tagged(document: Mapping[str, Any], tags: Iterable[str]) -> dict[str, Any]:
    """The document with these tags in place of its own.

    A document of format 1 gets an `understudy` that says just that; without tags it has none.
    """
    found = document.get("understudy")
    own = dict(found) if isinstance(found, Mapping) else {"format": found or 1}
    own.pop(KEY, None)
    if words := sorted(set(tags)):
        last = {name: own.pop(name) for name in LAST if name in own}
        own |= {KEY: words} | last
    if own == {"format": 1}:
        return {name: value for name, value in document.items() if name != "understudy"}
    return {**document, "understudy": own}
