"""Which API an address on this server means, and where that API really is."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from understudy.apis import GENERIC, PROFILES, UPSTREAMS, Profile, recognise
from understudy.apis.upstreams import own_upstreams
from understudy.proxy.heads import wrong_path

VERSION = re.compile(r"v\d+((alpha|beta)\d*)?")
SCOPED = re.compile(r"/s/([^/]+)(/.*)")
"""A scope before the upstream: for clients that cannot send a header of their own."""

SHAPES = {
    "azure": "openai",
    "groq": "openai",
    "together": "openai",
    "openrouter": "openai",
    "vertex": "gemini",
}
"""Upstreams that have no profiles of their own, and whose they imitate."""

OWN_PATH = "mcp"
"""An upstream whose name is a path of its API as well: alone, `/mcp` is that path, and not the upstream's root."""

PATHS_HELD, LONGEST_HELD = 4096, 1024


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request belongs."""

    upstream: str
    """Its name, `openai`."""

    profile: Profile
    """Whose error shape the client understands."""

    url: str
    """The true one, without the query."""

    is_reachable: bool
    """Whether the host of `url` is one; else it is `<upstream>.invalid`, which does for matching."""

    is_given: bool = True
    """Whether the upstream was configured. Its provider's own address is a guess: many imitate its API."""

    scope: str | None = None
    """The one that the path names."""

    wrong: str | None = None
    """What makes the path one that is not sent anywhere, if so."""

    is_named_by_client: bool = False
    """Whether the client says which host it is, as to a forward proxy: that is lent no key, and may be out of reach."""


class Routing:
    """From paths on this server to targets."""

    def __init__(self, upstreams: Mapping[str, str]) -> None:
        self._given = upstreams
        self._bases = {**UPSTREAMS, **own_upstreams(os.environ), **upstreams}
        self._held = lru_cache(PATHS_HELD)(self._target)
        """Clients ask few paths, many times."""

    def target(self, method: str, path: str) -> Target:
        """Where a request belongs."""
        return self._held(method, path) if len(path) <= LONGEST_HELD else self._target(method, path)

    def _target(self, method: str, path: str) -> Target:
        scope, path = split_scope(path)
        name, rest = split_prefix(path)
        profile = recognise(method, rest or "/").profile
        if name is None:
            if profile.is_common and profile.upstream not in self._given:
                profile = GENERIC
            name = profile.upstream
        elif profile is GENERIC:
            profile = _shape(name)
        base = self._bases[name]
        url = joined(base or f"https://{name}.invalid", rest)
        return Target(name, profile, url, base is not None, name in self._given, scope, wrong_path(rest))


def split_scope(path: str) -> tuple[str | None, str]:
    """The scope that stands first in the path, percent-encoded, and the path that it stands before."""
    if found := SCOPED.fullmatch(path):
        return unquote(found[1]), found[2]
    return None, path


def split_prefix(path: str) -> tuple[str | None, str]:
    """The upstream that the path's first segment names, or None, and the upstream's own path; none is its base URL."""
    first, slash, rest = path.removeprefix("/").partition("/")
    if first in UPSTREAMS and (rest or first != OWN_PATH):
        return first, slash + rest
    return None, path


def joined(base: str, path: str) -> str:
    """A base URL and a path below it. A version that ends the one and begins the other is the same version."""
    base = base.rstrip("/")
    mounted = urlsplit(base).path
    version = mounted.rpartition("/")[2]
    if VERSION.fullmatch(version) and f"{path}/".startswith(f"/{version}/"):
        path = path[len(version) + 1 :]
    return base + (path or "/" * (not mounted))


def _shape(name: str) -> Profile:
    like = SHAPES.get(name, name)
    return next(profile for profile in PROFILES if profile.upstream == like)
