"""The application: translates a request, asks the session, carries out its decision."""

from __future__ import annotations

import asyncio
from typing import assert_never

from understudy.engine import Decision, Forward, Play, Refuse, Session
from understudy.model import Request
from understudy.proxy.aborting import cut_off
from understudy.proxy.answering import Answering
from understudy.proxy.asgi import Receive, Scope, Send, read_body
from understudy.proxy.forwarding import Forwarding
from understudy.proxy.pages import PREFIX, Pages
from understudy.proxy.refusing import refuse, tell_trouble
from understudy.proxy.routing import Routing, Target
from understudy.proxy.troubles import Troubles
from understudy.upstream import Client

SCOPE_HEADER = b"x-understudy-scope"


class App:
    """Bare ASGI: there is nothing to route but a path's first segment."""

    def __init__(self, session: Session, routing: Routing, client: Client, address: str, troubles: Troubles) -> None:
        self._session, self._routing, self._troubles = session, routing, troubles
        self._answering = Answering()
        self._forwarding = Forwarding(client, troubles)
        self._pages = Pages(session, address, troubles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except asyncio.CancelledError:
            # The server stops. Cut short is not complete: the client must not take it for that.
            await cut_off(scope, receive)
        except Exception as error:
            self._troubles.note(error, f"answering {scope['method']} {scope['path']}")
            await cut_off(scope, receive)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["raw_path"].decode("latin-1")
        if path.startswith(PREFIX):
            await self._pages.show(path, scope, send)
            return
        body = await read_body(receive)
        if body is None:
            return
        target = self._routing.target(scope["method"], path)
        request, asked_scope = _translated(scope, target, body)
        try:
            decision: Decision = self._session.decide(request, scope=asked_scope, is_origin_known=target.is_given)
        except Exception as error:
            self._troubles.note(error, f"deciding on {scope['method']} {path}")
            await tell_trouble(send, target, error)
            return
        match decision:
            case Play(playback):
                await self._answering.play(playback, scope, receive, send)
            case Forward(capture):
                await self._forwarding.forward(request, target, capture, scope, receive, send)
            case Refuse(miss):
                await refuse(send, miss, target, self._pages.latest_report(scope))
            case other:
                assert_never(other)


def _translated(scope: Scope, target: Target, body: bytes) -> tuple[Request, str | None]:
    """The request as it would go to the upstream, and the scope that its header names."""
    query = scope["query_string"].decode("latin-1")
    url = f"{target.url}?{query}" if query else target.url
    raw = scope["headers"]
    headers = tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw])
    # Node ids may hold any letter; clients send them as UTF-8.
    asked_scope = next((value.decode("utf-8", "replace") for name, value in raw if name == SCOPE_HEADER), "")
    return Request(scope["method"], url, headers, body), asked_scope or None
