"""Ollama's own API.

Source: Ollama API documentation, seen 2026-11-23. A tool call may have an id, which the result names
(`ToolCall` in its api/types.go).
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable

ERROR = {"error": MESSAGE}
STABLE = (
    Stable("created_at", "1970-01-01T00:00:00.000000Z"),
    Stable("total_duration", 0),
    Stable("load_duration", 0),
    Stable("prompt_eval_duration", 0),
    Stable("eval_duration", 0),
)
CALLS = Stable("message.tool_calls.*.id", "{id}_{n}", is_repeated=True)


def _profile(name: str, type_: str, *text: str, method: str = "POST", turns: str = "") -> Profile:
    return Profile(
        f"ollama-{name}",
        "ollama",
        (Route(method, f"/api/{name}", f"/api/{name}", is_rooted=True),),
        ERROR,
        frame_type=f"ollama._types.{type_}",
        whole_type=f"ollama._types.{type_}",
        stable=(*STABLE, CALLS) if turns else STABLE,
        # When a model that is loaded will be no more.
        noise=("models.*.expires_at",) if name == "ps" else (),
        text=text,
        turns=turns,
    )


PROFILES = (
    _profile("chat", "ChatResponse", "message.content", turns="messages"),
    _profile("generate", "GenerateResponse", "response"),
    _profile("embed", "EmbedResponse"),
    _profile("embeddings", "EmbeddingsResponse"),
    _profile("show", "ShowResponse"),
    _profile("pull", "ProgressResponse"),
    _profile("tags", "ListResponse", method="GET"),
    _profile("ps", "ProcessResponse", method="GET"),
)
