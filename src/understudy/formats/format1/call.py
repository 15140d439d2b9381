"""A function's call as the original system keeps that of a tool."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from understudy.formats.format1 import losses
from understudy.model import Call, Outcome, Raised, Recording, Returned
from understudy.store import read


def request_at_rest(recording: Recording, call: Call) -> dict[str, Any]:
    """The file's `request`, which has the test's id as well."""
    names = {"provider": call.provider, "tool_name": call.name, "kwargs": dict(call.arguments)}
    return {"test_id": recording.scope, **names}


def response_at_rest(outcome: Outcome) -> dict[str, Any]:
    """The file's `response`."""
    match outcome:
        case Returned("json", content):
            return {"body": content, "is_streaming": False}
        case Returned(type_, content):
            return {"body": {"__type__": type_, "__data__": content}, "is_streaming": False}
        case Raised(type_, message):
            return {
                "body": None,
                "is_streaming": False,
                "is_exception": True,
                "exception_data": {"category": "generic", "type": type_, "message": message},
                "exception_message": message,
            }


def lost(recording: Recording, document: Mapping[str, Any]) -> tuple[str, ...]:
    """What this document does not hold of the recording.

    Raises:
        RecordingUnreadable: the document cannot be read back.
    """
    return (*losses.of_tags(recording.tags), *_lost(recording, document))


def _lost(recording: Recording, document: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(recording.outcome, Raised) and recording.outcome.bases:
        yield "which classes its exception is derived from"
    # What returned an object with these very keys is read as one of that type.
    elif read(json.dumps(document), recording.name).outcome != recording.outcome:
        yield "what it returned: read back, it is another value"
