"""Mistral, where its API is not OpenAI's.

Source: Mistral API reference, and the types of `mistralai` 3.7; seen 2026-11-23.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable

ERROR = {"object": "error", "message": MESSAGE, "type": "understudy_miss", "param": None, "code": "understudy_miss"}
MODELS = "mistralai.client.models"


def _completions(name: str, whole_type: str) -> Profile:
    """An API that answers as chat completions do."""
    return Profile(
        f"mistral-{name}",
        "mistral",
        (Route("POST", f"/{name}/completions", f"/v1/{name}/completions"),),
        ERROR,
        frame_type=f"{MODELS}.completionchunk.CompletionChunk",
        whole_type=f"{MODELS}.{whole_type.lower()}.{whole_type}",
        stable=(
            Stable("id", "{id}"),
            Stable("created", 0),
            Stable("choices.*.message.tool_calls.*.id", "{id}_{n}", is_repeated=True),
            Stable("choices.*.delta.tool_calls.*.id", "{id}_{n}", is_repeated=True),
        ),
        text=("choices.*.delta.content", "choices.*.message.content"),
        last_frames=(b"data: [DONE]",),
    )


PROFILES = (
    _completions("fim", "FIMCompletionResponse"),
    _completions("agents", "ChatCompletionResponse"),
    Profile(
        "mistral-classifications",
        "mistral",
        tuple(
            Route("POST", f"/{path}", f"/v1/{path}")
            for path in ("classifications", "chat/classifications", "chat/moderations")
        ),
        ERROR,
        whole_type=f"{MODELS}.classificationresponse.ClassificationResponse",
        stable=(Stable("id", "{id}"),),
    ),
)
