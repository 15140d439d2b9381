"""Which API a request belongs to, by its method and path; where a path is too common, by its host, too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from understudy.apis import (
    anthropic,
    bedrock,
    clouds,
    cohere,
    gemini,
    jina,
    live,
    mcp,
    mistral,
    ollama,
    openai,
    self_hosted,
    tavily,
)
from understudy.apis.generic import GENERIC
from understudy.apis.profile import Profile, Route

PROFILES: tuple[Profile, ...] = (
    *ollama.PROFILES,
    *bedrock.PROFILES,
    *cohere.PROFILES,
    *gemini.PROFILES,
    *anthropic.PROFILES,
    *mistral.PROFILES,
    *clouds.PROFILES,
    *tavily.PROFILES,
    *jina.PROFILES,
    *openai.PROFILES,
    *self_hosted.PROFILES,
    *live.PROFILES,
    *mcp.PROFILES,
    GENERIC,
)

# What a base path is made of, where it says how a server is mounted and not what is asked: versions and the
# words that gateways and providers use (OpenRouter /api/v1, Groq /openai/v1, watsonx /ml/v1, Fireworks
# /inference/v1, Databricks /serving-endpoints; seen 2026-11). Any other segment is kept as meaning.
BASE = (
    r"(?:/(?:v1(?:alpha|beta)?\d*|api|openai|anthropic|gemini|ollama|azure|ml|inference|serving-endpoints"
    r"|compatible-mode|engines|llm|openai-compatible|generativelanguage|vertex|genai))*"
)

VARIABLE = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[[^]]*\]")
"""What is not plain in a route's regular expression: groups, and classes of characters. Quantifiers follow these."""

PLAIN = re.compile(r"[\w/:-]+")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The API of a request, and the path that stands for it in the canonical form."""

    profile: Profile
    endpoint: str
    model: str | None
    """Where the path names it."""


@lru_cache(maxsize=4096)
def recognise(method: str, path: str, host: str = "") -> Recognised:
    """The first profile one of whose routes this is; `generic` where none is.

    Args:
        host: name of the server, without its port.
    """
    for profile, route, plain in _routes().get(method, ()):
        # All that is plain in a route stands in its paths: looking for that spares compiling most.
        if (not route.host or route.host == host) and all(part in path for part in plain):
            if not (found := _compiled(route).fullmatch(path)):
                continue
            groups = found.groupdict()
            return Recognised(profile, route.endpoint.format(**groups), groups.get("model"))
    return Recognised(GENERIC, path, None)


@lru_cache(maxsize=64)
def profile_named(name: str) -> Profile:
    """The profile of this name; `generic` where a newer version wrote a name that this one does not know."""
    return next((profile for profile in PROFILES if profile.name == name), GENERIC)


@cache
def _compiled(route: Route) -> re.Pattern[str]:
    return re.compile(("" if route.is_rooted else BASE) + route.path)


@cache
def _routes() -> dict[str, list[tuple[Profile, Route, list[str]]]]:
    """Those of each method, in the order of the profiles, with what is plain in them."""
    routes: dict[str, list[tuple[Profile, Route, list[str]]]] = {}
    for profile in PROFILES:
        for route in profile.routes:
            plain = [part for part in PLAIN.findall(VARIABLE.sub("\0", route.path)) if part != "/"]
            routes.setdefault(route.method, []).append((profile, route, plain))
    return routes
