"""Cohere; and for reranking those who took over its shape: Together, Jina, vLLM.

Source: Cohere API reference, v2, seen 2026-11-22.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable

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
)
