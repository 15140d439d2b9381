"""IBM watsonx.ai and Databricks, where they do not speak OpenAI's surface.

Source: the types of IBM's `watsonx-ai` SDK for Node 1.7, the API reference of watsonx.ai, and Databricks' REST
reference of serving endpoints; seen 2026-11-23.
"""

from __future__ import annotations

from typing import Any

from understudy.apis.openai_shape import DONE
from understudy.apis.profile import MESSAGE, Profile, Stable, routes

WATSONX_ERROR = {"errors": [{"code": "understudy_miss", "message": MESSAGE}], "trace": "", "status_code": 404}
NEVER = "1970-01-01T00:00:00.000Z"
ITEM = "{id}_{n}"
TIMES = (Stable("created_at", NEVER), Stable("created", 0))
CALLS = tuple(Stable(f"choices.*.{place}.tool_calls.*.id", ITEM, is_repeated=True) for place in ("message", "delta"))
TEXT = ("choices.*.delta.content", "choices.*.message.content")


def _watsonx(name: str, *verbs: str, **knowledge: Any) -> Profile:
    """By a model that the body names, and by a deployment that the path does."""
    places = (place for verb in verbs for place in (f"/ml/v1/text/{verb}", f"/ml/v1/deployments/{{model}}/text/{verb}"))
    return Profile(
        f"watsonx-{name}",
        "watsonx",
        routes("POST", *places, is_rooted=True),
        WATSONX_ERROR,
        # Whose project or space pays.
        credentials=("project_id", "space_id"),
        **knowledge,
    )


PROFILES = (
    _watsonx(
        "generate",
        "generation",
        "generation_stream",
        stable=TIMES,
        text=("results.*.generated_text",),
    ),
    _watsonx("chat", "chat", "chat_stream", stable=(Stable("id", "{id}"), *TIMES, *CALLS), text=TEXT, turns="messages"),
    _watsonx("embed", "embeddings", stable=TIMES),
    _watsonx("rerank", "rerank", stable=TIMES),
    _watsonx("tokenize", "tokenization", stable=TIMES),
    Profile(
        "databricks-invoke",
        "databricks",
        routes("POST", "/serving-endpoints/{model}/invocations", is_rooted=True),
        {"error_code": "UNDERSTUDY_MISS", "message": MESSAGE},
        # What a model of the customer's own answers is the customer's.
        stable=(Stable("id", "{id}", begins=("chatcmpl", "cmpl-", "msg_", "embd-")), *CALLS),
        noise=("created", "system_fingerprint"),
        text=(*TEXT, "choices.*.text"),
        turns="messages",
        last_frames=DONE,
    ),
)
