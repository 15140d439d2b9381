"""Finds out why a request has no answer, and which recording is nearest to it."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import Any

from understudy.match import DECODER, addressed, counted
from understudy.misses.difference import differences
from understudy.misses.likeness import likeness
from understudy.misses.miss import Asked, Miss, Nearest, Reason
from understudy.model import Call, Mode, RecordedRequest, Request
from understudy.redact import redacted_url

ALIKE = 0.5
"""How alike a request must be to be called similar. Calls of one function always are."""

OWN = 0.5
"""What it counts that a recording is of the request's own scope: a test that was changed asks nearly what it asked."""

REMEDIES: dict[Reason, tuple[str, ...]] = {
    Reason.NOTHING_RECORDED: ("Record it: use mode record-if-missing, with {needs}.",),
    Reason.NOTHING_SIMILAR: ("Record it: use mode record-if-missing, with {needs}.",),
    Reason.DIFFERS: (
        "If the change is meant, record it: use mode record-if-missing, with {needs}.",
        "See what is recorded: understudy show {store} {nearest}",
    ),
    Reason.ALREADY_PLAYED: (
        "If one more call is meant, record it: use mode record-if-missing, with {needs}.",
        "If every call may have the same answer: repeat='last'.",
    ),
    Reason.UNREADABLE: ("See what is wrong with the store: understudy verify {store}",),
    Reason.NOT_SERVABLE: ("See what it holds: understudy show {store} {nearest}",),
}


def explain(
    request: Request | Call,
    fingerprint: str,
    reason: Reason | None,
    *,
    mode: Mode,
    store: str,
    count: int,
    nearby: Iterable[RecordedRequest],
    scope: str | None,
    detail: str = "",
    name: str = "",
) -> Miss:
    """The miss of a request, or of a function's call.

    Args:
        reason: None is found out: nothing recorded, nothing similar, or differs.
        store: where was looked, for people.
        count: how many recordings were looked through.
        nearby: those that may be the nearest; read only where that helps.
        name: of the recording that would answer if it could.
    """
    nearest = _nearest(request, nearby, scope) if reason is None else None
    if reason is None:
        reason = Reason.NOTHING_RECORDED if not count else Reason.DIFFERS if nearest else Reason.NOTHING_SIMILAR
    needs = "what the function needs" if isinstance(request, Call) else "the API's key and a network"
    texts = {"store": quote(store), "nearest": quote(nearest.name if nearest else name), "needs": needs}
    return Miss(
        reason=reason,
        asked=_asked(request, fingerprint),
        mode=mode,
        store=store,
        count=count,
        scope=scope,
        nearest=nearest,
        detail=detail,
        remedies=tuple(remedy.format(**texts) for remedy in REMEDIES[reason]),
    )


def _asked(request: Request | Call, fingerprint: str) -> Asked:
    if isinstance(request, Call):
        return Asked("call", request.endpoint, "call", "", fingerprint)
    recognised, body = addressed(request.method, request.url).recognised, _json(request.body)
    model = recognised.model or (body.get("model") if isinstance(body, dict) else None) or ""
    return Asked(request.method, redacted_url(request.url), recognised.profile.name, str(model), fingerprint)


def _nearest(request: Request | Call, nearby: Iterable[RecordedRequest], scope: str | None) -> Nearest | None:
    sent = comparable(request)
    best: tuple[float, RecordedRequest, Any] | None = None
    for recording in nearby:
        if type(recording.request) is not type(request):
            continue
        recorded = comparable(recording.request)
        alike = likeness(recorded, sent)
        if alike < ALIKE and isinstance(request, Request):
            continue
        if recording.scope == scope:
            alike += OWN
        if best is None or alike > best[0]:
            best = alike, recording, recorded
    if best is None:
        return None
    _, recording, recorded = best
    found = differences(recorded, sent)
    if not found and recording.scope not in (scope, None):
        found = differences({"scope": recording.scope}, {"scope": scope})
    return Nearest(recording.name, recording.scope, tuple(found)) if found else None


def comparable(request: Request | Call) -> dict[str, Any]:
    """A request as one JSON value: its body's fields, and the query where there is one. A call as its arguments."""
    if isinstance(request, Call):
        return counted(request.arguments)
    body = _json(request.body)
    fields = body if isinstance(body, dict) else {"body": body if body is not None else request.body.hex()}
    address = addressed(request.method, request.url)
    asked = {name: value for name, value in fields.items() if name not in address.recognised.profile.identity}
    return asked | {f"?{name}": value for name, value in address.query}


def _json(raw: bytes) -> Any:
    try:
        return DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
