"""The way from a forward proxy to the world, which must not lead to itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from understudy.errors import WrongUse
from understudy.interceptors.guard import is_here, plain
from understudy.upstream.proxies import proxy_for

ELSEWHERE = "elsewhere.invalid"


def check_way_out(port: int) -> None:
    """No proxy of the environment is the server that is to listen at this port.

    Raises:
        WrongUse: one is.
    """
    for scheme in ("https", "http"):
        proxy = proxy_for(scheme, ELSEWHERE)
        parts = urlsplit(proxy) if proxy else None
        if parts and port and parts.port == port and is_here(plain(parts.hostname or "")):
            variable = f"{scheme.upper()}_PROXY"
            raise WrongUse(
                f"{variable} is {proxy}, which is this server itself: what it sends would come back to it"
                f"\n\n  Set it for its clients alone: env -u {variable} -u {variable.lower()} understudy serve …"
            )
