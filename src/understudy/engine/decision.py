"""The three answers that the engine gives to a request; and the same three to a function's call."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.engine.call_capture import CallCapture
from understudy.engine.capture import Capture
from understudy.engine.playback import Playback
from understudy.misses import Miss
from understudy.model import Fault, Outcome, Request


@dataclass(frozen=True, slots=True)
class Play:
    """Answer from a recording."""

    playback: Playback
    fault: Fault | None = None
    """What is wrong with it on purpose."""

    is_settled: bool = False
    """Whether an equal request gets the same from now on, whatever else is asked."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Send to the upstream, and tell the capture all that comes back."""

    capture: Capture
    instead: Request | None = None
    """What to send in the place of what the client gave, where that names answers that were replayed."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not send, and say why."""

    miss: Miss


@dataclass(frozen=True, slots=True)
class Return:
    """Give what a recorded call came to, without calling."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Run:
    """Call the function, and tell the capture what it came to."""

    capture: CallCapture


Decision = Play | Forward | Refuse
CallDecision = Return | Run | Refuse
