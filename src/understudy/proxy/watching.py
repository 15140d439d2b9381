"""What each request came to, as the application sees it: what was done, how long it took, how much was sent.

Metrics and the log are made of it. An answer that is given without the application (`shortcut.py`, a worker) is
counted by the session alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from enum import Enum
from functools import partial
from time import perf_counter as clock

from understudy.engine import Decision, Forward, Play, Refuse
from understudy.model import Request
from understudy.operations.traffic import Answered, Traffic
from understudy.proxy.asgi import Message, Scope, Send
from understudy.proxy.forward.ways import Fail, Pass
from understudy.proxy.metrics.histogram import Histogram


class Done(Enum):
    """What was done with a request."""

    PLAY = "play"
    FAULT = "fault"
    """Played, and broken on purpose."""

    LIVE = "live"
    """Sent to an upstream."""

    UNSENT = "unsent"
    """To be sent to one, which is not known, or may not be reached."""

    MISS = "miss"
    PASS = "pass"
    """Sent on unrecorded: side traffic, and hosts that are ignored."""

    BREAK = "break"
    """Side traffic in replay: the connection was broken."""

    LOCKED = "locked"
    """The client has no key for this server."""

    FORBIDDEN = "forbidden"
    """The request is none that is let in."""

    ERROR = "error"
    """There was no decision."""


SWITCHING = 101
"""Status of an answer that begins a conversation."""

MEASURED = (Done.PLAY, Done.FAULT, Done.LIVE, Done.MISS)


class Measured:
    """All answers of one kind."""

    def __init__(self) -> None:
        self.first = Histogram()
        """Seconds from the whole request to the first byte of the answer's body; to its end where it has none."""
        self.whole = Histogram()
        """Seconds from the whole request to the end of the answer."""
        self.sent = 0
        """Bytes of the answers' bodies."""


class Watched:
    """One request and its answer."""

    __slots__ = (
        "_send",
        "body",
        "decision",
        "done",
        "first_at",
        "head",
        "pieces",
        "request",
        "scope",
        "sent",
        "started",
    )

    def __init__(self, send: Send, *, keeps_body: bool) -> None:
        self._send = send
        self.done: Done | None = None
        """None where nothing was asked of an API."""
        self.started = self.first_at = 0.0
        self.head: Message | None = None
        """What began the answer."""
        self.sent = 0
        """Bytes of the answer's body."""
        self.pieces: list[bytes] | None = [] if keeps_body else None
        """These, if they are wanted."""
        self.body = b""
        """The request's."""
        self.request: Request | None = None
        self.scope: str | None = None
        self.decision: Decision | Pass | Fail | None = None

    def send(self, message: Message) -> Awaitable[None]:
        """Send, and look at it on the way."""
        content = message.get("body")
        if content is None:
            content = self._said(message)
        if content:
            self.sent += len(content)
            self.first_at = self.first_at or clock()
            if self.pieces is not None:
                self.pieces.append(content)
        return self._send(message)

    def _said(self, message: Message) -> bytes:
        """In a conversation; what begins an answer says nothing yet."""
        if message["type"] == "websocket.send":
            text: str | None = message.get("text")
            said: bytes = message["bytes"] if text is None else text.encode()
            return said
        if message["type"] == "websocket.accept":
            self.head = {"status": SWITCHING, "headers": []}
        elif "status" in message:
            self.head = message
        return b""

    def begin(self, body: bytes) -> None:
        """The request is whole. Without a decision it comes to an error."""
        self.body, self.done = body, Done.ERROR
        self.started = clock()


OnEnded = Callable[[Watched, Scope, float, float], None]
"""Told of an answer's end: what was asked how, and the seconds to the first byte and to the last."""


class Watch:
    """All requests of a server."""

    def __init__(
        self,
        on_ended: OnEnded | None = None,
        *,
        keeps_bodies: bool = False,
        answered: Callable[[Watched, Scope, float, float], Answered] | None = None,
    ) -> None:
        """`answered` says of an answer that has ended what those see who look at the traffic."""
        self._on_ended, self._keeps_bodies, self._answered = on_ended, keeps_bodies, answered
        self.traffic = Traffic()
        self.measured = {done: Measured() for done in MEASURED}
        self.played: Counter[str] = Counter()
        """Plays that the application gave, by the recording's name."""
        self.sizes: dict[str, int] = {}
        """Bytes of the body of what may be played without the application, by the recording's name."""

    def watched(self, send: Send) -> Watched:
        """One more request."""
        return Watched(send, keeps_body=self._keeps_bodies)

    def decided(self, watched: Watched, decision: Decision | Pass | Fail, request: Request, scope: str | None) -> None:
        """What is about to be done."""
        watched.decision, watched.request, watched.scope = decision, request, scope
        match decision:
            case Play(playback, None, is_settled):
                watched.done = Done.PLAY
                self.played[playback.name] += 1
                if is_settled:
                    self.sizes[playback.name] = playback.size
            case Play():
                watched.done = Done.FAULT
            case Forward():
                watched.done = Done.LIVE
            case Refuse():
                watched.done = Done.MISS
            case Pass():
                watched.done = Done.PASS
            case Fail():
                watched.done = Done.BREAK

    def ended(self, watched: Watched, scope: Scope) -> None:
        """The answer has ended, or was broken off."""
        if watched.done is None:
            return
        if isinstance(watched.decision, Forward) and watched.decision.capture.is_unsent:
            watched.done = Done.UNSENT
        now = clock()
        whole_s = now - watched.started
        first_s = watched.first_at - watched.started if watched.first_at else whole_s
        # How long a conversation takes is for its client to say.
        if scope["type"] == "http" and (measured := self.measured.get(watched.done)):
            measured.first.observe(first_s)
            measured.whole.observe(whole_s)
            measured.sent += watched.sent
        if self._on_ended is not None:
            self._on_ended(watched, scope, first_s, whole_s)
        if self.traffic.listeners and self._answered is not None:
            self.traffic.tell(partial(self._answered, watched, scope, first_s, whole_s))
