"""Conversations over WebSocket: OpenAI's Realtime and Responses, Gemini Live.

Source: OpenAI API reference, Realtime events and "WebSocket mode" of Responses; Gemini API reference, Live API; the
types of `openai` 3.54 and `google-genai` 3.4; seen 2026-11-23.
"""

from __future__ import annotations

from understudy.apis import openai_responses
from understudy.apis.gemini_kept import ERROR, SAMPLES
from understudy.apis.openai_shape import ITEM, profile
from understudy.apis.profile import Profile, Route, Sound, Stable

METHOD = "WEBSOCKET"
"""Stands where other routes have their method, so that no plain GET of the address is the same request."""

EVENT = ("event_id",)
"""A client makes one for each of its messages, and an error repeats it."""

ITEMS = ("item", "response.output.*")

PROFILES = (
    profile(
        "realtime",
        Route(METHOD, "/realtime", "/v1/realtime"),
        frame_type="openai.types.realtime.realtime_server_event.RealtimeServerEvent",
        sent_type="openai.types.realtime.realtime_client_event.RealtimeClientEvent",
        stable=(
            Stable("session.id", "{id}", is_repeated=True),
            Stable("session.expires_at", 0),
            Stable("event_id", ITEM),
            *(
                Stable(path, ITEM, is_repeated=True)
                for path in (
                    "conversation.id",
                    "response.id",
                    "response.conversation_id",
                    "response_id",
                    "item_id",
                    "previous_item_id",
                    "call_id",
                    *(f"{place}.{name}" for place in ITEMS for name in ("id", "call_id")),
                )
            ),
        ),
        noise=("rate_limits", "obfuscation"),
        sent_noise=EVENT,
        text=("response.output.*.content.*.text", "response.output.*.content.*.transcript"),
        # Unless the session chooses otherwise.
        sound=(
            Sound("delta", "type", ("response.output_audio.delta", "response.audio.delta"), "pcm16"),
            Sound("audio", "type", ("input_audio_buffer.append",), "pcm16"),
        ),
    ),
    profile(
        "responses-live",
        Route(METHOD, "/responses", "/v1/responses"),
        frame_type="openai.types.responses.responses_server_event.ResponsesServerEvent",
        sent_type="openai.types.responses.responses_client_event.ResponsesClientEvent",
        stable=openai_responses.STABLE,
        noise=openai_responses.NOISE,
        sent_noise=EVENT,
        text=("response.output.*.content.*.text",),
    ),
    Profile(
        "gemini-live",
        "gemini",
        (
            Route(
                METHOD,
                r"/ws/google\.ai\.generativelanguage\.(?P<version>[^./]+)\.GenerativeService\.(?P<verb>Bidi\w+)",
                "/{version}/{verb}",
            ),
            Route(
                METHOD,
                r"/ws/google\.cloud\.aiplatform\.(?P<version>[^./]+)\.LlmBidiService/(?P<verb>Bidi\w+)",
                "/{version}/{verb}",
            ),
        ),
        ERROR,
        frame_type="google.genai.types.LiveServerMessage",
        sent_type="google.genai.types.LiveClientMessage",
        stable=(
            Stable("setupComplete.sessionId", "{id}", is_repeated=True),
            Stable("sessionResumptionUpdate.newHandle", ITEM, is_repeated=True),
            Stable("toolCall.functionCalls.*.id", ITEM, is_repeated=True),
            Stable("toolCallCancellation.ids.*", ITEM, is_repeated=True),
        ),
        noise=("goAway.timeLeft",),
        text=("serverContent.modelTurn.parts.*.text", "serverContent.outputTranscription.text"),
        sound=tuple(
            Sound(path, "mimeType", SAMPLES)
            for path in (
                "serverContent.modelTurn.parts.*.inlineData.data",
                "realtimeInput.audio.data",
                "realtimeInput.mediaChunks.*.data",
            )
        ),
    ),
)
