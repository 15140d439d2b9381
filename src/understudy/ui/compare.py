"""Compare: two recordings beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from understudy.model import Recording
from understudy.operations.comparing import by_path, compared
from understudy.operations.conversation import Media, question
from understudy.operations.timeline import Timeline, timeline_of
from understudy.ui.answers import NotFound, page
from understudy.ui.context import context_of
from understudy.ui.pictures import pictures_of
from understudy.ui.recording.drawing import Drawing, drawing_of

MOST_PATHS = 200


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    name: str
    commit: str
    """Of the version that it is; empty where it is the file as it is."""

    title: str
    pictures: tuple[Media, ...]
    timeline: Timeline | None
    drawing: Drawing | None


def compare(request: Request) -> Response:
    """The page."""
    names, commit = request.query_params.getlist("pick"), request.query_params.get("at", "")
    if len(names) != (1 if commit else 2):
        raise NotFound("Two recordings can be compared. Go back, and choose two.")
    context = context_of(request)
    one, other = context.recording(names[0], commit), context.recording(names[-1])
    paths = {"Request by path": by_path(one, other, "request"), "Answer by path": by_path(one, other, "answer")}
    return page(
        request,
        "compare.html",
        title="Compare",
        sides=_sides(one, other, commit),
        parts=compared(one, other),
        paths={title: found[:MOST_PATHS] for title, found in paths.items() if found},
    )


def _sides(one: Recording, other: Recording, commit: str) -> tuple[Side, ...]:
    timelines = [timeline_of(one), timeline_of(other)]
    last = max((timeline.last_ms for timeline in timelines if timeline), default=0)
    return tuple(
        Side(
            recording.name,
            at,
            question(recording) or recording.name,
            pictures_of(recording),
            timeline,
            None if timeline is None else drawing_of(timeline, last),
        )
        for recording, at, timeline in zip((one, other), (commit, ""), timelines, strict=True)
    )
