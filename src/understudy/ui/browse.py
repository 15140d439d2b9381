"""Browse: all recordings of the store, searched, filtered and page by page."""

from __future__ import annotations

from dataclasses import asdict, replace

from starlette.requests import Request
from starlette.responses import Response

from understudy.operations.catalogue import MOST_COUNTED, ORDERS, STATES, Catalogue, Making, Query
from understudy.ui.answers import as_json, page
from understudy.ui.context import PATIENCE_S, context_of

ROWS = 50
LONGEST_TEXT = 500
"""Characters that are looked for."""


def browse(request: Request) -> Response:
    """The page; only its rows where a script asks for those."""
    context = context_of(request)
    is_part = request.query_params.get("part") == "rows"
    # Who types waits for nothing but the rows.
    context.catalogue.look(0 if is_part else PATIENCE_S)
    query, standing = query_of(request), context.standing
    found = context.catalogue.page(query, ROWS, standing)
    states = [state for state in STATES if standing is not None or state not in ("played", "unused", "orphan")]
    parameters = {name: value for name, value in asdict(query).items() if value != getattr(Query(), name)}
    return page(
        request,
        "rows.html" if is_part else "browse.html",
        title="Recordings",
        query=query,
        parameters={name: value for name, value in parameters.items() if name != "after"},
        found=found,
        is_more_counted=found.count > MOST_COUNTED,
        most_counted=MOST_COUNTED,
        next_key=found.rows[-1].key if found.has_more else "",
        standing=standing,
        facets=None if is_part else _facets(context.catalogue, query),
        states=states,
        orders=list(ORDERS),
        making=_shown(context.catalogue),
        trouble=context.catalogue.trouble,
    )


def making(request: Request) -> Response:
    """How far the catalogue is, for a script that waits for it."""
    catalogue = context_of(request).catalogue
    catalogue.look(0)
    return as_json(None if catalogue.making is None else asdict(catalogue.making))


def _shown(catalogue: Catalogue) -> Making | None:
    """How far reading is; nothing where files are only looked at whether they have changed."""
    making = catalogue.making
    return making if making and (making.of or not catalogue.is_whole) else None


def query_of(request: Request) -> Query:
    """What the address asks for; what it does not know is left out."""
    asked = {name: request.query_params.get(name, "") for name in asdict(Query())}
    query = replace(Query(**asked), text=asked["text"].strip()[:LONGEST_TEXT])
    return query if query.order in ORDERS else replace(query, order="newest")


def _facets(catalogue: Catalogue, query: Query) -> dict[str, list[tuple[str, int]]]:
    """What can be chosen, and how many recordings have it; what is chosen is always among it."""
    found = {name: catalogue.facet(name) for name in ("api", "model", "scope", "tag")}
    for name, values in found.items():
        chosen = getattr(query, name)
        if chosen and chosen not in dict(values):
            values.insert(0, (chosen, 0))
    return found
