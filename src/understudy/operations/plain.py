"""A Python value as a JSON value: what JSON has, dataclasses, and models that dump themselves as pydantic's do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


class NotJson(Exception):
    """A value that JSON does not have, and where it stands."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(f"{path}: {found}")
        self.path, self.found = path, found


def plain(value: Any, path: str) -> Any:
    """The value as JSON; a tuple becomes a list.

    Raises:
        NotJson: something in it, named by its path, is not JSON.
    """
    if value is None or isinstance(value, bool):
        return value
    # A str or a number of a class of its own, such as a StrEnum, is what it holds.
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJson(path, f"the number {value}")
        return float(value)
    if isinstance(value, Mapping):
        return {_key(key, path): plain(entry, f"{path}.{key}") for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry, f"{path}[{index}]") for index, entry in enumerate(value)]
    if isinstance(value, type):
        raise NotJson(path, f"the class {value.__qualname__}")
    if callable(dump := getattr(value, "model_dump", None)):
        return plain(dump(mode="json"), path)
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name), f"{path}.{field.name}") for field in fields(value)}
    raise NotJson(path, f"a {type(value).__qualname__}")


def public_type(value: Any) -> str:
    """The name of the class of a model or a dataclass; `json` for what JSON has itself."""
    kind = type(value)
    is_own = callable(getattr(value, "model_dump", None)) or is_dataclass(value)
    return f"{kind.__module__}.{kind.__qualname__}" if is_own else "json"


def _key(key: Any, path: str) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    raise NotJson(path, f"a key that is no text, {key!r:.40}")
