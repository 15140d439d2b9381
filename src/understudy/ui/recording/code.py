"""The request as something to paste."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from understudy.model import Request as Asked
from understudy.operations.snippets import BODY_FILE, snippets
from understudy.ui.answers import page
from understudy.ui.context import recording_of


def show(request: Request) -> Response:
    """The page."""
    recording = recording_of(request)
    asked = recording.request
    return page(
        request,
        "code.html",
        title=f"{recording.name} to paste",
        tab="code",
        name=recording.name,
        snippets=snippets(asked, recording.api) if isinstance(asked, Asked) else (),
        body_file=BODY_FILE,
    )
