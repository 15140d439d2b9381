"""Which API a request belongs to, by its method and path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from string import ascii_letters, digits

from understudy.apis import anthropic, bedrock, cohere, gemini, mistral, ollama, openai
from understudy.apis.generic import GENERIC
from understudy.apis.profile import Profile, Route

PROFILES: tuple[Profile, ...] = (
    *ollama.PROFILES,
    *bedrock.PROFILES,
    *cohere.PROFILES,
    *gemini.PROFILES,
    *anthropic.PROFILES,
    *mistral.PROFILES,
    *openai.PROFILES,
    GENERIC,
)

# What a base path is made of, where it says how a server is mounted and not what is asked: versions and the
# words that gateways and providers use (OpenRouter /api/v1, Groq /openai/v1, watsonx /ml/v1, Fireworks
# /inference/v1, Databricks /serving-endpoints; seen 2026-11). Any other segment is kept as meaning.
BASE = (
    r"(?:/(?:v1(?:alpha|beta)?\d*|api|openai|anthropic|gemini|ollama|azure|ml|inference|serving-endpoints"
    r"|compatible-mode|engines|llm|openai-compatible|generativelanguage|vertex|genai))*"
)

PLAIN = f"{ascii_letters}{digits}/:_-"
"""Stands for itself in a route's regular expression, of which none ends in an escape."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The API of a request, and the path that stands for it in the canonical form."""

    profile: Profile
    endpoint: str
    model: str | None
    """Where the path names it."""


@lru_cache(maxsize=4096)
def recognise(method: str, path: str) -> Recognised:
    """The first profile one of whose routes this is; `generic` where none is."""
    for profile, route in _ROUTES:
        if route.method == method and _may_be(route, path) and (found := _compiled(route).fullmatch(path)):
            groups = found.groupdict()
            return Recognised(profile, route.endpoint.format(**groups), groups.get("model"))
    return Recognised(GENERIC, path, None)


@lru_cache(maxsize=64)
def profile_named(name: str) -> Profile:
    """The profile of this name; `generic` where a newer version wrote a name that this one does not know."""
    return next((profile for profile in PROFILES if profile.name == name), GENERIC)


def _may_be(route: Route, path: str) -> bool:
    """False spares compiling: a route that ends in plain words is that of paths that do."""
    ending = route.path[len(route.path.rstrip(PLAIN)) :]
    return path.endswith(ending)


@cache
def _compiled(route: Route) -> re.Pattern[str]:
    return re.compile(("" if route.is_rooted else BASE) + route.path)


_ROUTES = tuple((profile, route) for profile in PROFILES for route in profile.routes)
