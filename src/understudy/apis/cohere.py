"""Cohere.

Source: Cohere API reference, v2, seen 2026-11-22.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable

ERROR = {"message": MESSAGE}

PROFILES = (
    Profile(
        "cohere-chat",
        "cohere",
        (Route("POST", "/v2/chat", "/v2/chat", is_rooted=True),),
        ERROR,
        stable=(Stable("id", "{id}"),),
        text=("delta.message.content.text", "message.content.*.text"),
    ),
)
