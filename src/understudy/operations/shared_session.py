"""The session of a whole interpreter that was invited to it."""

from __future__ import annotations

from contextlib import ExitStack
from contextvars import copy_context
from pathlib import Path

from understudy.engine import Session, opened
from understudy.interceptors import guarded, hooked
from understudy.match import parse_rules
from understudy.misses import Commands
from understudy.operations.invitation import Invitation
from understudy.operations.invited_settings import settings_in
from understudy.operations.reporting import Reporter
from understudy.operations.reports import ReportingJournal
from understudy.operations.stage import Annex
from understudy.store import Directory


def shared(invitation: Invitation, reporter: Reporter) -> ExitStack:
    """Open a session for all threads and tasks of this interpreter; what comes back ends it.

    Raises:
        UnderstudyError: the store cannot be read.
    """
    session = session_of(invitation, reporter)
    # In a context of its own: a `with understudy.use(…)` of the program is nearer to what it surrounds.
    context, stack = copy_context(), ExitStack()
    within = context.run(_enter, session, invitation)
    stack.callback(context.run, within.close)
    return stack


def session_of(invitation: Invitation, reporter: Reporter) -> Session:
    """The session that an invitation is for. Raises as `shared` does."""
    store = Directory(invitation.store, rules=parse_rules(**invitation.rules))
    session = settings_in(invitation).open(
        store if invitation.stage is None else Annex(store, Path(invitation.stage)),
        scope=invitation.scope,
        folder=Path(invitation.here),
        commands=Commands(*invitation.commands) if invitation.commands else None,
    )
    session.journal = ReportingJournal(reporter)
    return session


def _enter(session: Session, invitation: Invitation) -> ExitStack:
    with ExitStack() as stack:
        stack.enter_context(hooked())
        stack.enter_context(guarded(session, invitation.ignore_hosts))
        stack.enter_context(opened(session))
        return stack.pop_all()
