"""Paths into JSON: names joined by dots, `*` for each entry of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any


def values(document: Any, path: str) -> list[Any]:
    """Every value at this path; none where the document has another shape."""
    found = [document]
    for name in path.split("."):
        if name == "*":
            found = [entry for each in found if isinstance(each, list) for entry in each]
        else:
            found = [each[name] for each in found if isinstance(each, dict) and name in each]
    return found


def changed(document: Any, path: str, change: Callable[[Any], Any]) -> Any:
    """The document with every value at this path replaced; the given one stays as it is."""
    return _changed(document, path.split("."), change)


def without(document: Any, path: str) -> Any:
    """The document with every value at this path taken out; the given one stays as it is."""
    return _without(document, path.split("."))


def without_all(document: Any, paths: Iterable[str]) -> Any:
    """The document with every value at these paths taken out; the given one stays as it is."""
    return reduce(without, paths, document)


def _changed(document: Any, names: list[str], change: Callable[[Any], Any]) -> Any:
    if not names:
        return change(document)
    if names[0] == "*":
        return [_changed(entry, names[1:], change) for entry in document] if isinstance(document, list) else document
    if isinstance(document, dict) and names[0] in document:
        return {**document, names[0]: _changed(document[names[0]], names[1:], change)}
    return document


def _without(document: Any, names: list[str]) -> Any:
    if names[0] == "*":
        if not isinstance(document, list):
            return document
        return [_without(entry, names[1:]) for entry in document] if names[1:] else []
    if not isinstance(document, dict) or names[0] not in document:
        return document
    if not names[1:]:
        return {name: value for name, value in document.items() if name != names[0]}
    return {**document, names[0]: _without(document[names[0]], names[1:])}
