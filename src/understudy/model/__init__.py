"""Frozen values that every layer speaks in, and the mode table."""

from understudy.model.call import Call, Outcome, Raised, Returned
from understudy.model.exchange import (
    ClosedByClient,
    Complete,
    Ended,
    Failed,
    FailureKind,
    Headers,
    Mark,
    Request,
    Response,
)
from understudy.model.mode import ACTIONS, Action, Lookup, Mode, parse_mode
from understudy.model.recording import Frame, RecordedRequest, Recording

__all__ = [
    "ACTIONS",
    "Action",
    "Call",
    "ClosedByClient",
    "Complete",
    "Ended",
    "Failed",
    "FailureKind",
    "Frame",
    "Headers",
    "Lookup",
    "Mark",
    "Mode",
    "Outcome",
    "Raised",
    "RecordedRequest",
    "Recording",
    "Request",
    "Response",
    "Returned",
    "parse_mode",
]
