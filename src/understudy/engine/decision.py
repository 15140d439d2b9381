"""The three answers that the engine gives."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.engine.capture import Capture
from understudy.engine.playback import Playback
from understudy.misses import Miss


@dataclass(frozen=True, slots=True)
class Play:
    """Answer from a recording."""

    playback: Playback


@dataclass(frozen=True, slots=True)
class Forward:
    """Send to the upstream, and tell the capture all that comes back."""

    capture: Capture


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not send, and say why."""

    miss: Miss


Decision = Play | Forward | Refuse
