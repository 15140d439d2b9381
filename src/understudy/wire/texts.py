"""The texts within a JSON value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def each_text(value: Any) -> Iterator[str]:
    """Every text of a JSON value, in order; names of fields are none."""
    match value:
        case str():
            yield value
        case list() | tuple():
            for entry in value:
                yield from each_text(entry)
        case Mapping():
            for entry in value.values():
                yield from each_text(entry)
