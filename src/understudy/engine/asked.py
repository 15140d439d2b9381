"""What a session is asked, and where what comes back will be kept."""

from __future__ import annotations

from dataclasses import dataclass

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

    claimed: dict[str, None]


def place_for(asked: Asked, entry: Entry | None, claimed: dict[str, None]) -> Place:
    """The place of this recording, or the next free one. It is claimed.

    Args:
        claimed: what equal requests of the same scope got before.
    """
    slot = entry.name if entry else f"(place {len(claimed) + 1})"
    claimed[slot] = None
    # A recording of all scopes, or of a request without one, is not this scope's to replace.
    replaces = entry.name if entry and entry.scope == asked.scope else None
    sequence = entry.sequence if entry and replaces else len(claimed)
    return Place(asked.scope, asked.fingerprint, sequence, replaces, slot, claimed)
