"""The application: translates a request, asks the session, carries out its decision."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import assert_never

from understudy.engine import FAULT_HEADER, Capture, Decision, Forward, Play, Refuse, Session
from understudy.errors import WrongUse
from understudy.model import Headers, Request
from understudy.operations.browsers import intruder, stranger
from understudy.operations.running import Running
from understudy.proxy.aborting import cut_off
from understudy.proxy.answering import Answering
from understudy.proxy.asgi import Application, Receive, Scope, Send, TooLong, read_body
from understudy.proxy.forward.origin import ORIGIN, Origin, target_at
from understudy.proxy.forward.ways import Fail, Pass, Ways
from understudy.proxy.forwarding import Forwarding
from understudy.proxy.heads import wrong_head
from understudy.proxy.keys import Keys
from understudy.proxy.known import KEY, Known
from understudy.proxy.log.lines import watch_of
from understudy.proxy.metrics.page import Metrics
from understudy.proxy.pages import PREFIX, Pages
from understudy.proxy.refusing import (
    FORBIDDEN,
    WRONG,
    refuse,
    tell_locked,
    tell_too_long,
    tell_trouble,
    tell_unwelcome,
)
from understudy.proxy.routing import Routing, Target
from understudy.proxy.scopes import Scopes, wrong_scope
from understudy.proxy.settings import ServeSettings
from understudy.proxy.troubles import Troubles
from understudy.proxy.watching import Done, Watched
from understudy.proxy.websockets import Door
from understudy.upstream import Client

SCOPE_HEADER = b"x-understudy-scope"


class App:
    """Bare ASGI: there is nothing to route but a path's first segment."""

    def __init__(
        self,
        session: Session,
        settings: ServeSettings,
        keys: Keys,
        client: Client,
        address: str,
        troubles: Troubles,
        ways: Ways | None = None,
        site: Callable[[Running], Application] | None = None,
    ) -> None:
        """`ways` are those of a forward proxy; `site` makes the pages for people."""
        self._ways = ways
        self.known = Known(session)
        self._routing, self._keys, self._troubles = Routing(settings.upstreams), keys, troubles
        self._scopes, self._names = Scopes(session), settings.names
        self._is_open = settings.is_open
        self._longest = settings.bounds.body_bytes
        self._answering = Answering()
        self._forwarding = Forwarding(client, troubles, ways.client if ways else None)
        self._watch = watch_of(settings, keys)
        metrics = Metrics(session, self._watch, troubles)
        running = Running(session, self._watch.traffic, metrics.repeated, metrics.not_spent, self._scopes)
        pages = None if site is None else partial(site, running)
        self._pages = Pages(session, self._scopes, address, settings.names, troubles, metrics, pages)
        self._door = Door(
            self._routing.target,
            self._is_let_in,
            _translated,
            self._scopes.session,
            self._with_key,
            self._pages.latest_report,
            self._watch,
            ways.limit if ways else None,
            self._unwelcome,
        )

    def stop(self) -> None:
        """Who looks at the traffic is not waited for."""
        self._watch.traffic.end()

    def close(self) -> None:
        """Wait until all that was captured is written."""
        self._forwarding.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            try:
                await self._door.converse(scope, receive, send)
            except Exception as error:
                self._troubles.note(error, f"conversing on {scope['path']}")
                raise  # the server ends the conversation
            return
        watched = self._watch.watched(send)
        try:
            await self._answer(scope, receive, watched.send, watched)
        except asyncio.CancelledError:
            # The server stops. Cut short is not complete: the client must not take it for that.
            await cut_off(scope, receive)
        except Exception as error:
            self._troubles.note(error, f"answering {scope['method']} {scope['path']}")
            await cut_off(scope, receive)
        finally:
            self._watch.ended(watched, scope)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, watched: Watched) -> None:
        path = scope["raw_path"].decode("latin-1")
        origin: Origin | None = scope.get(ORIGIN)
        if origin is None and f"{path}/".startswith(PREFIX) and not wrong_head(scope):
            await self._pages.show(path, scope, receive, send, is_let_in=self._may_look(scope))
            return
        method = scope["method"]
        target = self._routing.target(method, path) if origin is None else target_at(origin, method, path)
        if unwelcome := self._unwelcome(scope, target):
            watched.begin(b"")
            watched.done = Done.FORBIDDEN
            await tell_unwelcome(send, target, *unwelcome)
            return
        try:
            body = await read_body(scope, receive, self._longest)
        except TooLong:
            await tell_too_long(send, target, self._longest, scope)
            return
        if body is None:
            return
        watched.begin(body)
        if self._keys.is_locked and not self._is_let_in(scope):
            watched.done = Done.LOCKED
            await tell_locked(send, target)
            return
        request, asked_scope = _translated(scope, target, body)
        try:
            decision = self._decide(request, asked_scope, target, origin)
            self._watch.decided(watched, decision, request, asked_scope)
        except WrongUse as error:  # the client's, in a header of ours: nothing is wrong here
            watched.done = Done.FORBIDDEN
            await tell_unwelcome(send, target, WRONG, str(error))
            return
        except Exception as error:
            self._troubles.note(error, f"deciding on {scope['method']} {path}")
            await tell_trouble(send, target, error)
            return
        match decision:
            case Play(playback) as play:
                await self._answering.play(playback, scope, receive, send)
                if play.is_settled and play.fault is None and asked_scope is None and (key := scope.get(KEY)):
                    self.known.remember(key, play)
            case Forward(capture, instead):
                request = self._with_key(instead or request, target, scope)
                await self._forwarding.forward(request, target, capture, scope, receive, send)
            case Refuse(miss):
                await refuse(send, miss, target, self._pages.latest_report(scope))
            case Pass():
                await self._forwarding.forward(request, target, Capture(target.profile), scope, receive, send)
            case Fail():
                await cut_off(scope, receive)
            case other:
                assert_never(other)

    def _decide(
        self, request: Request, scope: str | None, target: Target, origin: Origin | None
    ) -> Decision | Pass | Fail:
        session = self._scopes.session(scope)
        if origin is None or self._ways is None:
            fault = request.header(FAULT_HEADER)
            return session.decide(request, scope=scope, is_origin_known=target.is_given, fault=fault)
        return self._ways.decide(session, request, origin.authority.host, scope)

    def _unwelcome(self, scope: Scope, target: Target) -> tuple[int, str] | None:
        """Status and text for a request that nobody may send."""
        if wrong := wrong_head(scope):
            return WRONG, wrong
        if wrong := target.wrong or wrong_scope(_asked_scope(scope, target) or ""):
            return WRONG, wrong
        if target.is_named_by_client:  # by a program that takes us for its proxy
            return None
        wrong = intruder(scope["headers"], self._names, any_host=self._keys.is_locked or self._is_open)
        return (FORBIDDEN, wrong) if wrong else None

    def _is_let_in(self, scope: Scope) -> bool:
        return not self._keys.is_locked or self._keys.admits(_headers(scope), scope["query_string"].decode("latin-1"))

    def _may_look(self, scope: Scope) -> bool:
        return not self._keys.is_locked or self._keys.admits_to_pages(_headers(scope))

    def _with_key(self, request: Request, target: Target, scope: Scope) -> Request:
        if target.is_named_by_client:  # it may be called `openai` and be anybody's
            return request
        # A page of anybody's can make a browser ask us; it does not get the operator's key.
        return self._keys.for_upstream(request, target.upstream, wrong=stranger(scope["headers"], self._names))


def _headers(scope: Scope) -> Headers:
    return tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]])


def _translated(scope: Scope, target: Target, body: bytes) -> tuple[Request, str | None]:
    """The request as it would go to the upstream, and the scope that its header names, else its path."""
    query = scope["query_string"].decode("latin-1")
    url = f"{target.url}?{query}" if query else target.url
    return Request(scope["method"], url, _headers(scope), body), _asked_scope(scope, target)


def _asked_scope(scope: Scope, target: Target) -> str | None:
    # Node ids may hold any letter; clients send them as UTF-8.
    named = (value.decode("utf-8", "replace") for name, value in scope["headers"] if name == SCOPE_HEADER)
    return next(named, "") or target.scope
