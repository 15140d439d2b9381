"""A function's call, and what it came to, without secrets."""

from __future__ import annotations

from dataclasses import replace

from understudy.model import Call, Outcome, Raised, Returned
from understudy.redact.hiding import Hiding


def hidden_call(call: Call, hiding: Hiding) -> Call:
    """The call with placeholders in its arguments; itself where there is nothing to hide."""
    arguments = hiding.value(hiding.at("request.kwargs.", call.arguments))
    return call if arguments == call.arguments else replace(call, arguments=arguments)


def hidden_outcome(outcome: Outcome, hiding: Hiding) -> Outcome:
    """What the call came to, with placeholders."""
    match outcome:
        case Returned(type_, content):
            return Returned(type_, hiding.value(hiding.at("response.body.", content)))
        case Raised(message=message):
            return replace(outcome, message=hiding.text(message))
