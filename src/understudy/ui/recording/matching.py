"""By what a recording is found: its fingerprint, and the rules that were applied."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from understudy.operations.identity import identity_of
from understudy.ui.answers import page
from understudy.ui.context import context_of, recording_of


def show(request: Request) -> Response:
    """The page."""
    recording = recording_of(request)
    return page(
        request,
        "matching.html",
        title=f"What {recording.name} answers",
        tab="matching",
        name=recording.name,
        identity=identity_of(recording, context_of(request).rules),
        rules=context_of(request).rules.spelt,
    )
