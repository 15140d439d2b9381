"""Where two JSON values differ, by path. Credentials are never shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from understudy.match import medium_in
from understudy.misses.aligning import aligned
from understudy.misses.asked import seen
from understudy.redact import PLACEHOLDER, is_secret, without_secrets

ABSENT = "(absent)"
LONGEST = 72
CONTEXT = 16


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a request is not the recorded one."""

    path: str
    """`messages[0].content`. A number counts in what was sent; of an entry that is gone, in what is recorded."""

    recorded: str
    """What stands there in the recording, as JSON, cut around the first difference if it is long."""

    sent: str


def differences(recorded: Any, sent: Any) -> list[Difference]:
    """Every place where the two differ, in the order of the recorded one. Entries of lists are compared with those
    that they were made from, wherever these stand."""
    return [_difference(*found) for found in _differing(recorded, sent, "")]


_ABSENT = object()


_SECRET = object()
"""What stands under a name that holds a credential."""


def _differing(recorded: Any, sent: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(recorded, dict) and isinstance(sent, dict):
        for key in [*recorded, *(key for key in sent if key not in recorded)]:
            step = key if key.isprintable() else _text(key)
            inner = f"{path}.{step}" if path else step
            left, right = recorded.get(key, _ABSENT), sent.get(key, _ABSENT)
            if is_secret(key):
                if any(_differing(left, right, inner)):
                    yield inner, _hidden(left), _hidden(right)
            else:
                yield from _differing(left, right, inner)
    elif isinstance(recorded, list) and isinstance(sent, list):
        for i, j in aligned(recorded, sent):
            left, right = _ABSENT if i is None else recorded[i], _ABSENT if j is None else sent[j]
            yield from _differing(left, right, f"{path}[{i if j is None else j}]")
    elif recorded is _ABSENT or sent is _ABSENT or _text(recorded) != _text(sent):
        yield path or "(whole body)", recorded, sent


def _difference(path: str, recorded: Any, sent: Any) -> Difference:
    left, right = _medium(recorded), _medium(sent)
    if left != right:
        return Difference(path, left or _cut(_shown(recorded), 0), right or _cut(_shown(sent), 0))
    left, right = _shown(recorded), _shown(sent)
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return Difference(path, _cut(left, start), _cut(right, start))


def _medium(value: Any) -> str:
    """What can be told of something in base64; empty for anything else."""
    medium = medium_in(value) if isinstance(value, str) else None
    return "" if medium is None else str(seen(medium))


def _shown(value: Any) -> str:
    if value is _ABSENT:
        return ABSENT
    return PLACEHOLDER if value is _SECRET else _text(without_secrets(value))


def _hidden(value: Any) -> Any:
    return _ABSENT if value is _ABSENT else _SECRET


def _text(value: Any) -> str:
    # Half a surrogate pair has no UTF-8, and a miss is written to terminals and over HTTP.
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _cut(text: str, start: int) -> str:
    if len(text) <= LONGEST:
        return text
    first = max(0, start - CONTEXT)
    last = first + LONGEST
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")
