"""Takes down an exchange while it happens. The caller has each chunk first; nothing waits for this.

What it holds of a body does not grow with it: many bytes are on a disk, and what is larger than may be kept is let go.
"""

from __future__ import annotations

from collections.abc import Callable

from understudy.apis import Profile
from understudy.engine.arrival import Arrival
from understudy.errors import StoreUnusable, TooLarge
from understudy.model import MAX_ANSWER, ClosedByClient, Complete, Ended, Failed, FailureKind, Headers, Mark, Response
from understudy.wire import framing_for

TOO_LARGE = "too large"
"""The word that reports count an answer by that is larger than may be kept."""

Write = Callable[[Callable[[], None]], None]
"""Carries out what writes a recording: at once, or in a thread."""


def at_once(write: Callable[[], None]) -> None:
    """Write before anything else is done."""
    write()


class Capture:
    """One exchange under way. Told of the head, of each chunk, and of one ending; later endings do nothing."""

    def __init__(
        self,
        profile: Profile,
        keep: Callable[[Response, Write], None] | None = None,
        release: Callable[[], None] = lambda: None,
        pass_over: Callable[[str], None] = lambda reason: None,
        unsend: Callable[[], None] = lambda: None,
        *,
        max_answer: int = MAX_ANSWER,
    ) -> None:
        """Begin.

        Args:
            keep: gets the answer, if it is to be kept.
            release: is told that there is none.
            pass_over: is told why there is one that is not kept.
            unsend: is told that there is none because nothing was sent.
            max_answer: bytes of the largest body that is kept.
        """
        self._profile, self._keep, self._release, self._pass_over = profile, keep, release, pass_over
        self._unsend = unsend
        self.is_unsent = False
        """Whether nothing was sent."""
        self._arrival = None if keep is None else Arrival(max_answer)
        self._status: int | None = None
        self._headers: Headers = ()
        self._trouble: StoreUnusable | None = None
        self.too_large: TooLarge | None = None
        """Why the answer was not kept, where it was larger than may be."""

    def head(self, status: int, headers: Headers) -> None:
        """The answer has begun."""
        self._status, self._headers = status, headers

    def chunk(self, content: bytes, at_ms: int) -> None:
        """A piece of the body has arrived, as it stood on the wire without transfer framing."""
        if self._arrival is None or not content:
            return
        try:
            self._arrival.append(content, at_ms)
        except TooLarge as error:
            # Whatever still comes is nobody's but the caller's.
            self._keep, self.too_large = None, error
            self._forget()
            self._pass_over(TOO_LARGE)
        except StoreUnusable as error:
            # The caller goes on; whoever asks for the end is told.
            self._trouble = error
            self._forget()

    def complete(self, write: Write = at_once) -> None:
        """The body is at its end. What later requests will name is known when this returns, whenever it is written."""
        self._finish(lambda _body: Complete(), write)

    def closed_by_client(self) -> None:
        """The client stopped reading, by itself or because it was thrown away."""
        if self._status is None:
            # Before the answer began: there is nothing that a replay could give.
            self.discard()
        self._finish(lambda body: Complete() if self._has_all(body) else ClosedByClient(len(body)))

    def failed(self, kind: FailureKind, message: str) -> None:
        """The upstream broke."""
        self._finish(lambda body: Failed(kind, message, len(body)))

    def discard(self) -> None:
        """Nothing came back and nothing is to be kept."""
        if self._keep is not None:
            self._keep = None
            self._forget()
            self._release()

    def not_sent(self) -> None:
        """Nothing is sent: whom to ask is not known, or may not be reached."""
        if not self.is_unsent:
            self.is_unsent = True
            self.discard()
            self._unsend()

    def __del__(self) -> None:
        self.closed_by_client()

    def _finish(self, ending: Callable[[bytes], Ended], write: Write = at_once) -> None:
        keep, self._keep = self._keep, None
        if keep is None:
            return
        try:
            if self._trouble is not None:
                self._release()
                raise self._trouble
            headers, body, marks, coding = self._decoded()
            keep(Response(self._status, headers, body, marks, ending(body), coding), write)
        except TooLarge as error:
            self.too_large = error
            self._pass_over(TOO_LARGE)
        finally:
            self._forget()

    def _forget(self) -> None:
        if self._arrival is not None:
            self._arrival.close()
            self._arrival = None

    def _decoded(self) -> tuple[Headers, bytes, tuple[Mark, ...], str | None]:
        """The body without content coding, or as it is where there is none, or it is unknown or damaged."""
        assert self._arrival is not None, "it is kept"
        coding = self._header("content-encoding")
        plain = None if coding is None else self._arrival.without(coding)
        if plain is None:
            return self._headers, *self._arrival.as_it_came(), None
        return tuple(pair for pair in self._headers if pair[0].lower() != "content-encoding"), *plain, coding

    def _has_all(self, body: bytes) -> bool:
        """Whether a client that left had nothing more to read, but for the end itself."""
        length = self._header("content-length")
        if length is not None and length.isdigit():
            assert self._arrival is not None, "it is kept"
            return self._arrival.size >= int(length)
        if not self._profile.last_frames:
            return False
        frames = framing_for(self._header("content-type"), body).splitter().feed(body)
        return any(frame.startswith(self._profile.last_frames) for frame in frames)

    def _header(self, name: str) -> str | None:
        return next((value for key, value in self._headers if key.lower() == name), None)
