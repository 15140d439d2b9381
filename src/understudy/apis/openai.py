"""OpenAI, and everything that speaks its surface: Azure, Groq, Together, vLLM, Ollama's /v1, watsonx, ….

Source: OpenAI API reference, seen 2026-11-22; the captures of five servers that imitate it.
"""

from __future__ import annotations

from understudy.apis import openai_files, openai_responses, openai_stores
from understudy.apis.openai_shape import BELOW, DONE, ITEM, profile
from understudy.apis.profile import Route, Sound, Stable

STABLE = (Stable("id", "{id}"), Stable("created", 0))
# What Groq says of its own work in OpenAI-shaped answers (its API reference, seen 2026-11).
GROQ_TIMES = ("queue_time", "prompt_time", "completion_time", "total_time")
GROQ = (
    Stable("x_groq.id", "{id}"),
    *(Stable(f"{usage}.{time}", 0) for usage in ("usage", "x_groq.usage") for time in GROQ_TIMES),
)
# Which machines answered, another one from call to call (recordings of 2026-04); how long llama.cpp took (its server's
# README) and Cerebras (its API reference); the seed that Together drew (types of `together` 3.1). Seen 2026-11-23.
BACKEND = ("system_fingerprint", "timings", "time_info", "choices.*.seed")

# Vertex AI has the chat of other makers' models below an endpoint of its own (its REST reference, seen 2026-11-23).
VERTEX = r"/projects/[^/]+/locations/[^/]+/endpoints/openapi"
MODELS = r"/(?P<model>.+)"


def _deployed(path: str) -> tuple[Route, ...]:
    """A route, and the same below an Azure deployment, whose name is the model."""
    deployment = r"/deployments/(?P<model>[^/]+)"
    return (
        Route("POST", f"/{path}", f"/v1/{path}"),
        Route("POST", f"{deployment}/{path}", f"/deployments/{{model}}/{path}"),
    )


PROFILES = (
    profile(
        "chat",
        *_deployed("chat/completions"),
        Route("POST", f"{VERTEX}/chat/completions", "/v1/chat/completions"),
        frame_type="openai.types.chat.chat_completion_chunk.ChatCompletionChunk",
        whole_type="openai.types.chat.chat_completion.ChatCompletion",
        stable=(
            *STABLE,
            Stable("choices.*.message.tool_calls.*.id", ITEM, is_repeated=True),
            Stable("choices.*.delta.tool_calls.*.id", ITEM, is_repeated=True),
            # What was said aloud is named in later turns.
            *(
                Stable(f"choices.*.{place}.audio.id", ITEM, is_repeated=True, begins=("audio_",))
                for place in ("message", "delta")
            ),
            *(Stable(f"choices.*.{place}.audio.expires_at", 0) for place in ("message", "delta")),
            # OpenRouter's id is asked for again: what did it cost (its API reference, seen 2026-11-23).
            Stable("id", "{id}", is_repeated=True, begins=("gen-",)),
            *GROQ,
        ),
        noise=("obfuscation", *BACKEND),
        text=("choices.*.delta.content", "choices.*.message.content"),
        # In a stream bare samples alone are spoken (2026-11).
        sound=(Sound("choices.*.delta.audio.data", format="pcm16"),),
        turns="messages",
        last_frames=DONE,
    ),
    profile(
        "completions",
        *_deployed("completions"),
        frame_type="openai.types.completion.Completion",
        whole_type="openai.types.completion.Completion",
        stable=STABLE,
        noise=BACKEND,
        text=("choices.*.text",),
        last_frames=DONE,
    ),
    profile(
        "embeddings",
        *_deployed("embeddings"),
        whole_type="openai.types.create_embedding_response.CreateEmbeddingResponse",
        # OpenAI gives none of them, Mistral and vLLM do.
        stable=STABLE,
    ),
    profile(
        "models",
        Route("GET", "/models", "/v1/models"),
        Route("GET", f"/models{MODELS}", "/v1/models/{model}"),
        Route("DELETE", f"{BELOW}/models{MODELS}", "/v1/models/{model}"),
        # vLLM makes them up for each answer (its protocol.py, seen 2026-11-23).
        noise=("data.*.created", "data.*.permission.*.id", "data.*.permission.*.created"),
    ),
    profile(
        "images",
        *_deployed("images/generations"),
        *_deployed("images/edits"),
        *_deployed("images/variations"),
        whole_type="openai.types.images_response.ImagesResponse",
        # OpenAI gives no id, Together does.
        stable=STABLE,
    ),
    profile(
        "audio",
        *_deployed("audio/speech"),
        *_deployed("audio/transcriptions"),
        *_deployed("audio/translations"),
        # Speech with `stream_format: "sse"`.
        sound=(Sound("audio", "type", ("speech.audio.delta",)),),
    ),
    profile("moderations", *_deployed("moderations"), stable=(Stable("id", "{id}"),)),
    *openai_responses.PROFILES,
    *openai_files.PROFILES,
    *openai_stores.PROFILES,
)
