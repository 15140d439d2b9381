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
MARKS = frozenset({b"origin", b"sec-fetch-site"})
"""Headers that browsers add, and pages cannot take away."""

WELCOME = frozenset({"same-origin", "none"})
"""Sites of `sec-fetch-site`; `none` is a person who typed the address."""


NOBODYS = frozenset({"internal", "local", "localhost", "test", "lan", "corp", "home", "home.arpa"})
"""Ends of names that no name server of the internet knows (RFC 6761, 6762, 8375; ICANN's reserved `internal`)."""


def intruder(headers: Iterable[tuple[bytes, bytes]], names: Iterable[str], *, any_host: bool) -> str | None:
    """The same of a request to an API. Programs may call us by any name that no stranger can point at this machine: a
    container's, `host.docker.internal`; what says of itself that a browser sent it may not.

    Args:
        any_host: whether the name says nothing, as where a key is demanded.
    """
    headers = list(headers)
    if any(name in MARKS for name, _ in headers):
        return stranger(headers, names)
    host = next((value.decode("latin-1") for name, value in headers if name == b"host"), "")
    if not host or any_host or _is_known(host, names) or _is_nobodys(host):
        return None
    return _unknown(host)


def _is_nobodys(host: str) -> bool:
    name = host.rpartition(":")[0] or host
    name = name.rstrip(".").lower()
    return "." not in name or any(name.endswith(f".{end}") for end in NOBODYS)


def _unknown(host: str) -> str:
    return f"the host {host!r} is not one by which this server is known; another one is told with --allow-host NAME"


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
        return _unknown(host)
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
