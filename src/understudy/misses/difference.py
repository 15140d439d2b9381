"""Where two JSON values differ, by path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from understudy.match import medium_in

ABSENT = "(absent)"
LONGEST = 72
CONTEXT = 16


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a request is not the recorded one."""

    path: str
    """`messages[0].content`."""

    recorded: str
    """What stands there in the recording, as JSON, cut around the first difference if it is long."""

    sent: str


def differences(recorded: Any, sent: Any) -> list[Difference]:
    """Every place where the two differ, in the order of the recorded one."""
    return [_difference(*found) for found in _differing(recorded, sent, "")]


_ABSENT = object()


def _differing(recorded: Any, sent: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(recorded, dict) and isinstance(sent, dict):
        for key in [*recorded, *(key for key in sent if key not in recorded)]:
            step = key if key.isprintable() else _text(key)
            inner = f"{path}.{step}" if path else step
            yield from _differing(recorded.get(key, _ABSENT), sent.get(key, _ABSENT), inner)
    elif isinstance(recorded, list) and isinstance(sent, list):
        for index in range(max(len(recorded), len(sent))):
            left, right = (side[index] if index < len(side) else _ABSENT for side in (recorded, sent))
            yield from _differing(left, right, f"{path}[{index}]")
    elif recorded is _ABSENT or sent is _ABSENT or _text(recorded) != _text(sent):
        yield path or "(whole body)", recorded, sent


def _difference(path: str, recorded: Any, sent: Any) -> Difference:
    media = _medium(recorded), _medium(sent)
    if all(media) and media[0] != media[1]:
        return Difference(path, *media)
    left, right = (ABSENT if side is _ABSENT else _text(side) for side in (recorded, sent))
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return Difference(path, _cut(left, start), _cut(right, start))


def _medium(value: Any) -> str:
    """What can be told of something in base64; empty for anything else."""
    medium = medium_in(value) if isinstance(value, str) else None
    if medium is None:
        return ""
    return f"{medium.type or 'base64'}, {len(medium.content):,} bytes, SHA-256 {medium.digest[:16]}…"


def _text(value: Any) -> str:
    # Half a surrogate pair has no UTF-8, and a miss is written to terminals and over HTTP.
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _cut(text: str, start: int) -> str:
    if len(text) <= LONGEST:
        return text
    first = max(0, start - CONTEXT)
    last = first + LONGEST
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")
