"""Which server a client of the forward proxy means: `host:port` of a CONNECT, or the Host header of each request."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from understudy.apis import recognise
from understudy.proxy.routing import Target

ORIGIN = "understudy.origin"
"""Where a request's scope has the origin. It is not there where the client means this server."""

PORTS = {"http": 80, "https": 443}
AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@/?#\s]+)(:(?P<port>\d{1,5}))?")
TARGETS_HELD, LONGEST_HELD = 4096, 1024


@dataclass(frozen=True, slots=True)
class Authority:
    """A host and a port."""

    host: str
    """Without the brackets of an IPv6 address."""

    port: int

    def __str__(self) -> str:
        return f"{_bracketed(self.host)}:{self.port}"


@dataclass(frozen=True, slots=True)
class Origin:
    """A server, as a URL begins."""

    scheme: str
    authority: Authority

    def __str__(self) -> str:
        host, port = self.authority.host, self.authority.port
        return f"{self.scheme}://{_bracketed(host) if port == PORTS[self.scheme] else self.authority}"


def parse_authority(text: str, scheme: str) -> Authority | None:
    """The authority that is spelt so; None where it is none."""
    found = AUTHORITY.fullmatch(text)
    if found is None or not text.isascii():
        return None
    port = PORTS[scheme] if found["port"] is None else int(found["port"])
    return Authority(found["host"].strip("[]").lower(), port) if 0 < port < 2**16 else None


def target_at(origin: Origin, method: str, path: str) -> Target:
    """Where a request belongs that a client sends to this server. No base path is to be guessed, and no upstream."""
    return _held(origin, method, path) if len(path) <= LONGEST_HELD else _target(origin, method, path)


def _target(origin: Origin, method: str, path: str) -> Target:
    profile = recognise(method, path, origin.authority.host).profile
    return Target(origin.authority.host, profile, f"{origin}{path}", is_reachable=True, is_named_by_client=True)


_held = lru_cache(TARGETS_HELD)(_target)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
