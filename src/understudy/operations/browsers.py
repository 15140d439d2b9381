"""Whose requests are not let in: those that a browser makes for the page of somebody else.

Any page can make a browser on this machine ask `http://127.0.0.1:8080`. What it cannot do is to hide where it comes
from: browsers name the page's origin (`origin`, `sec-fetch-site`), and a host name that an attacker points at this
machine stands in `host`.

Sources: Fetch Standard (Origin header); Fetch Metadata Request Headers (W3C).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

LOCAL = frozenset({"localhost", "ip6-localhost"})
WELCOME = frozenset({"same-origin", "none"})
"""Sites of `sec-fetch-site`; `none` is a person who typed the address."""


def stranger(headers: Iterable[tuple[bytes, bytes]], names: Iterable[str]) -> str | None:
    """What is wrong with where a request comes from, for people; None where nothing is.

    Args:
        names: hosts, beside this machine's own names and any IP address, by which we may be asked.
    """
    found = {
        name: value.decode("latin-1") for name, value in headers if name in (b"host", b"origin", b"sec-fetch-site")
    }
    host = found.get(b"host", "")
    if host and not _is_known(host, names):
        return f"the host {host!r} is not one by which this server is known; another one is told with --allow-host NAME"
    origin = found.get(b"origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return f"it comes from a page of {origin!r}"
    site = found.get(b"sec-fetch-site", "none")
    return None if site in WELCOME else f"it comes from a page of another site ({site})"


def _is_known(host: str, names: Iterable[str]) -> bool:
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return name in LOCAL or name.endswith(".localhost") or name in {each.lower() for each in names} or _is_address(name)


def _is_address(name: str) -> bool:
    """No name server is asked for an IP address: nobody can point it elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
