"""Overview: what the store holds, and what it saves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from understudy.operations.catalogue import Overview
from understudy.ui.answers import INERT, NotFound, page, rendered
from understudy.ui.context import PATIENCE_S, context_of
from understudy.ui.plots import Plot, over_time, short, spread


def _time(ms: int) -> str:
    return f"{ms} ms" if ms < 1000 else f"{ms / 1000:.3g} s" if ms < 60_000 else f"{ms / 60_000:.3g} min"


def _size(count: int) -> str:
    return f"{short(count)}B"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is plotted."""

    title: str
    plot: Callable[[str, Overview], Plot | None]


PLOTS = {
    "recorded": Drawn("Recorded", lambda title, found: over_time(title, found.days)),
    "first-frame": Drawn("Time to the first frame", lambda title, found: spread(title, found.first_ms, _time)),
    "whole-answer": Drawn("Time to the whole answer", lambda title, found: spread(title, found.duration_ms, _time)),
    "tokens-asked": Drawn("Tokens asked", lambda title, found: spread(title, found.tokens_in, short)),
    "tokens-answered": Drawn("Tokens answered", lambda title, found: spread(title, found.tokens_out, short)),
    "file-sizes": Drawn("Sizes of files", lambda title, found: spread(title, found.file_bytes, _size)),
}
"""By the name of the file that each can be saved as."""


def overview(request: Request) -> Response:
    """The page."""
    context = context_of(request)
    context.catalogue.look(PATIENCE_S)
    found, session = context.catalogue.overview(), context.session
    played = dict(session.journal.played) if session else {}
    return page(
        request,
        "overview.html",
        title="Overview",
        found=found,
        saved=context.catalogue.saved(played) if session else None,
        journal=session.journal if session else None,
        plots={name: drawn.plot(drawn.title, found) for name, drawn in PLOTS.items()},
        titles={name: drawn.title for name, drawn in PLOTS.items()},
        making=context.catalogue.making,
        trouble=context.catalogue.trouble,
    )


def plot_file(request: Request) -> Response:
    """One plot as a file of its own, which brings its colours."""
    catalogue = context_of(request).catalogue
    catalogue.look(PATIENCE_S)
    drawn = PLOTS.get(request.query_params.get("of", ""))
    plot = drawn and drawn.plot(drawn.title, catalogue.overview())
    if plot is None:
        raise NotFound("There is no such plot.")
    return Response(rendered("plot.svg", plot=plot), media_type="image/svg+xml", headers=INERT)
