"""What a page answers with: a template that was filled in, or bytes that a browser must not take for a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

import understudy
from understudy.redact import redacted_text
from understudy.ui import showing

TEMPLATES = Path(__file__).parent / "templates"
INERT = {"content-security-policy": "default-src 'none'; sandbox"}
"""Of bytes that come from a recording: whatever they are, they run nothing."""


class NotFound(Exception):
    """Nothing is at this address, and why."""


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page."""
    base = request.scope.get("root_path", "")

    def url(path: str, **parameters: Any) -> str:
        given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
        query = urlencode(given, errors="replace")
        return f"{base}{path}{'?' * bool(query)}{query}"

    context = request.app.state.context
    common = {
        "url": url,
        "store": str(context.store),
        "session": context.session,
        "places": context.places,
        "token": Markup(context.token),
        "version": understudy.__version__,
    }
    html = _environment.get_template(template).render(path=request.url.path.removeprefix(base), **common, **values)
    # Half a surrogate pair has no UTF-8, and recordings may hold one.
    return Response(html.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")


def rendered(template: str, **values: Any) -> bytes:
    """A template that is no page, filled in."""
    return _environment.get_template(template).render(values).encode()


def as_json(content: Any) -> Response:
    """JSON, for a script of ours; in ASCII, as half a surrogate pair has no UTF-8."""
    return Response(json.dumps(content), media_type="application/json")


def inert(content: bytes, media_type: str, name: str = "") -> Response:
    """Bytes of a recording, of a type that was chosen here.

    Args:
        name: of the file as which they are saved; empty where they are shown.
    """
    disposition = {"content-disposition": f'attachment; filename="{name}"'} if name else {}
    return Response(content, media_type=media_type, headers={**INERT, **disposition})


def _shown(value: Any) -> Any:
    """Every text that a page shows has passed the redactor."""
    return redacted_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_environment = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_shown,
)
_environment.filters.update(showing.FILTERS)
_environment.tests.update(showing.TESTS)
