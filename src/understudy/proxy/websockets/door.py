"""A client wants a conversation: translates what it asks, has the session decide, carries the decision out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from understudy.apis.live import METHOD
from understudy.engine import Forward, Play, Refuse, Session
from understudy.engine.conversation import Conversation, Unexpected
from understudy.engine.unexpected import miss_of_message
from understudy.model import Request
from understudy.proxy.asgi import Receive, Scope, Send
from understudy.proxy.forward.origin import ORIGIN, target_at
from understudy.proxy.refusing import (
    refuse,
    tell_failure,
    tell_locked,
    tell_not_reached,
    tell_unreachable,
    tell_unwelcome,
)
from understudy.proxy.routing import Target
from understudy.proxy.watching import Done, Watch, Watched
from understudy.proxy.websockets.denying import denial
from understudy.proxy.websockets.playing import play
from understudy.upstream import Limit, NotReached, UpstreamFailed


@dataclass(frozen=True, slots=True)
class Door:
    """What a conversation needs of the application."""

    target: Callable[[str, str], Target]
    """By method and path."""

    is_let_in: Callable[[Scope], bool]
    translated: Callable[[Scope, Target, bytes], tuple[Request, str | None]]
    """The request, and the scope that it asks for."""

    session: Callable[[str | None], Session]
    """Who decides on a scope's requests."""

    with_key: Callable[[Request, Target, Scope], Request]
    report: Callable[[Scope], str]
    """Address of the report on the miss that was noted last."""

    watch: Watch
    limit: Limit | None = None
    """Where clients get that name the host themselves."""
    unwelcome: Callable[[Scope, Target], tuple[int, str] | None] = lambda scope, target: None
    """Status and text for a request that nobody may send."""

    async def converse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one conversation, until either side ends it."""
        scope = {**scope, "method": METHOD}
        watched = self.watch.watched(send)
        watched.begin(b"")
        try:
            await self._converse(scope, receive, watched.send, watched)
        finally:
            self.watch.ended(watched, scope)

    async def _converse(self, scope: Scope, receive: Receive, send: Send, watched: Watched) -> None:
        path, origin = scope["raw_path"].decode("latin-1"), scope.get(ORIGIN)
        target = self.target(METHOD, path) if origin is None else target_at(origin, METHOD, path)
        deny = denial(send)
        if unwelcome := self.unwelcome(scope, target):
            watched.done = Done.FORBIDDEN
            await tell_unwelcome(deny, target, *unwelcome)
            return
        if not self.is_let_in(scope):
            watched.done = Done.LOCKED
            await tell_locked(deny, target)
            return
        request, asked_scope = self.translated(scope, target, b"")
        request = replace(request, url=request.url.replace("http", "ws", 1))
        session = self.session(asked_scope)
        decision = session.decide(request, scope=asked_scope, is_origin_known=target.is_given)
        self.watch.decided(watched, decision, request, asked_scope)
        match decision:
            case Play(playback):
                rules, noise = session.store.rules, target.profile.sent_noise
                begun, hiding = session.hiding_of(request)
                conversation = Conversation(b"".join(playback.chunks), noise=noise, rules=rules, hiding=hiding)

                def refused(found: Unexpected) -> str:
                    miss = miss_of_message(session, begun, asked_scope, playback.name, found)
                    return f"no recording answers message {found.number} ({miss.reason.value}): {self.report(scope)}"

                await play(playback, conversation, refused, scope, receive, send)
            case Forward(capture, instead):
                if not target.is_reachable:
                    capture.not_sent()
                    await tell_unreachable(deny, target)
                    return
                # A server starts without what only a live conversation needs.
                from understudy.proxy.websockets.relaying import relay

                try:
                    limit = self.limit if target.is_named_by_client else None
                    await relay(self.with_key(instead or request, target, scope), capture, scope, receive, send, limit)
                except NotReached as error:
                    capture.not_sent()
                    await tell_not_reached(deny, target, error)
                except UpstreamFailed as failure:
                    await tell_failure(deny, failure, target)
            case Refuse(miss):
                await refuse(deny, miss, target, self.report(scope))
            case other:
                assert_never(other)
