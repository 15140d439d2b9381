"""`response.body` of a format 1 file: which frames it holds, and what the recorder put there by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.model import Frame
from understudy.store.format1 import shape

_EXPECTED = "an object with __type__ and __data__"

_OF_A_PROCESS = frozenset({"_client", "_cast_to", "http_response"})
"""Attributes of the SDK's own response objects; the recorder wrote out what it did not know."""


def frame(entry: object, path: str) -> Frame:
    """The frame at `path`: typed, or bare JSON where the recorder knew no type."""
    if not isinstance(entry, Mapping):
        raise shape.wrong(path, entry, _EXPECTED)
    if "__type__" not in entry:
        return Frame("json", entry)
    kind = shape.text(entry["__type__"], f"{path}.__type__")
    if "__data__" not in entry:
        raise shape.absent(f"{path}.__data__", "an object")
    return Frame(kind, shape.mapping(entry["__data__"], f"{path}.__data__"))


def frames(body: object) -> tuple[Frame, ...]:
    """The frames of a stream, or of a list."""
    entries = shape.listed(body, "response.body")
    return tuple(frame(entry, f"response.body[{at}]") for at, entry in enumerate(entries))


def is_of_a_process(found: Frame) -> bool:
    """Whether this is a Python object of the recording process rather than something that was on the wire."""
    content: Any = found.content
    return found.type == "json" and isinstance(content, Mapping) and not _OF_A_PROCESS.isdisjoint(content)
