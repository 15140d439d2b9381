"""OpenAI's Responses, what is kept of them, and conversations.

Source: OpenAI API reference, and the types of `openai` 3.54; seen 2026-11-23.
"""

from __future__ import annotations

from understudy.apis.openai_shape import BELOW, CREDENTIALS, DONE, ITEM, profile
from understudy.apis.profile import Route, Stable, routes

ITEMS = ("output.*", "response.output.*", "item")
"""Where an answer holds what it consists of."""

STABLE = (
    Stable("id", "{id}", is_repeated=True),
    Stable("created_at", 0),
    Stable("completed_at", 0),
    Stable("response.id", "{id}", is_repeated=True),
    Stable("response.created_at", 0),
    Stable("response.completed_at", 0),
    *(Stable(f"{place}.{name}", ITEM, is_repeated=True) for place in ITEMS for name in ("id", "call_id")),
    Stable("item_id", ITEM, is_repeated=True),
    # Where the answer's tools ran.
    *(Stable(f"{place}.container_id", ITEM, is_repeated=True, begins=("cntr_",)) for place in ITEMS),
)
# One item, or a page of them. Paths such as `/v1/conversations` are those of many servers: ids are known by their
# beginnings, and times are noise.
LISTED = tuple(
    Stable(f"{place}{name}", ITEM, is_repeated=True, begins=prefixes)
    for place in ("", "data.*.", "output.*.")
    for name, prefixes in {
        "id": ("msg_", "rs_", "fc_", "fs_", "ws_", "ci_", "cu_", "ig_", "mcp_", "mcpl_", "mcpr_"),
        "call_id": ("call_",),
    }.items()
)
# An answer repeats where a cache may help, which does not count in a request.
NOISE = ("obfuscation", "prompt_cache_key", "response.prompt_cache_key")

PROFILES = (
    profile(
        "responses",
        Route("POST", "/responses", "/v1/responses"),
        frame_type="openai.types.responses.response_stream_event.ResponseStreamEvent",
        whole_type="openai.types.responses.response.Response",
        stable=STABLE,
        noise=NOISE,
        text=("response.output.*.content.*.text", "output.*.content.*.text"),
        # What a server of tools is shown.
        credentials=(*CREDENTIALS, "tools.*.authorization", "tools.*.headers.Authorization"),
        turns="input",
        before="previous_response_id",
        last_frames=(*DONE, b"event: response.completed", b"event: response.failed", b"event: response.incomplete"),
    ),
    profile(
        "stored-responses",
        *routes("GET DELETE", "/responses/{response}", below=BELOW, endpoint="/v1"),
        *routes("POST", "/responses/compact", "/responses/{response}/cancel", below=BELOW, endpoint="/v1"),
        *routes("GET", "/responses/{response}/input_items", below=BELOW, endpoint="/v1"),
        frame_type="openai.types.responses.response_stream_event.ResponseStreamEvent",
        # What was asked for by its id has its name. New are the items of a question, and what is made shorter.
        stable=(Stable("id", "{id}", is_repeated=True, begins=("resp_",)), *LISTED),
        noise=(*NOISE, "created_at", "completed_at", "response.created_at", "response.completed_at"),
        identity=(),
        credentials=(),
        text=("response.output.*.content.*.text", "output.*.content.*.text"),
        last_frames=DONE,
    ),
    profile(
        "response-tokens",
        *routes("POST", "/responses/input_tokens", below=BELOW, endpoint="/v1"),
        whole_type="openai.types.responses.input_token_count_response.InputTokenCountResponse",
    ),
    profile(
        "conversations",
        *routes("POST", "/conversations", "/conversations/{conversation}", below=BELOW, endpoint="/v1"),
        *routes("GET DELETE", "/conversations/{conversation}", below=BELOW, endpoint="/v1"),
        *routes("GET POST", "/conversations/{conversation}/items", below=BELOW, endpoint="/v1"),
        *routes("GET DELETE", "/conversations/{conversation}/items/{item}", below=BELOW, endpoint="/v1"),
        stable=(
            Stable("id", "{id}", is_repeated=True, begins=("conv_",)),
            *LISTED,
        ),
        noise=("created_at",),
        identity=(),
        credentials=(),
    ),
)
