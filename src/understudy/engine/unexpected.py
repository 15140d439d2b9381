"""The miss of a message that is not the recorded one, in a conversation that a recording answers."""

from __future__ import annotations

from dataclasses import replace

from understudy.engine.conversation import Unexpected
from understudy.engine.session import Session
from understudy.match import fingerprint_of_request
from understudy.misses import Looked, Miss, Reason, explain
from understudy.model import RecordedRequest, Request


def miss_of_message(session: Session, request: Request, scope: str | None, name: str, found: Unexpected) -> Miss:
    """Explain it, and note it in the session's journal.

    Args:
        request: what began the conversation.
        name: of the recording that answers it.
    """
    asked = replace(request, body=found.sent)
    recorded = None if found.recorded is None else replace(request, body=found.recorded)
    scope = session.scope if scope is None else session.hidden(scope)
    nearby = [] if recorded is None else [RecordedRequest(name, scope, recorded)]
    whole = f"message {found.number} of the client"
    miss = explain(
        asked,
        fingerprint_of_request(request, session.store.rules),
        Reason.ALREADY_PLAYED if recorded is None else None,
        Looked(session.store.describe(), True, session.count, session.count, None, (), nearby),
        mode=session.mode,
        scope=scope,
        mode_source=session.mode_source,
        commands=session.commands,
        rules=session.store.rules,
        detail=f"the recorded conversation has no {whole}" if recorded is None else f"{whole} is another one",
        name=name,
    )
    session.journal.miss(miss)
    return miss
