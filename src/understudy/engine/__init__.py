"""Decide, capture, play back. Does no I/O but through its store, and knows no clock."""

from understudy.engine.call_capture import CallCapture
from understudy.engine.capture import Capture
from understudy.engine.damage import HEADER as FAULT_HEADER
from understudy.engine.decision import CallDecision, Decision, Forward, Play, Refuse, Return, Run
from understudy.engine.faulting import SEED, Faults
from understudy.engine.journal import Ambiguity, Faulted, Journal, WeakerMatch
from understudy.engine.open_sessions import (
    current_session,
    decided,
    is_decided,
    opened,
    run_in,
    session_here,
    session_of_what_begins,
    shared,
)
from understudy.engine.part import Part
from understudy.engine.playback import Playback, playback_of
from understudy.engine.repeat import Repeat, parse_repeat
from understudy.engine.session import Session
from understudy.engine.weaker import Match, parse_match

__all__ = [
    "FAULT_HEADER",
    "SEED",
    "Ambiguity",
    "CallCapture",
    "CallDecision",
    "Capture",
    "Decision",
    "Faulted",
    "Faults",
    "Forward",
    "Journal",
    "Match",
    "Part",
    "Play",
    "Playback",
    "Refuse",
    "Repeat",
    "Return",
    "Run",
    "Session",
    "WeakerMatch",
    "current_session",
    "decided",
    "is_decided",
    "opened",
    "parse_match",
    "parse_repeat",
    "playback_of",
    "run_in",
    "session_here",
    "session_of_what_begins",
    "shared",
]
