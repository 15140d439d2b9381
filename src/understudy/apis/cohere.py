"""Cohere; and for reranking those who took over its shape: Together, Jina, vLLM.

Source: Cohere API reference, and the types of `cohere` 7.3; seen 2026-11-23. The older chat has a path that many
servers have.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable, routes

ERROR = {"message": MESSAGE}


def _versions(name: str) -> tuple[Route, ...]:
    return tuple(Route("POST", f"/{version}/{name}", f"/{version}/{name}", is_rooted=True) for version in ("v1", "v2"))


PROFILES = (
    Profile(
        "cohere-chat",
        "cohere",
        (Route("POST", "/v2/chat", "/v2/chat", is_rooted=True),),
        ERROR,
        frame_type="cohere.v2.types.v2chat_stream_response.V2ChatStreamResponse",
        whole_type="cohere.v2.types.v2chat_response.V2ChatResponse",
        stable=(
            Stable("id", "{id}"),
            Stable("message.tool_calls.*.id", "{id}_{n}", is_repeated=True),
            # A frame of a stream names one.
            Stable("delta.message.tool_calls.id", "{id}_{n}", is_repeated=True),
        ),
        text=("delta.message.content.text", "message.content.*.text"),
        turns="messages",
        last_frames=(b"event: message-end", b"data: [DONE]"),
    ),
    Profile(
        "cohere-embed",
        "cohere",
        _versions("embed"),
        ERROR,
        whole_type="cohere.types.embed_by_type_response.EmbedByTypeResponse",
        stable=(Stable("id", "{id}"),),
    ),
    Profile(
        "cohere-rerank",
        "cohere",
        _versions("rerank"),
        ERROR,
        whole_type="cohere.v2.types.v2rerank_response.V2RerankResponse",
        stable=(Stable("id", "{id}"),),
    ),
    Profile(
        "cohere-chat-1",
        "cohere",
        routes("POST", "/v1/chat", is_rooted=True, host="api.cohere.com"),
        ERROR,
        frame_type="cohere.types.streamed_chat_response.StreamedChatResponse",
        whole_type="cohere.types.non_streamed_chat_response.NonStreamedChatResponse",
        stable=tuple(
            Stable(f"{place}{name}", "{id}") for place in ("", "response.") for name in ("response_id", "generation_id")
        ),
        text=("text",),
    ),
    Profile(
        "cohere-classify",
        "cohere",
        routes("POST", "/v1/classify", is_rooted=True, host="api.cohere.com"),
        ERROR,
        whole_type="cohere.types.classify_response.ClassifyResponse",
        stable=(Stable("id", "{id}"), Stable("classifications.*.id", "{id}_{n}")),
    ),
    Profile(
        "cohere-batches",
        "cohere",
        (
            *routes("GET POST", "/v2/batches", is_rooted=True),
            *routes("GET", "/v2/batches/{batch}", is_rooted=True),
            *routes("POST", "/v2/batches/{batch}:cancel", is_rooted=True),
        ),
        ERROR,
        stable=(Stable("batch.id", "{id}", is_repeated=True),),
        noise=tuple(f"{place}.{time}" for place in ("batch", "batches.*") for time in ("created_at", "updated_at")),
    ),
)
