"""Jina: pages as text, and a search that reads them. Its embeddings are OpenAI's in shape, its reranking Cohere's.

Source: Jina's documentation of the Reader, seen 2026-11-23. The page that is asked for stands in the path.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route

PROFILES = tuple(
    Profile(
        f"jina-{name}",
        "jina",
        tuple(Route(method, "(?P<page>/.*)", "{page}", is_rooted=True, host=host) for method in ("GET", "POST")),
        {"data": None, "code": 404, "status": 40400, "message": MESSAGE},
        text=("data.content", "data.*.content"),
    )
    for name, host in (("reader", "r.jina.ai"), ("search", "s.jina.ai"))
)
