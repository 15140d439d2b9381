"""Keys, by value: what a client sends as a credential is in none of the texts of its request's line.

Names tell where a credential stands; an answer, or a field of another name, may repeat it all the same.
"""

from __future__ import annotations

from understudy.apis import GENERIC
from understudy.match import addressed
from understudy.model import Request
from understudy.proxy.asgi import Scope
from understudy.redact import Hiding, Secrets


def hiding(scope: Scope, request: Request | None, secrets: Secrets) -> Hiding:
    """Puts placeholders where a request's credentials stand.

    Args:
        request: as it was translated; None where it was not.
        secrets: the operator's, which an upstream may have repeated.
    """
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    if request is None:
        asked = Request(scope["method"], f"?{scope['query_string'].decode('latin-1')}", headers)
        profile = GENERIC
    else:
        asked, profile = request, addressed(request.method, request.url).recognised.profile
    _, hidden = secrets.of(asked, profile)
    return hidden
