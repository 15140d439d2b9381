"""Live: what a running server answers, as it happens."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from understudy.ui.answers import NotFound, page
from understudy.ui.context import context_of


def live(request: Request) -> Response:
    """The page, which a script fills."""
    running = context_of(request).running
    if running is None:
        raise NotFound("No server runs here: these are the pages of a store.")
    return page(request, "live.html", title="Live", faults=running.breaking.faults)
