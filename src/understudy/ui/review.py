"""Review: what was recorded anew, beside what it is to replace, to be accepted or rejected."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from understudy.model import Recording
from understudy.operations.conversation import Media
from understudy.operations.pending import Kind
from understudy.operations.reviewing import Compared, Review, Waiting, free
from understudy.ui.answers import NotFound, page
from understudy.ui.context import Context, context_of
from understudy.ui.editing import form_of
from understudy.ui.pictures import pictures_of

MOST_LISTED = 200
SAID = {
    "accept": "accepted",
    "reject": "rejected",
    "accept-all": "all accepted that nothing was in the way of",
}
"""What was done, by the decision that the address names: a text of an address could be anybody's."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is recorded, or what is to take its place."""

    title: str
    pictures: tuple[Media, ...]
    of: dict[str, str]
    """By which the address of a picture names the recording that it is in."""


def review(request: Request) -> Response:
    """The page: one change after the other, as in the terminal."""
    context = context_of(request)
    found = Review(context.store)
    waiting = found.waiting
    asked = request.query_params.get("change", "")
    at = next((place for place, each in enumerate(waiting) if key_of(each) == asked), 0)
    here = waiting[at] if waiting else None
    comparison = found.compare(here) if here else None
    first = max(0, min(at - MOST_LISTED // 2, len(waiting) - MOST_LISTED))
    return page(
        request,
        "review.html",
        title="Review",
        waiting=[(each, key_of(each)) for each in waiting[first : first + MOST_LISTED]],
        count=len(waiting),
        at=at,
        here=here,
        name=_name(context, here),
        key=here and key_of(here),
        before=key_of(waiting[at - 1]) if at > 0 else "",
        after=key_of(waiting[at + 1]) if at + 1 < len(waiting) else "",
        compared=comparison,
        sides=_sides(comparison, key_of(here)) if here and comparison else (),
        said=SAID.get(request.query_params.get("said", ""), ""),
        not_free=len(waiting) - len(free(waiting)),
    )


def _sides(comparison: Compared, key: str) -> tuple[Side, ...]:
    """Both with their pictures; neither where those are the same."""
    old, new = pictures_of(comparison.old), pictures_of(comparison.new)
    if old == new:
        return ()
    return tuple(
        Side(title, pictures, {"change": key, "side": side})
        for title, side, pictures in (("Recorded", "old", old), ("New", "new", new))
    )


def changed(context: Context, key: str) -> dict[str, Recording | None]:
    """The two sides of a change; none where it waits no longer.

    Raises:
        RecordingUnreadable: one of its files is not a recording.
    """
    found = Review(context.store)
    waiting = next((each for each in found.waiting if key_of(each) == key), None)
    return {} if waiting is None else dict(zip(("old", "new"), found.both(waiting), strict=True))


async def decide(request: Request) -> Response:
    """Accept or reject, and go on with the next one."""
    form = await form_of(request)
    context = context_of(request)
    decision = form.get("decision", "")
    following = await run_in_threadpool(_decided, context, decision, form.get("change", ""))
    address = request.url_for("review").include_query_params(change=following, said=decision)
    return RedirectResponse(f"{address.path}?{address.query}", 303)


def _decided(context: Context, decision: str, key: str) -> str:
    """Do it; the key of the one that is next."""
    found = Review(context.store)
    waiting = found.waiting
    if decision == "accept-all":
        for each in free(waiting):
            found.accept(each)
        return ""
    place = next((place for place, each in enumerate(waiting) if key_of(each) == key), None)
    if place is None or decision not in ("accept", "reject"):
        raise NotFound("This change waits no longer: it was decided on, or has changed since.")
    chosen = waiting[place]
    (found.accept if decision == "accept" else found.reject)(chosen)
    left = found.waiting
    return key_of(left[min(place, len(left) - 1)]) if left else ""


def _name(context: Context, waiting: Waiting | None) -> str:
    """Of the recording that is to change, if the store has it."""
    if waiting is None or waiting.kind is Kind.ADD:
        return ""
    path, folder = Path(waiting.path).absolute(), context.store.absolute()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) and path.exists() else ""


def key_of(waiting: Waiting) -> str:
    """By which a form names a change; another one, should it change."""
    return hashlib.blake2b(repr(waiting).encode("utf-8", "replace"), digest_size=12).hexdigest()
