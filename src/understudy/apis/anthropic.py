"""Anthropic Messages, and servers that imitate it.

Source: Anthropic API reference (Messages, streaming, message batches, files), and the types of `anthropic` 2.12;
seen 2026-11-23. On Vertex AI its models answer below `publishers/anthropic`, in the same shape. A file is found under
the path that OpenAI's files have: elsewhere than at Anthropic itself they are theirs (`openai_files.py`).
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable, routes

ERROR = {"type": "error", "error": {"type": "not_found_error", "message": MESSAGE}}
# Who the end user is, for finding abuse: no part of the question. Claude Code makes one for each session.
IDENTITY = ("metadata.user_id",)
NOISE = ("request_id",)
NEVER = "1970-01-01T00:00:00Z"
BATCHES = "/messages/batches"
VERTEX = r"/projects/[^/]+/locations/[^/]+/publishers/anthropic/models"
HOST = "api.anthropic.com"

STABLE = (
    Stable("id", "{id}"),
    Stable("message.id", "{id}"),
    Stable("content.*.id", "{id}_{n}", is_repeated=True),
    Stable("content_block.id", "{id}_{n}", is_repeated=True),
    # Where code ran: a later request may go on there.
    *(
        Stable(f"{place}container.id", "{id}_{n}", is_repeated=True, begins=("container_",))
        for place in ("", "message.", "delta.")
    ),
    *(Stable(f"{place}container.expires_at", NEVER) for place in ("", "message.", "delta.")),
    # What the code wrote, to be fetched.
    *(
        Stable(f"{place}.content.content.*.file_id", "{id}_{n}", is_repeated=True, begins=("file_",))
        for place in ("content.*", "content_block")
    ),
)


def _times(*events: str) -> tuple[str, ...]:
    return tuple(f"{place}{event}_at" for place in ("", "data.*.") for event in events)


def _messages(name: str, upstream: str, routes: tuple[Route, ...], last_frames: tuple[bytes, ...]) -> Profile:
    return Profile(
        name,
        upstream,
        routes,
        ERROR,
        frame_type="anthropic.types.raw_message_stream_event.RawMessageStreamEvent",
        whole_type="anthropic.types.message.Message",
        stable=STABLE,
        noise=NOISE,
        identity=IDENTITY,
        credentials=("mcp_servers.*.authorization_token",),
        text=("delta.text", "content.*.text"),
        turns="messages",
        last_frames=last_frames,
    )


PROFILES = (
    _messages(
        "anthropic-messages",
        "anthropic",
        (Route("POST", "/messages", "/v1/messages"),),
        last_frames=(b"event: message_stop", b"data: [DONE]"),
    ),
    Profile(
        "anthropic-count-tokens",
        "anthropic",
        (Route("POST", "/messages/count_tokens", "/v1/messages/count_tokens"),),
        ERROR,
        whole_type="anthropic.types.message_tokens_count.MessageTokensCount",
    ),
    Profile(
        "anthropic-batches",
        "anthropic",
        (
            *routes("POST GET", BATCHES, endpoint="/v1"),
            *routes("GET DELETE", BATCHES + "/{batch}", endpoint="/v1"),
            *routes("POST", BATCHES + "/{batch}/cancel", endpoint="/v1"),
        ),
        ERROR,
        whole_type="anthropic.types.messages.message_batch.MessageBatch",
        stable=(
            Stable("id", "{id}", is_repeated=True, begins=("msgbatch_",)),
            *(Stable(path, NEVER) for path in _times("archived", "cancel_initiated", "created", "ended", "expires")),
        ),
        noise=NOISE,
    ),
    Profile(
        "anthropic-batch-results",
        "anthropic",
        routes("GET", BATCHES + "/{batch}/results", endpoint="/v1"),
        ERROR,
        frame_type="anthropic.types.messages.message_batch_individual_response.MessageBatchIndividualResponse",
        whole_type="anthropic.types.messages.message_batch_individual_response.MessageBatchIndividualResponse",
        stable=(
            Stable("result.message.id", "{id}_{n}"),
            Stable("result.message.content.*.id", "{id}_{n}", is_repeated=True),
        ),
        noise=("result.error.request_id", *NOISE),
        text=("result.message.content.*.text",),
    ),
    Profile(
        "anthropic-files",
        "anthropic",
        (
            *routes("GET POST", "/v1/files", is_rooted=True, host=HOST),
            *routes("GET DELETE", "/v1/files/{file}", is_rooted=True, host=HOST),
            *routes("GET", "/v1/files/{file}/content", is_rooted=True, host=HOST),
        ),
        ERROR,
        whole_type="anthropic.types.file_metadata.FileMetadata",
        stable=(Stable("id", "{id}", is_repeated=True, begins=("file_",)),),
        # As in the profile that has the same paths elsewhere.
        noise=(*NOISE, *_times("created", "expires")),
    ),
    _messages(
        "vertex-anthropic",
        "vertex",
        tuple(
            Route("POST", f"{VERTEX}/(?P<model>[^/:]+):{verb}", f"/publishers/anthropic/models/{{model}}:{verb}")
            for verb in ("rawPredict", "streamRawPredict")
        ),
        last_frames=(b"event: message_stop",),
    ),
)
