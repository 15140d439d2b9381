"""The ids of a recording at rest: which live one stands behind each stable one, and how the answer names what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.store.format1 import shape


def live_ids_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Stable id to live one, for ids that later requests send back.

    Raises:
        RecordingUnreadable: the mapping is none, or holds something else than texts.
    """
    place = "id_normalization_mapping"
    pairs = shape.mapping(document.get(place) or {}, place)
    return {stable: live for stable, live in pairs.items() if shape.text(live, f"{place}.{stable}")}


def contents_of(document: Mapping[str, Any]) -> list[Any]:
    """The JSON of an answer, frame by frame; what is not JSON is left out."""
    body = document["response"].get("body")
    entries = body if isinstance(body, list) else [body]
    return [entry["__data__"] for entry in entries if _is_json(entry)]


def _is_json(entry: Any) -> bool:
    return isinstance(entry, dict) and "__data__" in entry and entry.get("__type__") not in ("text", "base64", "media")
