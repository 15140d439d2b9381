"""Stable ids: what an answer names anew each time becomes what it is called in the recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import count
from types import MappingProxyType
from typing import Any

from understudy.apis import Profile, changed, values

UNMISTAKABLE = 8
"""Characters from which on a live id cannot also be a word of the answer, and may be replaced wherever it stands."""


def stable_id(fingerprint: str, sequence: int) -> str:
    """`rec-` and the first 12 digits of the fingerprint; from the second equal request on, its number too."""
    digits = fingerprint.rpartition(":")[2][:12]
    return f"rec-{digits}" if sequence == 1 else f"rec-{digits}-{sequence}"


def stabilised(
    contents: Iterable[Any], profile: Profile, id_: str, known: Mapping[str, str] = MappingProxyType({})
) -> tuple[list[Any], dict[str, str]]:
    """The answer's JSON with stable values, and which strings gave way: live value to stable one.

    Args:
        known: live ids that have a stable one from an earlier answer. A server that names two things alike means
            one, or cannot tell them apart either.
    """
    renamed: dict[str, str] = {}
    counter = count(1)

    def put(live: Any, becomes: str | int) -> Any:
        # Azure's first frame has an empty id (seen 2026-04): nothing there differs from call to call.
        if live is None or live == "":
            return live
        if not isinstance(live, str) or not isinstance(becomes, str):
            return becomes if isinstance(becomes, int) else becomes.format(id=id_, n=next(counter))
        if live not in renamed:
            number = next(counter) if "{n}" in becomes and live not in known else 0
            renamed[live] = known.get(live) or becomes.format(id=id_, n=number)
        return renamed[live]

    results = []
    for content in contents:
        for stable in profile.stable:
            content = changed(content, stable.path, partial(put, becomes=stable.becomes))
        results.append(content)
    return results, renamed


def repeated(contents: Iterable[Any], profile: Profile, renamed: dict[str, str]) -> dict[str, str]:
    """Of the renamed strings those that later requests send back: stable value to live one."""
    paths = [stable.path for stable in profile.stable if stable.is_repeated]
    live = {value for content in contents for path in paths for value in values(content, path)}
    return {renamed[value]: value for value in sorted(v for v in live if isinstance(v, str)) if value in renamed}


def unmistakable(renamed: dict[str, str]) -> dict[str, str]:
    """Of the renamed strings those that may be replaced wherever they stand, longer ones first."""
    return {live: renamed[live] for live in sorted(renamed, key=len, reverse=True) if len(live) >= UNMISTAKABLE}


def translated(content: Any, renamed: dict[str, str]) -> Any:
    """The JSON value with every string that is one of the renamed ones replaced."""
    if isinstance(content, str):
        return renamed.get(content, content)
    if isinstance(content, list):
        return [translated(entry, renamed) for entry in content]
    if isinstance(content, dict):
        return {name: translated(value, renamed) for name, value in content.items()}
    return content
