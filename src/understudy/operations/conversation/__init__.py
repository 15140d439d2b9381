"""A recording as a conversation: who said what, whichever API carried it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from understudy.apis import Usage, profile_named, usage_of
from understudy.model import Call, Recording, Request, Response
from understudy.operations.conversation.answers import error_turn, file_turn, turns_answered
from understudy.operations.conversation.asked import settings, turns_asked
from understudy.operations.conversation.events import asked_content, events_of
from understudy.operations.conversation.media import whole_body
from understudy.operations.conversation.messages import is_conversation, sounds_in, turns_of
from understudy.operations.conversation.parts import (
    Media,
    Other,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Vectors,
)
from understudy.operations.conversation.streams import whole_of

__all__ = [
    "Media",
    "Other",
    "Part",
    "Reasoning",
    "Text",
    "ToolCall",
    "ToolResult",
    "Turn",
    "Usage",
    "Vectors",
    "answered",
    "asked",
    "asked_content",
    "json_within",
    "question",
    "settings_of",
    "usage",
    "whole_answer",
]


ODD = (AttributeError, LookupError, TypeError, ValueError, ArithmeticError)
"""What Python raises where JSON is not what its API has there, as in what a stranger wrote: it is shown as it is."""


def asked(recording: Recording) -> tuple[Turn, ...]:
    """The turns of the request."""
    request = recording.request
    if isinstance(request, Call):
        call = ToolCall(request.name, dict(request.arguments))
        return (Turn(request.provider or "call", (call,)),)
    content = asked_content(request)
    try:
        turns = [] if recording.api == "generic" else turns_asked(content)
    except ODD:
        turns = []
    if turns or not request.body:
        return tuple(turns)
    if content is None:
        return (Turn("user", (_bytes(request),)),)
    return (Turn("user", (Other(content),)),)


def answered(recording: Recording) -> tuple[Turn, ...]:
    """The turns of the answer, streams joined."""
    response = recording.response
    if isinstance(recording.request, Call) or (response.status is None and recording.frames):
        shown = [frame.content for frame in recording.frames]
        return (Turn("result", (ToolResult("", tuple(map(_shown, shown))),)),)
    if response.status is None or not response.body:
        return ()
    if is_conversation(response):
        return turns_of(response, profile_named(recording.api).sound)
    events = events_of(recording)
    if not events:
        return (_plain(response),)
    as_they_are = (Turn("assistant", tuple(Other(event) for event in events)),)
    try:
        if response.status >= 400:
            return (error_turn(events[0] if len(events) == 1 else events),)
        is_whole = not recording.is_streaming and len(events) == 1
        whole = events[0] if is_whole else whole_of(recording.api, events)
        return as_they_are if whole is None else tuple(turns_answered(recording.api, whole))
    except ODD:
        return as_they_are


def json_within(recording: Recording) -> list[Any]:
    """The JSON of a recording: what was asked, every frame of the answer that has any, and the whole of them, or what
    was heard in a conversation, in base64."""
    request = recording.request
    if isinstance(request, Call):
        return [dict(request.arguments), *(frame.content for frame in recording.frames)]
    if is_conversation(recording.response):
        heard = sounds_in(recording.response, profile_named(recording.api).sound)
        return [*events_of(recording), [base64.b64encode(each).decode() for each in heard]]
    whole = whole_answer(recording) if recording.is_streaming else None
    return [content for content in (asked_content(request), *events_of(recording), whole) if content is not None]


def whole_answer(recording: Recording) -> Any:
    """The JSON of the answer, a stream put together as far as its API is known; None where there is none."""
    if isinstance(recording.request, Call):
        return [frame.content for frame in recording.frames]
    events = events_of(recording)
    if not recording.is_streaming and len(events) == 1:
        return events[0]
    try:
        return whole_of(recording.api, events) or events or None
    except ODD:
        return events


def usage(recording: Recording) -> Usage | None:
    """The tokens that the answer says it took."""
    try:
        return usage_of(events_of(recording)) if isinstance(recording.request, Request) else None
    except ODD:
        return None


def settings_of(recording: Recording) -> dict[str, Any]:
    """What else the request asks for, such as temperature and tools."""
    request = recording.request
    try:
        return settings(asked_content(request)) if isinstance(request, Request) and recording.api != "generic" else {}
    except ODD:
        return {}


def question(recording: Recording) -> str:
    """What a person asked last, in one line; without a person, what was asked last."""
    turns = [turn for turn in asked(recording) if turn.role not in ("system", "developer")]
    people = [turn for turn in turns if turn.role == "user"]
    lines = (_line(turn) for turn in [*reversed(people), *reversed(turns)])
    return next((line for line in lines if line), "")


def _line(turn: Turn) -> str:
    """The texts of a turn; without one, its calls and their results."""
    texts = [part.text for part in turn.parts if isinstance(part, Text)]
    for part in () if texts else turn.parts:
        match part:
            case ToolResult(_, parts):
                texts += [inner.text for inner in parts if isinstance(inner, Text)]
            case ToolCall(name, arguments):
                values = arguments.values() if isinstance(arguments, Mapping) else [arguments]
                texts.append(" ".join([name, *(value for value in values if isinstance(value, str))]))
    return " ".join(" ".join(texts).split())


def _plain(response: Response) -> Turn:
    content_type = response.header("content-type") or ""
    try:
        text = response.body.decode("utf-8")
    except UnicodeDecodeError:
        return file_turn(content_type, response.body)
    return Turn("error" if (response.status or 0) >= 400 else "assistant", (Text(text),))


def _bytes(request: Request) -> Part:
    return whole_body("file", request.header("content-type") or "", request.body)


def _shown(content: Any) -> Part:
    if isinstance(content, Mapping) and isinstance(text := content.get("content"), str):
        return Text(text)
    return Other(content)
