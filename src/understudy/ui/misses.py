"""Misses: requests of this run without a usable recording, with the nearest one and what mends it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from understudy.engine import Session
from understudy.misses import Miss
from understudy.ui.answers import NotFound, page
from understudy.ui.context import context_of

MOST = 50
"""Of different ones, the latest."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Equal misses, as the latest of them was."""

    miss: Miss
    number: int
    """Of the latest, by which its report is found."""

    times: int

    @property
    def remedies(self) -> tuple[tuple[str, str], ...]:
        """What to do, and the command that does it; the second is empty where there is none."""
        return tuple((words, command) for words, _, command in (each.partition(": ") for each in self.miss.remedies))


def misses(request: Request) -> Response:
    """The page; only its list where a script asks for that."""
    session = context_of(request).session
    if session is None:
        raise NotFound("No server runs here: a store alone misses nothing.")
    found = missed_in(session)
    return page(
        request,
        "missed.html" if request.query_params.get("part") == "list" else "misses.html",
        title="Misses",
        missed=found[:MOST],
        count=session.journal.missed,
        left_out=max(0, len(found) - MOST),
    )


def missed_in(session: Session) -> list[Missed]:
    """The different misses that are remembered, the latest first."""
    held = list(session.journal.misses)
    last, found = session.journal.missed, dict[tuple[object, ...], Missed]()
    for back, miss in enumerate(reversed(held)):
        key = (miss.asked.fingerprint, miss.scope, miss.reason)
        if (same := found.get(key)) is None:
            found[key] = Missed(miss, last - back, 1)
        else:
            found[key] = Missed(same.miss, same.number, same.times + 1)
    return list(found.values())
