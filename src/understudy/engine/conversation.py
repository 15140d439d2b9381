"""A recorded WebSocket conversation, played: each message of the server is due once the client has said all that came
before it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from understudy.match import NO_RULES, Naming, Rules
from understudy.match.messages import canonical_message
from understudy.redact import Hiding
from understudy.wire.websocket import CLOSE, Message, messages_of


@dataclass(frozen=True, slots=True)
class Unexpected:
    """The client said something else than what is recorded."""

    number: int
    """Of its message, from 1."""

    sent: bytes
    recorded: bytes | None
    """None where the recorded conversation has no further message of the client."""


class Conversation:
    """One conversation under way."""

    def __init__(
        self, body: bytes, *, noise: Sequence[str] = (), rules: Rules = NO_RULES, hiding: Hiding | None = None
    ) -> None:
        """The recorded conversation.

        Args:
            noise: paths that mean nothing in the client's messages.
            hiding: what is not written of them.
        """
        self._left, self._hiding = deque(messages_of(body)), hiding
        self._noise, self._heard = noise, 0
        # What is equal in two messages that are recorded has to be in those that are said.
        self._recorded = Naming(rules) if rules else None
        self._said = Naming(rules) if rules else None

    @property
    def is_over(self) -> bool:
        """Whether nothing is left that either side said."""
        return not self._left

    def due(self) -> list[Message]:
        """What the server says now, up to the next message of the client."""
        said = []
        while self._left and not self._left[0].is_from_client:
            said.append(self._left.popleft())
        return said

    def hear(self, kind: str, payload: bytes) -> Unexpected | None:
        """The client said this; None is that it is what was recorded."""
        self._heard += 1
        payload = payload if self._hiding is None else self._hiding.raw(payload)
        expected = self._left[0] if self._left and self._left[0].kind != CLOSE else None
        if expected and expected.kind == kind and self._is_same(expected.payload, payload):
            self._left.popleft()
            return None
        return Unexpected(self._heard, payload, expected.payload if expected else None)

    def _is_same(self, recorded: bytes, said: bytes) -> bool:
        recorded_form = canonical_message(recorded, self._noise, self._recorded)
        return recorded_form == canonical_message(said, self._noise, self._said)
