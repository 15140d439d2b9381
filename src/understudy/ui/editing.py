"""Who may change something through a page: nobody, unless the server was started with `--edit`; then forms of ours.

A form is ours if its page's origin is our own, as browsers say it, and it has the token that only our pages show.
"""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs

from starlette.requests import Request

from understudy.ui.context import context_of

LARGEST = 16 * 2**20
"""Bytes of a form."""

MOST_FIELDS = 100
FORM = "application/x-www-form-urlencoded"


class NotAllowed(Exception):
    """A page may not do this, and why."""


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form of ours, each as it was given last.

    Raises:
        NotAllowed: pages are read-only here, or it is no form of ours.
    """
    context = context_of(request)
    if not context.token:
        raise NotAllowed("These pages are read-only.\n\n  Start the server with --edit to change something.")
    # What a browser says of a form is checked for everything that is asked of us; here something must be said.
    if not any(name in request.headers for name in ("origin", "sec-fetch-site")):
        raise NotAllowed("This was not sent by a browser, from a page of this server.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise NotAllowed("This is no form of a page of this server.")
    fields = parse_qs((await _body(request)).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    form = {name: values[-1] for name, values in fields.items()}
    if not hmac.compare_digest(form.pop("token", "").encode(), context.token.encode()):
        raise NotAllowed("This form is of an earlier run of this server.\n\n  Load its page again.")
    return form


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            raise NotAllowed(f"The form is larger than {LARGEST:,} bytes.")
    return bytes(body)
