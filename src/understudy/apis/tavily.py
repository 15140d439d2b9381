"""Tavily: search, and what it found.

Source: Tavily API reference, seen 2026-11-23.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Stable, routes

HOST = "api.tavily.com"

PROFILES = (
    Profile(
        "tavily-search",
        "tavily",
        # `/search` is a path of many: the host says whose it is.
        routes("POST", "/search", "/extract", "/crawl", "/map", is_rooted=True, host=HOST),
        {"detail": {"error": MESSAGE}},
        stable=(Stable("request_id", "{id}"),),
        # Older clients send it in the body (seen 2026-04).
        credentials=("api_key",),
        noise=("response_time",),
        text=("answer",),
    ),
    Profile(
        "tavily-research",
        "tavily",
        (
            *routes("POST", "/research", is_rooted=True, host=HOST),
            *routes("GET", "/research/{research}", is_rooted=True, host=HOST),
        ),
        {"detail": {"error": MESSAGE}},
        stable=(Stable("request_id", "{id}", is_repeated=True),),
        credentials=("api_key",),
        noise=("response_time", "created_at"),
        text=("content",),
    ),
)
