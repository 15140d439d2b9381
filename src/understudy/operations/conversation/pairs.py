"""Calls of tools and what came of them, which stand in different turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from understudy.operations.conversation.parts import Part, ToolCall, ToolResult, Turn


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a tool and its result."""

    call: ToolCall
    result: ToolResult | None
    """None where the recording holds none."""


@dataclass(frozen=True, slots=True)
class PairedTurn:
    """A turn whose calls have their results."""

    role: str
    parts: tuple[Part | Called, ...]
    ended: str


def paired(turns: Sequence[Turn]) -> tuple[PairedTurn, ...]:
    """The turns, each result beside its call: by the call's id, else by the tool's name, in their order.

    Turns that only held such results are left out.
    """
    waiting = [(at, part) for at, turn in enumerate(turns) for part in turn.parts if isinstance(part, ToolResult)]
    taken: set[tuple[int, int]] = set()

    def result_of(at: int, call: ToolCall) -> ToolResult | None:
        for is_by_id in (True, False):
            for place, (turn, result) in enumerate(waiting):
                is_meant = call.id and call.id in (result.id, result.name) if is_by_id else call.name == result.name
                if is_meant and turn > at and (turn, place) not in taken:
                    taken.add((turn, place))
                    return result
        return None

    found = []
    for at, turn in enumerate(turns):
        parts = (Called(part, result_of(at, part)) if isinstance(part, ToolCall) else part for part in turn.parts)
        found.append(PairedTurn(turn.role, tuple(parts), turn.ended))
    used = {id(waiting[place][1]) for _, place in taken}
    left = (
        replace(turn, parts=tuple(part for part in turn.parts if id(part) not in used)) if used else turn
        for turn in found
    )
    return tuple(turn for turn, old in zip(left, turns, strict=True) if turn.parts or not old.parts)
