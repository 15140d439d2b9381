"""Finds out why a request has no answer, and which recording is nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote
from typing import Any

from understudy.apis import without_all
from understudy.match import DECODER, NO_RULES, Naming, Rules, addressed, counted
from understudy.misses.addresses import Moved, moved
from understudy.misses.asked import asked_of
from understudy.misses.commands import Commands, commands_of_use
from understudy.misses.declarable import declarable
from understudy.misses.difference import differences
from understudy.misses.forms import form_fields
from understudy.misses.likeness import is_cut, likeness
from understudy.misses.looked import Looked
from understudy.misses.miss import Miss, Nearest
from understudy.misses.reason import Reason
from understudy.misses.remedies import remedies
from understudy.model import Call, Mode, RecordedRequest, Request
from understudy.redact import redacted_text

ALIKE = 0.5
"""How alike a request must be to be called similar, if it is not a recorded one with something left out or added. Calls
of one function always are."""

ELSEWHERE = 0.1
"""What it counts against a recording that its request was sent to another place."""

OWN = 0.5
"""What it counts that a recording is of the request's own scope: a test that was changed asks nearly what it asked."""


def explain(
    request: Request | Call,
    fingerprint: str,
    reason: Reason | None,
    looked: Looked,
    *,
    mode: Mode,
    scope: str | None,
    mode_source: str = "",
    commands: Commands | None = None,
    rules: Rules = NO_RULES,
    detail: str = "",
    name: str = "",
) -> Miss:
    """The miss of a request, or of a function's call.

    Args:
        reason: None is found out: why nothing is recorded that could answer.
        mode_source: who set the mode, for people.
        commands: None are those of `understudy.use`.
        rules: what is no difference.
        name: of the recording that would answer if it could.
    """
    near = None
    if reason is None:
        reason, near = _found_out(request, looked, scope, rules)
    nearest = near.shown if near else None
    found = nearest.name if nearest else name
    commands = commands or commands_of_use(looked.store, scope)
    lines = remedies(
        reason,
        mode,
        declarable(near.request, request, rules) if near and reason is Reason.DIFFERS else (),
        needs="what the function needs" if isinstance(request, Call) else "the API's key and a network",
        record=commands.record,
        repeat=commands.repeat,
        store=quote(looked.store),
        name=quote(found),
        path=quote(looked.store if looked.store.endswith(f"/{found}") else f"{looked.store}/{found}"),
    )
    return Miss(
        reason=reason,
        asked=asked_of(request, fingerprint, None if isinstance(request, Call) else _json(request.body)),
        mode=mode,
        mode_source=mode_source,
        store=looked.store,
        count=looked.count,
        in_scope=looked.in_scope,
        scope=scope,
        nearest=nearest,
        detail=redacted_text(detail),
        remedies=lines,
    )


@dataclass(frozen=True, slots=True)
class _Near:
    """The most similar recording."""

    shown: Nearest
    request: Request | Call


def _found_out(request: Request | Call, looked: Looked, scope: str | None, rules: Rules) -> tuple[Reason, _Near | None]:
    if not looked.count:
        return Reason.NOTHING_RECORDED if looked.is_there else Reason.NO_STORE, None
    near = _nearest(request, looked, scope, rules)
    # Similar, and not asked for yet: that is what a test asked before it was changed.
    is_waiting = near is not None and near.shown.scope == scope and near.shown.name not in looked.played
    if looked.elsewhere and not is_waiting:
        return Reason.OTHER_SCOPE, _Near(Nearest(looked.elsewhere.name, looked.elsewhere.scope, ()), request)
    if not looked.in_scope:
        return Reason.NOTHING_IN_SCOPE, near
    return Reason.DIFFERS if near else Reason.NOTHING_SIMILAR, near


def _nearest(request: Request | Call, looked: Looked, scope: str | None, rules: Rules) -> _Near | None:
    sent = comparable(request, rules)
    best: tuple[float, RecordedRequest, Any, Moved] | None = None
    for recording in looked.nearby:
        if type(recording.request) is not type(request):
            continue
        elsewhere = _moved(recording.request, request)
        if elsewhere is None:
            continue
        recorded = comparable(recording.request, rules)
        alike = likeness(recorded, sent)
        if isinstance(request, Request) and alike < ALIKE and not is_cut(recorded, sent):
            continue
        rank = alike + OWN * (recording.scope == scope) - ELSEWHERE * bool(elsewhere)
        if best is None or rank > best[0]:
            best = rank, recording, recorded, elsewhere
    if best is None:
        return None
    _, recording, recorded, elsewhere = best
    was, now = ({name: each[place] for name, each in elsewhere.items()} for place in (0, 1))
    found = differences({**was, **recorded, **was}, {**sent, **now})
    shown = Nearest(recording.name, recording.scope, tuple(found))
    return _Near(shown, recording.request) if found else None


def _moved(recorded: Request | Call, sent: Request | Call) -> Moved | None:
    return moved(recorded, sent) if isinstance(recorded, Request) and isinstance(sent, Request) else {}


def comparable(request: Request | Call, rules: Rules = NO_RULES) -> dict[str, Any]:
    """A request as one JSON value: its body's fields, and the query where there is one. A call as its arguments.
    Without what the rules leave out, and with volatile values as matching sees them."""
    if not rules:
        return _fields(request)
    naming = Naming(rules)
    found: dict[str, Any] = naming.without_volatile(naming.without_ignored(_fields(request)))
    return found


def _fields(request: Request | Call) -> dict[str, Any]:
    if isinstance(request, Call):
        return counted(request.arguments)
    body = _json(request.body)
    if body is None:
        body = form_fields(request)
    fields = body if isinstance(body, dict) else {"body": body if body is not None else request.body.hex()}
    address = addressed(request.method, request.url)
    asked: dict[str, Any] = without_all(fields, address.recognised.profile.left_out)
    return asked | {f"?{name}": value for name, value in address.query}


def _json(raw: bytes) -> Any:
    try:
        return DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
