"""Which HTTP proxy lies between us and an upstream, as the environment says."""

from __future__ import annotations

import ipaddress
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2


def proxy_for(scheme: str, host: str) -> str | None:
    """The URL of the proxy, or None. An upstream on this machine has none, whatever the environment says."""
    if _is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    url = proxies.get(scheme) or proxies.get("all")
    return url if url is None or "://" in url else f"http://{url}"


def opened(url: str) -> httpcore2.Proxy:
    """The proxy of this URL; user and password in it are what it asks for."""
    parts = urlsplit(url)
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return httpcore2.Proxy(f"{parts.scheme}://{host}{port}", auth=auth)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
