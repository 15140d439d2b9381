"""How an exchange ended, at rest: `"complete"`, or an object that says who broke it off and where."""

from __future__ import annotations

from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.model import ClosedByClient, Complete, Ended, Failed, FailureKind


def ended_at_rest(ended: Ended) -> str | dict[str, Any]:
    """The value of `response.ended`."""
    match ended:
        case Complete():
            return "complete"
        case ClosedByClient(after):
            return {"by": "client", "after": after}
        case Failed(kind, message, after):
            return {"by": "upstream", "kind": kind.value, "message": message, "after": after}


def ended_from_rest(value: Any, length: int) -> Ended:
    """The inverse; an answer without the key is complete."""
    match value:
        case None | "complete":
            return Complete()
        case {"by": "client"}:
            return ClosedByClient(length)
        case {"by": "upstream", "kind": str(kind), "message": str(message)} if kind in {k.value for k in FailureKind}:
            return Failed(FailureKind(kind), message, length)
    raise RecordingUnreadable(
        f'response.ended: expected "complete" or {{"by": "client"|"upstream", …}}, found {str(value)[:80]}'
    )
