"""A function's call, and what it came to, without secrets."""

from __future__ import annotations

from dataclasses import replace

from understudy.model import Call, Outcome, Raised, Returned
from understudy.redact.hiding import Hiding


def hidden_call(call: Call, hiding: Hiding | None) -> Call:
    """The call with placeholders in its arguments; itself where there is nothing to hide."""
    if hiding is None:
        return call
    arguments = hiding.value(call.arguments)
    return call if arguments == call.arguments else replace(call, arguments=arguments)


def hidden_outcome(outcome: Outcome, hiding: Hiding | None) -> Outcome:
    """What the call came to, with placeholders."""
    match outcome:
        case _ if hiding is None:
            return outcome
        case Returned(type_, content):
            return Returned(type_, hiding.value(content))
        case Raised(message=message):
            return replace(outcome, message=hiding.text(message))
