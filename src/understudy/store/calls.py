"""A function's call at rest: the seed's `tool_name` and `kwargs`, and what the call returned or raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.match import counted
from understudy.model import Call, Frame, Outcome, Raised, Returned
from understudy.store import format1
from understudy.store.contract import CallDraft
from understudy.store.naming import LONGEST

FORMAT = 2


def is_call(request: Mapping[str, Any]) -> bool:
    """Whether a file's `request` is the call of a function, which a function can ask for again."""
    return "tool_name" in request and "url" not in request


def call_document_of(draft: CallDraft) -> dict[str, Any]:
    """The file's content, keys in the order in which they are written."""
    return {
        "test_id": draft.scope,
        "request": {
            "provider": draft.call.provider,
            "tool_name": draft.call.name,
            "kwargs": counted(draft.call.arguments),
        },
        "response": _at_rest(draft.outcome),
        "id_normalization_mapping": {},
        "understudy": {
            "format": FORMAT,
            "fingerprint": draft.fingerprint,
            "sequence": draft.sequence,
            "recorded": draft.recorded,
        },
    }


def call_from_rest(request: Mapping[str, Any]) -> Call:
    """The call that a file's `request` is.

    Raises:
        RecordingUnreadable: a key holds another kind of value.
    """
    found = format1.call(request)
    assert found is not None, "is_call says what this is for"
    return found


def outcome_from_rest(response: Mapping[str, Any]) -> Outcome:
    """What a file's `response` says that the call came to.

    Raises:
        RecordingUnreadable: an exception without its type, or with a message that is no text.
    """
    if response.get("is_exception"):
        return _raised(response)
    match response.get("body"):
        # The original system writes what has no type of its own as it is.
        case {"__type__": str(type_), "__data__": content, **rest} if not rest:
            return Returned(type_, content)
        case content:
            return Returned("json", content)


def frames_of(outcome: Outcome) -> tuple[Frame, ...]:
    """What came back, for people."""
    match outcome:
        case Returned(type_, content):
            return (Frame(type_, content),)
        case Raised(type_, message):
            return (Frame("json", {"content": f"{type_}: {message}"}),)


def named_by(call: Call) -> tuple[str, dict[str, Any]]:
    """What stands for an API and a request's body in a file's name: `tavily-web-search-test-query-1-ab12cd34.json`."""
    words = re.sub(r"[^a-z0-9]+", "-", call.endpoint.lower()).strip("-")
    return words[-LONGEST:].strip("-"), counted(call.arguments)


def _at_rest(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case Returned(type_, content):
            return {"body": {"__type__": type_, "__data__": content}, "is_streaming": False}
        case Raised(type_, message, bases):
            # The keys that the original system has for what an SDK raised; `bases` is ours.
            return {
                "body": None,
                "is_streaming": False,
                "is_exception": True,
                "exception_data": {"type": type_, "bases": list(bases), "message": message},
                "exception_message": message,
            }


def _raised(response: Mapping[str, Any]) -> Raised:
    match response.get("exception_data") or {"message": response.get("exception_message", "")}:
        case {"message": str(message), **facts}:
            type_, bases = facts.get("type", "Exception"), facts.get("bases", [])
            if isinstance(type_, str) and isinstance(bases, list):
                return Raised(type_, message, tuple(str(base) for base in bases))
    raise RecordingUnreadable(
        'response.exception_data: expected {"type": …, "message": …}, '
        f"found {str(response.get('exception_data'))[:80]!r}"
    )
