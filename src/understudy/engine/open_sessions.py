"""Which session a request belongs to: the one of its context, that in which its thread began, or the only open one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from understudy.engine.session import Session
from understudy.errors import SessionUnclear
from understudy.model import Mode

Result = TypeVar("Result")

_opened_here: ContextVar[tuple[Session, ...]] = ContextVar("understudy_sessions", default=())
"""This context's sessions, the innermost last. Sessions need not end in the reverse order."""
_thread = threading.local()
"""`session`: that in which this thread was started, or in which the work was submitted that it does just now."""
_open: list[Session] = []
_shared = 0
"""How many say now that what is started is for several sessions."""

_is_decided: ContextVar[bool] = ContextVar("understudy_is_decided", default=False)


@contextmanager
def decided() -> Iterator[None]:
    """What a client library does within the block carries out a request that was decided on: libraries lie on top
    of each other (requests on urllib3, an httpx transport on aiohttp), and one request counts once."""
    token = _is_decided.set(True)
    try:
        yield
    finally:
        _is_decided.reset(token)


def is_decided() -> bool:
    """Whether a request is being carried out here that was decided on already."""
    return _is_decided.get()


def current_session() -> Session | None:
    """The session that this context entered last, open or not."""
    return next(reversed(_opened_here.get()), None)


def session_here() -> Session | None:
    """The session that this context's requests belong to, or None if no session is open or the request that is being
    carried out was decided on already.

    Raises:
        SessionUnclear: this context belongs to none of several open sessions, or to one that replayed and ended.
    """
    if _is_decided.get():
        return None
    session = current_session() or _session_of_thread()
    if session is not None and session.is_open:
        return session
    if session is not None:
        if session.mode is Mode.REPLAY or _open:
            raise SessionUnclear(
                f"request refused: its session on {session.store.describe()} has ended\n"
                f"\n  A task or thread outlived the session. Wait for it before the session's block ends."
                f"\n  One that serves several sessions has to be started before the first of them."
            )
        return None
    if len(_open) > 1:
        stores = ", ".join(each.store.describe() for each in _open)
        raise SessionUnclear(
            f"request refused: {len(_open)} sessions are open ({stores}) and this thread belongs to none of them\n"
            f"\n  Start the thread with the session's context: contextvars.copy_context().run(…)."
        )
    return _open[0] if _open else None


def _session_of_thread() -> Session | None:
    session: Session | None = getattr(_thread, "session", None)
    return session


def session_of_what_begins() -> Session | None:
    """The session that a thread which is started here belongs to for as long as it lives; None leaves that open."""
    if _shared:
        return None
    session = current_session() or _session_of_thread()
    return session if session is not None or len(_open) != 1 else _open[0]


def run_in(session: Session, work: Callable[[], Result]) -> Result:
    """Do this as part of a session, whether or not it is still open."""
    outer = _session_of_thread()
    _thread.session = session
    try:
        return work()
    finally:
        _thread.session = outer


@contextmanager
def shared() -> Iterator[None]:
    """Threads that are started within the block serve several sessions: each request belongs to the open one."""
    global _shared
    _shared += 1
    try:
        yield
    finally:
        _shared -= 1


@contextmanager
def opened(session: Session) -> Iterator[Session]:
    """The session is open, and this context's, until the block ends."""
    _open.append(session)
    _opened_here.set((*_opened_here.get(), session))
    try:
        yield session
    finally:
        # A fixture may be torn down in another context than it was set up in: one that may not have the session.
        _opened_here.set(tuple(each for each in _opened_here.get() if each is not session))
        _open.remove(session)
        session.close()
