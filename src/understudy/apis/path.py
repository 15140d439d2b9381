"""Paths into JSON: names joined by dots, `*` for each entry of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def values(document: Any, path: str) -> Iterator[Any]:
    """Every value at this path; none where the document has another shape."""
    yield from _values(document, path.split("."))


def changed(document: Any, path: str, change: Callable[[Any], Any]) -> Any:
    """The document with every value at this path replaced; the given one stays as it is."""
    return _changed(document, path.split("."), change)


def _values(document: Any, names: list[str]) -> Iterator[Any]:
    if not names:
        yield document
    elif names[0] == "*":
        for entry in document if isinstance(document, list) else ():
            yield from _values(entry, names[1:])
    elif isinstance(document, dict) and names[0] in document:
        yield from _values(document[names[0]], names[1:])


def _changed(document: Any, names: list[str], change: Callable[[Any], Any]) -> Any:
    if not names:
        return change(document)
    if names[0] == "*":
        return [_changed(entry, names[1:], change) for entry in document] if isinstance(document, list) else document
    if isinstance(document, dict) and names[0] in document:
        return {**document, names[0]: _changed(document[names[0]], names[1:], change)}
    return document
