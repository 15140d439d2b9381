"""A conversation by its turns: what two requests that begin alike share.

A turn is an entry of the list that an API's profile names. A system prompt at its head is none: it belongs to what is
around the turns, as do the model, the tools and every parameter. How many turns there are and whose belongs there, too,
so that only the same step of two conversations is compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from understudy.apis import without_all
from understudy.match.canonical import DECODER, addressed, canonical_json
from understudy.match.media import by_digest
from understudy.match.rules import NO_RULES, Naming, Rules
from understudy.model import Request

SYSTEM = ("system", "developer")
"""Whose turns are the system prompt, where no other's is before them."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A request by its turns."""

    field: str
    """Where they are: `messages`."""

    runs: tuple[bytes, ...]
    """For each turn a digest of it, of all turns before it, and of what is around them: as many as two conversations
    have in common, so many equal turns both begin with."""


def conversation_of(request: Request, rules: Rules = NO_RULES) -> Conversation | None:
    """The conversation that a request goes on with, as a project's rules leave it; None where it is none."""
    naming = Naming(rules)
    parts = _parts_of(request, naming)
    if parts is None:
        return None
    digest, runs = hashlib.sha256(parts.head.encode()), []
    # What is around comes first: the numbers of its volatile values do not depend on any turn.
    digest.update(canonical_json(naming.without_volatile(parts.around)).encode())
    for turn in parts.turns:
        # JSON as we write it has no line end of its own.
        digest.update(f"\n{canonical_json(naming.without_volatile(turn))}".encode())
        runs.append(digest.digest())
    return Conversation(parts.field, tuple(runs))


def named_in_turns(request: Request, count: int, rules: Rules) -> Mapping[str, str]:
    """The volatile values of a conversation's first turns, and of what is around them, by their placeholders."""
    naming = Naming(rules)
    if parts := _parts_of(request, naming):
        naming.without_volatile([parts.around, *parts.turns[:count]])
    return naming.named


@dataclass(frozen=True, slots=True)
class _Parts:
    field: str
    head: str
    """What no rule touches: the endpoint, and whose turns there are."""

    around: dict[str, Any]
    turns: list[Any]


def _parts_of(request: Request, naming: Naming) -> _Parts | None:
    address = addressed(request.method, request.url)
    profile = address.recognised.profile
    if not profile.turns:
        return None
    try:
        body = DECODER.decode(request.body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    body = by_digest(naming.without_ignored(without_all(body, profile.left_out)))
    before = body.pop(profile.before, None) if profile.before else None
    listed = body.pop(profile.turns, [])
    turns = listed if isinstance(listed, list) else [listed]
    system = list(takewhile(lambda turn: _whose(turn)[0] in SYSTEM, turns))
    turns = [*([] if before is None else [{profile.before: before}]), *turns[len(system) :]]
    return _Parts(
        field=profile.turns,
        head=json.dumps([request.method, address.endpoint, [_whose(turn) for turn in turns]]),
        around={"body": body, "query": address.query, "system": system},
        turns=turns,
    )


def _whose(turn: Any) -> tuple[Any, Any]:
    """The role, and the type of what has none, such as a tool's output."""
    return (turn.get("role"), turn.get("type")) if isinstance(turn, dict) else (None, None)
