"""OpenAI, and everything that speaks its surface: Azure, Groq, Together, vLLM, Ollama's /v1, watsonx, ….

Source: OpenAI API reference, seen 2026-11-22; the captures of five servers that imitate it.
"""

from __future__ import annotations

from typing import Any

from understudy.apis.profile import MESSAGE, Profile, Route, Stable

ERROR = {"error": {"message": MESSAGE, "type": "understudy_miss", "param": None, "code": "understudy_miss"}}
STABLE = (Stable("id", "{id}"), Stable("created", 0))
ITEM = "{id}_{n}"
ITEMS = ("output.*", "response.output.*", "item")
"""Where an answer of the Responses API holds what it consists of."""

# watsonx takes its project in the body or the query of OpenAI-shaped requests (seen 2026-04).
# A cache key sends alike prompts to one machine and changes no answer; openai-agents makes one for each run
# (openai-agents 0.24: run_internal/prompt_cache_key.py).
IDENTITY = ("project_id", "prompt_cache_key")
# What Groq says of its own work in OpenAI-shaped answers (its API reference, seen 2026-11).
GROQ_TIMES = ("queue_time", "prompt_time", "completion_time", "total_time")
GROQ = (
    Stable("x_groq.id", "{id}"),
    *(Stable(f"{usage}.{time}", 0) for usage in ("usage", "x_groq.usage") for time in GROQ_TIMES),
)
DONE = (b"data: [DONE]", b"data:[DONE]")


def _deployed(path: str) -> tuple[Route, ...]:
    """A route, and the same below an Azure deployment, whose name is the model."""
    deployment = r"/deployments/(?P<model>[^/]+)"
    return (
        Route("POST", f"/{path}", f"/v1/{path}"),
        Route("POST", f"{deployment}/{path}", f"/deployments/{{model}}/{path}"),
    )


def _profile(name: str, *routes: Route, **knowledge: Any) -> Profile:
    return Profile(f"openai-{name}", "openai", routes, ERROR, identity=IDENTITY, **knowledge)


PROFILES = (
    _profile(
        "chat",
        *_deployed("chat/completions"),
        frame_type="openai.types.chat.chat_completion_chunk.ChatCompletionChunk",
        whole_type="openai.types.chat.chat_completion.ChatCompletion",
        stable=(
            *STABLE,
            Stable("choices.*.message.tool_calls.*.id", ITEM, is_repeated=True),
            Stable("choices.*.delta.tool_calls.*.id", ITEM, is_repeated=True),
            *GROQ,
        ),
        noise=("obfuscation",),
        text=("choices.*.delta.content", "choices.*.message.content"),
        last_frames=DONE,
    ),
    _profile(
        "completions",
        *_deployed("completions"),
        frame_type="openai.types.completion.Completion",
        whole_type="openai.types.completion.Completion",
        stable=STABLE,
        text=("choices.*.text",),
        last_frames=DONE,
    ),
    _profile(
        "responses",
        Route("POST", "/responses", "/v1/responses"),
        frame_type="openai.types.responses.response_stream_event.ResponseStreamEvent",
        whole_type="openai.types.responses.response.Response",
        stable=(
            Stable("id", "{id}", is_repeated=True),
            Stable("created_at", 0),
            Stable("completed_at", 0),
            Stable("response.id", "{id}", is_repeated=True),
            Stable("response.created_at", 0),
            Stable("response.completed_at", 0),
            *(Stable(f"{place}.{name}", ITEM, is_repeated=True) for place in ITEMS for name in ("id", "call_id")),
            Stable("item_id", ITEM, is_repeated=True),
        ),
        noise=("obfuscation",),
        text=("response.output.*.content.*.text", "output.*.content.*.text"),
        last_frames=(*DONE, b"event: response.completed", b"event: response.failed", b"event: response.incomplete"),
    ),
    _profile(
        "embeddings",
        *_deployed("embeddings"),
        whole_type="openai.types.create_embedding_response.CreateEmbeddingResponse",
        # OpenAI gives none of them, Mistral and vLLM do.
        stable=STABLE,
    ),
    _profile(
        "models",
        Route("GET", "/models", "/v1/models"),
        Route("GET", "/models/(?P<model>.+)", "/v1/models/{model}"),
    ),
    _profile(
        "images",
        *_deployed("images/generations"),
        *_deployed("images/edits"),
        whole_type="openai.types.images_response.ImagesResponse",
        # OpenAI gives no id, Together does.
        stable=STABLE,
    ),
    _profile(
        "audio",
        *_deployed("audio/speech"),
        *_deployed("audio/transcriptions"),
        *_deployed("audio/translations"),
    ),
    _profile("moderations", *_deployed("moderations"), stable=(Stable("id", "{id}"),)),
)
