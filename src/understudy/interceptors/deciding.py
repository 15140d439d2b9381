"""What becomes of a request that a hooked client is about to send: what its session says, and side traffic apart."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.engine import FAULT_HEADER, Forward, Play, Refuse, Session
from understudy.errors import Refused, ReplayMiss, WrongUse
from understudy.interceptors.guard import is_ignored, quiet
from understudy.interceptors.side_traffic import side_traffic_of
from understudy.model import Mode, Request


@dataclass(frozen=True, slots=True)
class Pass:
    """Send it as without us."""


@dataclass(frozen=True, slots=True)
class Fail:
    """Raise the connection error of the client's library that says this."""

    error: OSError


def decide(session: Session, request: Request) -> Play | Forward | Pass | Fail:
    """What to do with the request. Side traffic is never recorded; a recording that came another way answers it.

    Raises:
        ReplayMiss: nothing may answer it.
        Refused: a header of it asks for a fault that does not exist.
    """
    name = side_traffic_of(request.url)
    if name is not None and session.mode is not Mode.REPLAY:
        session.journal.side_traffic[name] += 1
        return Pass()
    try:
        decision = session.decide(request, fault=request.header(FAULT_HEADER))
    except WrongUse as error:
        # SDKs hide every Exception.
        raise Refused(f"request refused: {error}") from None
    if not isinstance(decision, Refuse):
        return decision
    if name is None:
        raise ReplayMiss(decision.miss)
    session.journal.excuse(decision.miss, name)
    return Pass() if is_ignored(session, request.url) else Fail(quiet(name))
