"""One recording: the conversation as people know it, and beside it the stream over time."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from understudy.model import Recording
from understudy.operations.catalogue.summary import listed_tags
from understudy.operations.conversation import question
from understudy.operations.conversation.pairs import paired
from understudy.operations.prices import price_of
from understudy.operations.showing import Shown, shown
from understudy.operations.timeline import timeline_of
from understudy.operations.versions import versions_of
from understudy.ui.answers import page
from understudy.ui.context import context_of, recording_of
from understudy.ui.recording.drawing import drawing_of

MOST_TURNS = 200
"""On a page; the latest are shown."""

MOST_PARTS = 300
"""Of one turn."""


def show(request: Request) -> Response:
    """The page."""
    recording = recording_of(request)
    known = shown(recording)
    timeline = timeline_of(recording)
    turns = paired(known.turns)
    return page(
        request,
        "conversation.html",
        title=(known.turns and _title(recording)) or known.name,
        tab="conversation",
        known=known,
        tags=listed_tags(recording),
        turns=turns[-MOST_TURNS:],
        most_parts=MOST_PARTS,
        left_out=max(0, len(turns) - MOST_TURNS),
        facts=facts(recording, known),
        price=_price(recording, known),
        timeline=timeline,
        drawing=None if timeline is None else drawing_of(timeline),
        versions=versions_of(context_of(request).files.folder / recording.name),
        plays=_plays(request, recording.name),
    )


def facts(recording: Recording, known: Shown) -> dict[str, str]:
    """What is known of the exchange, by its words."""
    found = {
        "API": recording.api,
        "model": recording.model,
        "endpoint": recording.endpoint,
        "status": "" if known.status is None else str(known.status),
        "ended": "" if known.ended == "complete" else known.ended,
        "scope": recording.scope or "",
        "recorded": recording.recorded or "",
        "place": f"{recording.sequence}." if recording.sequence > 1 else "",
        "format": str(recording.format),
    }
    return {name: value for name, value in found.items() if value}


def _title(recording: Recording) -> str:
    words = question(recording)
    return (words if len(words) <= 90 else words[:89] + "…") or recording.name


def _price(recording: Recording, known: Shown) -> float | None:
    price = None if known.usage is None else price_of(recording, known.usage)
    return None if price is None else float(price)


def _plays(request: Request, name: str) -> int | None:
    session = context_of(request).session
    return None if session is None else session.journal.played[name]
