"""Writes a line to stderr for each answer that has ended, at once: a log that is behind does not help who waits."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from understudy.engine import Play, Refuse
from understudy.match import addressed
from understudy.model import Request
from understudy.operations.traffic import Answered
from understudy.proxy.asgi import Message, Scope
from understudy.proxy.keys import Keys
from understudy.proxy.log import bodies
from understudy.proxy.log.hiding import hiding
from understudy.proxy.log.line import Line
from understudy.proxy.log.style import LogStyle
from understudy.proxy.settings import ServeSettings
from understudy.proxy.watching import SWITCHING, Watch, Watched
from understudy.redact import PLACEHOLDER, Hiding, Secret, Secrets, is_telling, redacted_url, secrets_in
from understudy.store.hiding import hidden_body


def watch_of(settings: ServeSettings, keys: Keys) -> Watch:
    """A watch on the requests of a server, which logs as its settings say."""
    lines = Lines(settings.log, (*keys.secrets, *secrets_in(os.environ)), has_bodies=settings.log_bodies)
    is_logged = settings.log is not LogStyle.OFF
    return Watch(lines.write if is_logged else None, keeps_bodies=settings.log_bodies, answered=lines.answered)


class Lines:
    """The log of one server."""

    def __init__(self, style: LogStyle, keys: Iterable[Secret], *, has_bodies: bool) -> None:
        """`keys` are the operator's, and those of the environment."""
        self._style, self._has_bodies = style, has_bodies
        self._secrets = Secrets([key for key in keys if is_telling(key.value)])

    def write(self, watched: Watched, scope: Scope, first_s: float, whole_s: float) -> None:
        """Of one request."""
        line = self._line(watched, scope, first_s, whole_s, has_bodies=self._has_bodies)
        with suppress(OSError):  # nobody reads it any more; the client has its answer
            print(line.written(self._style), file=sys.stderr, flush=True)

    def answered(self, watched: Watched, scope: Scope, first_s: float, whole_s: float) -> Answered:
        """The same, for who looks at the traffic: without bodies."""
        return self._line(watched, scope, first_s, whole_s, has_bodies=False)

    def _line(self, watched: Watched, scope: Scope, first_s: float, whole_s: float, *, has_bodies: bool) -> Line:
        hidden = hiding(scope, watched.request, self._secrets)
        return _line(watched, scope, hidden, first_s, whole_s, has_bodies=has_bodies)


def _line(watched: Watched, scope: Scope, hidden: Hiding, first_s: float, whole_s: float, *, has_bodies: bool) -> Line:
    request, decision = watched.request, watched.decision
    played = decision if isinstance(decision, Play) else None
    api, model = (None, None) if request is None else _recognised(request)
    assert watched.done is not None, "a page of ours has no line"
    return Line(
        time=_time(time.time() - whole_s),
        method=scope["method"],
        path=hidden.text(_path(scope)),
        scope=watched.scope and hidden.text(watched.scope),
        api=api,
        model=model and hidden.text(model),
        action=watched.done.value,
        recording=played.playback.name if played else None,
        status=watched.head["status"] if watched.head else None,
        bytes=watched.sent,
        ms=round(whole_s * 1000, 3),
        first_ms=round(first_s * 1000, 3),
        fault=played.fault.name if played and played.fault else None,
        miss=decision.miss.reason.value if isinstance(decision, Refuse) else None,
        asked=_body(hidden, scope["headers"], watched.body) if has_bodies else None,
        answered=_body(hidden, _headers(watched.head), _answer(watched)) if has_bodies else None,
    )


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _path(scope: Scope) -> str:
    path: str = scope["raw_path"].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    if not query:
        return path
    try:
        return redacted_url(f"{path}?{query}")
    except ValueError:  # no URL, as far as Python knows
        return f"{path}?{PLACEHOLDER}"


def _recognised(request: Request) -> tuple[str, str | None]:
    """The request's API and model."""
    found = addressed(request.method, request.url).recognised
    if found.model:
        return found.profile.name, found.model
    try:
        asked: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        return found.profile.name, None
    model = asked.get("model") if isinstance(asked, dict) else None
    return found.profile.name, model if isinstance(model, str) else None


def _answer(watched: Watched) -> bytes:
    """What was said, one after the other where it was a conversation."""
    is_conversation = watched.head is not None and watched.head["status"] == SWITCHING
    return (b"\n" if is_conversation else b"").join(watched.pieces or ())


def _headers(head: Message | None) -> Iterable[tuple[bytes, bytes]]:
    return head["headers"] if head else ()


def _body(hidden: Hiding, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> str:
    about: dict[bytes, str] = {name.lower(): value.decode("latin-1") for name, value in headers}
    if b"content-encoding" not in about:
        # Also what is cut over the frames of a stream.
        body = hidden_body(body, about.get(b"content-type"), hidden)
    told = bodies.told(about.get(b"content-type", ""), about.get(b"content-encoding", ""), body)
    return bodies.cut(hidden.text(told))
