"""Decide, capture, play back. Does no I/O but through its store, and knows no clock."""

from understudy.engine.capture import Capture
from understudy.engine.decision import Decision, Forward, Play, Refuse
from understudy.engine.journal import Ambiguity, Journal
from understudy.engine.open_sessions import current_session, decided, opened, session_here
from understudy.engine.playback import Playback, playback_of
from understudy.engine.session import Repeat, Session, parse_repeat

__all__ = [
    "Ambiguity",
    "Capture",
    "Decision",
    "Forward",
    "Journal",
    "Play",
    "Playback",
    "Refuse",
    "Repeat",
    "Session",
    "current_session",
    "decided",
    "opened",
    "parse_repeat",
    "playback_of",
    "session_here",
]
