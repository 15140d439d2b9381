"""What a running server tells a page that stays open: counts, and answers as they end, as server-sent events.

The page is told at a pace of its own, several answers at once: however much is answered meanwhile, the server neither
waits for it nor holds more than a bound. Source: WHATWG HTML, section 9.2.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, fields
from time import monotonic
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from understudy.operations.not_spent import NotSpent
from understudy.operations.running import Running
from understudy.operations.traffic import Answered
from understudy.redact import redacted_text
from understudy.ui.answers import NotFound
from understudy.ui.context import context_of

PACE_S = 0.25
COUNTED_S = 1.0
"""How often counts are looked at."""

PRICED_S = 3.0
"""How often what is not spent is summed up; more rarely where that takes long, so that it takes a twentieth of the time
at most."""

SHARE = 20

ALIVE_S = 15.0
"""After so long without news a line that says nothing keeps the connection."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a whole run."""

    played: int
    repeated: int
    """Of these, those that are no part of the traffic that a page sees."""

    missed: int
    sent: int
    faults: int
    kept: int
    recordings: int
    tokens: int
    """Not spent, in both directions."""

    dollars: float
    unpriced: int
    """Plays of which nobody knows the cost."""


def events(request: Request) -> Response:
    """The stream; with `of=counts` of counts alone."""
    running = context_of(request).running
    if running is None:
        raise NotFound("No server runs here: these are the pages of a store.")
    told = _counts(running) if request.query_params.get("of") == "counts" else _all(running)
    return StreamingResponse(told, media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _all(running: Running) -> AsyncIterator[str]:
    with running.traffic.listening() as listener:
        async for event in _counts(running):
            answered, lost = listener.take()
            if answered:
                yield _event("answered", [shown(each) for each in answered])
            if lost:
                yield _event("lost", lost)
            yield event


async def _counts(running: Running) -> AsyncIterator[str]:
    """An event for each change, and something at each step, so that who waits can tell more, and learns of an end."""
    counting = Counting(running)
    before, told_s = None, monotonic()
    while not running.traffic.is_over:
        counts = await counting.now()
        if counts != before:
            before, told_s = counts, monotonic()
            yield _event("counts", asdict(counts))
        elif monotonic() - told_s > ALIVE_S:
            told_s = monotonic()
            yield ": still here\n\n"
        else:
            yield ""
        await asyncio.sleep(PACE_S)


class Counting:
    """Looks at a session's counts no more often than is good for its server."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._counts: Counts | None = None
        self._counted_s = self._next_priced_s = 0.0
        self._played = -1
        self._not_spent = NotSpent({}, {}, 0, 0, 0)

    async def now(self) -> Counts:
        """The counts."""
        if self._counts is None or monotonic() - self._counted_s > COUNTED_S:
            self._counts, self._counted_s = await self._count(), monotonic()
        return self._counts

    async def _count(self) -> Counts:
        session, journal = self._running.session, self._running.session.journal
        played, repeated = journal.played.total(), self._running.repeated()
        if played != self._played and monotonic() > self._next_priced_s:
            self._played, begun_s = played, monotonic()
            # Recordings are read for it: answers go on meanwhile.
            self._not_spent = await asyncio.to_thread(self._running.not_spent, dict(journal.played))
            self._next_priced_s = monotonic() + max(PRICED_S, SHARE * (monotonic() - begun_s))
        spared = self._not_spent
        return Counts(
            played=played,
            repeated=repeated,
            missed=journal.missed,
            sent=journal.sent,
            faults=journal.faults.total(),
            kept=len(journal.kept),
            recordings=session.count,
            tokens=sum(spared.tokens.values()),
            dollars=float(sum(spared.dollars.values())),
            unpriced=spared.no_price + spared.unreadable + spared.unread,
        )


def shown(answered: Answered) -> dict[str, Any]:
    """As JSON values; every text has passed the redactor once more."""
    values = {each.name: getattr(answered, each.name) for each in fields(Answered)}
    return {name: redacted_text(value) if isinstance(value, str) else value for name, value in values.items()}


def _event(name: str, content: Any) -> str:
    # JSON has no line end in it, and ASCII has no half characters.
    return f"event: {name}\ndata: {json.dumps(content)}\n\n"
