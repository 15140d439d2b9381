"""What a session is asked, and where what comes back will be kept."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.engine.claims import Claims
from understudy.engine.faulting import Met
from understudy.engine.journal import WeakerMatch
from understudy.match import addressed
from understudy.model import Call, Request
from understudy.redact import Hiding
from understudy.store import Entry


@dataclass(frozen=True, slots=True)
class Asked:
    """A request or a call, as it is looked up."""

    what: Request | Call
    fingerprint: str
    scope: str | None
    met: Met | None = None
    """The fault that a recording's answer to it is to have."""

    weaker: WeakerMatch | None = None
    """What the recording that answers has of it, where that is another request's."""

    hiding: Hiding | None = None
    """What is not in it, and not to be in what comes back."""

    @property
    def claims(self) -> tuple[str | None, str]:
        """Under what the recordings are claimed that have answered it."""
        return self.scope, self.fingerprint if self.weaker is None else self.weaker.rule

    def fingerprint_in(self, entry: Entry) -> str:
        """The one that the recording which answers has to have."""
        return self.fingerprint if self.weaker is None else entry.fingerprints[0]

    @property
    def endpoint(self) -> str:
        """By which recordings that are near it are found."""
        what = self.what
        return what.endpoint if isinstance(what, Call) else addressed(what.method, what.url).endpoint


@dataclass(frozen=True, slots=True)
class Place:
    """Where what comes back will be kept."""

    scope: str | None
    fingerprint: str
    sequence: int
    replaces: str | None
    slot: str
    """What is claimed until it has come."""

    number: int
    """Of the request in its session; where it asks again for what was not kept, of the first that asked."""

    claims: Claims


def place_for(asked: Asked, entry: Entry | None, claims: Claims, number: int) -> Place:
    """The place of this recording, or the next free one. It is claimed.

    Args:
        claims: what equal requests of the same scope got before.
        number: of the request in its session.
    """
    if entry is None:
        slot, turn, number = claims.take_place(number)
        return Place(asked.scope, asked.fingerprint, turn, None, slot, number, claims)
    number = claims.take(entry.name, number)
    # A recording of all scopes, or of a request without one, is not this scope's to replace.
    is_own = entry.scope == asked.scope
    sequence = entry.sequence if is_own else claims.turn_of(entry.name)
    return Place(asked.scope, asked.fingerprint, sequence, entry.name if is_own else None, entry.name, number, claims)
