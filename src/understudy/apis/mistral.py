"""Mistral, where its API is not OpenAI's.

Source: Mistral API reference, and the types of `mistralai` 3.7; seen 2026-11-23. Its files and conversations have the
paths of OpenAI's, and other answers: ids are UUIDs, and a conversation is asked and answered in one request. What is
not told from others by its path is known by the host.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable, routes

ERROR = {"object": "error", "message": MESSAGE, "type": "understudy_miss", "param": None, "code": "understudy_miss"}
MODELS = "mistralai.client.models"
HOST = "api.mistral.ai"
ITEM = "{id}_{n}"


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
        turns="messages",
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
    Profile(
        "mistral-files",
        "mistral",
        (
            *routes("GET POST", "/v1/files", is_rooted=True, host=HOST),
            *routes("GET DELETE", "/v1/files/{file}", is_rooted=True, host=HOST),
            *routes("GET", "/v1/files/{file}/content", "/v1/files/{file}/url", is_rooted=True, host=HOST),
        ),
        ERROR,
        stable=(
            Stable("id", "{id}", is_repeated=True),
            # A line of a batch's results.
            Stable("response.body.id", ITEM),
        ),
        # A signed address is another one each time.
        noise=("created_at", "data.*.created_at", "url", "response.body.created"),
    ),
    Profile(
        "mistral-batches",
        "mistral",
        (
            *routes("GET POST", "/v1/batch/jobs", is_rooted=True, host=HOST),
            *routes("GET DELETE", "/v1/batch/jobs/{job}", is_rooted=True, host=HOST),
            *routes("POST", "/v1/batch/jobs/{job}/cancel", is_rooted=True, host=HOST),
        ),
        ERROR,
        whole_type=f"{MODELS}.batchjob.BatchJob",
        stable=(
            Stable("id", "{id}", is_repeated=True),
            *(Stable(name, ITEM, is_repeated=True) for name in ("output_file", "error_file")),
        ),
        noise=tuple(f"{place}{time}_at" for place in ("", "data.*.") for time in ("created", "started", "completed")),
    ),
    Profile(
        "mistral-conversations",
        "mistral",
        (
            *routes("GET POST", "/v1/conversations", is_rooted=True, host=HOST),
            *routes("GET POST DELETE", "/v1/conversations/{conversation}", is_rooted=True, host=HOST),
            *routes("POST", "/v1/conversations/{conversation}/restart", is_rooted=True, host=HOST),
            *routes(
                "GET",
                "/v1/conversations/{conversation}/history",
                "/v1/conversations/{conversation}/messages",
                is_rooted=True,
                host=HOST,
            ),
        ),
        ERROR,
        frame_type=f"{MODELS}.conversationevents.ConversationEvents",
        whole_type=f"{MODELS}.conversationresponse.ConversationResponse",
        stable=(
            Stable("conversation_id", "{id}", is_repeated=True),
            *(
                Stable(f"{place}{name}", ITEM, is_repeated=True)
                for place in ("", "outputs.*.", "entries.*.", "messages.*.")
                for name in ("id", "tool_call_id")
            ),
        ),
        noise=tuple(
            f"{place}{time}_at"
            for place in ("", "outputs.*.", "entries.*.", "messages.*.")
            for time in ("created", "completed", "updated")
        ),
        text=("outputs.*.content", "content"),
    ),
)
