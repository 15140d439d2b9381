"""Ids that a format 1 file states: its own key, and the normalised names of ids that came from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from understudy.store.format1 import shape

_FULL = re.compile(r"(?:^|/)(?:models-([0-9a-f]{64})-[0-9a-f]{8}|([0-9a-f]{64}))\.json$")
_SHORT = re.compile(r"(?:^|/)(?:models-([0-9a-f]{12})-[0-9a-f]{8}|([0-9a-f]{12}))\.json$")
_REC = re.compile(r"rec-([0-9a-f]{12})$")

_Spell = Callable[[str], str]


def stated_keys(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Keys, or beginnings of keys, that the file itself states: in its name, and in the ids of its body."""
    stated: dict[str, None] = {}
    path = name.replace("\\", "/")
    if found := _FULL.search(path) or _SHORT.search(path):
        stated[found[1] or found[2]] = None
    response = document.get("response")
    body = response.get("body") if isinstance(response, Mapping) else None
    for entry in body if isinstance(body, list) else [body]:
        content = entry.get("__data__") if isinstance(entry, Mapping) else None
        said = content.get("id") if isinstance(content, Mapping) else None
        if isinstance(said, str) and (match := _REC.match(said)):
            stated[match[1]] = None
    return tuple(stated)


def normalised(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document, each original id in it replaced by the name its `id_normalization_mapping` gives it."""
    known = document.get("id_normalization_mapping")
    if not known:
        return document
    pairs = [
        (shape.text(original, f"id_normalization_mapping.{name}"), name)
        for name, original in shape.mapping(known, "id_normalization_mapping").items()
    ]

    def spell(text: str) -> str:
        for original, name in pairs:
            if original:
                text = text.replace(original, name)
        return text

    kept = {name: _respelled(inner, spell) for name, inner in document.items()}
    return {**kept, "id_normalization_mapping": {}}


def _respelled(value: Any, spell: _Spell) -> Any:
    match value:
        case str():
            return spell(value)
        case list():
            return [_respelled(item, spell) for item in value]
        case Mapping():
            return {spell(name): _respelled(inner, spell) for name, inner in value.items()}
        case _:
            return value
