"""Live: what a running server answers, as it happens."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from understudy.errors import WrongUse
from understudy.model.fault_words import WORDS
from understudy.ui.answers import NotFound, page
from understudy.ui.context import context_of
from understudy.ui.editing import form_of

LONGEST_TEXT = 200
"""Characters by which answers are filtered."""

ACTIONS = {
    "play": "played",
    "live": "live",
    "unsent": "sent nowhere",
    "miss": "missed",
    "fault": "broken",
    "pass": "passed on",
    "break": "cut off",
    "locked": "locked out",
    "forbidden": "not let in",
    "error": "error",
}
"""What answers come to, for people."""


def live(request: Request) -> Response:
    """The page, which a script fills."""
    running = context_of(request).running
    if running is None:
        raise NotFound("No server runs here: these are the pages of a store.")
    asked = request.query_params
    return page(
        request,
        "live.html",
        title="Live",
        faults=running.breaking.faults,
        words=WORDS.values(),
        text=asked.get("text", "")[:LONGEST_TEXT],
        came=asked.get("came", ""),
        actions=ACTIONS,
    )


async def break_scope(request: Request) -> Response:
    """Switch faults of one scope on, or off."""
    running, form = context_of(request).running, await form_of(request)
    if running is None:
        raise NotFound("No server runs here: these are the pages of a store.")
    if not form.get("scope"):
        raise WrongUse("Faults are switched on for one scope: name it.")
    running.breaking.break_scope(form["scope"], form.get("faults", ""))
    return RedirectResponse(request.url_for("live").path, 303)
