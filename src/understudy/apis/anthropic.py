"""Anthropic Messages, and servers that imitate it.

Source: Anthropic API reference, Messages and streaming, seen 2026-11-22.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route, Stable

ERROR = {"type": "error", "error": {"type": "not_found_error", "message": MESSAGE}}

PROFILES = (
    Profile(
        "anthropic-messages",
        "anthropic",
        (Route("POST", "/messages", "/v1/messages"),),
        ERROR,
        frame_type="anthropic.types.raw_message_stream_event.RawMessageStreamEvent",
        whole_type="anthropic.types.message.Message",
        stable=(
            Stable("id", "{id}"),
            Stable("message.id", "{id}"),
            Stable("content.*.id", "{id}_{n}", is_repeated=True),
            Stable("content_block.id", "{id}_{n}", is_repeated=True),
        ),
        text=("delta.text", "content.*.text"),
        last_frames=(b"event: message_stop", b"data: [DONE]"),
    ),
    Profile(
        "anthropic-count-tokens",
        "anthropic",
        (Route("POST", "/messages/count_tokens", "/v1/messages/count_tokens"),),
        ERROR,
        whole_type="anthropic.types.message_tokens_count.MessageTokensCount",
    ),
)
