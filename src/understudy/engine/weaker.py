"""A weaker rule, used only where a user asks for it: the recording whose conversation begins like the request's.

It has all but some turns in common with the request, is at the same step, and has not answered yet. Of several it is
the one with most equal turns from the first one on; of those with as many, the first by sequence and name.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from functools import partial
from itertools import islice

from understudy.engine.asked import Asked
from understudy.engine.claims import Claims
from understudy.engine.journal import WeakerMatch
from understudy.engine.lookup import Index
from understudy.engine.runs import Runs
from understudy.errors import RecordingUnreadable
from understudy.match import conversation_of
from understudy.misses import differences
from understudy.misses.explain import comparable
from understudy.model import Request
from understudy.model.choice import choice
from understudy.store import Entry, Store

COMPARED = 100
"""Recordings with as many equal turns, of which those from the same server come first."""


class Match(Enum):
    """What may answer a request."""

    EXACT = "exact"
    PREFIX = "prefix"


def parse_match(name: str | Match) -> Match:
    """The match of this name.

    Raises:
        WrongUse: there is none.
    """
    return choice(Match, "match", name)


Claimed = dict[tuple[str | None, str], Claims]
"""Names of recordings that have answered, by scope and by fingerprint or rule."""


class Weaker:
    """Finds what answers a request that has no recording of its own."""

    def __init__(self, store: Store, match: Match) -> None:
        self._store, self._match = store, match
        self._runs = Runs(store)

    def find(
        self, asked: Asked, index: Index, origin: str | None, claimed: Claimed
    ) -> tuple[Asked, Entry, list[Entry]] | None:
        """What was asked, with what the recording that answers it has of it; and that recording, which is claimed.
        None where no recording is near enough, or nobody asked for a weaker rule."""
        if self._match is Match.EXACT or not isinstance(asked.what, Request):
            return None
        conversation = conversation_of(asked.what, self._store.rules)
        if conversation is None:
            return None
        turns, own = len(conversation.runs), claimed.setdefault((asked.scope, self._match.value), Claims())
        for equal in reversed(range(1, turns)):
            having = self._runs.having(conversation.runs[equal - 1], index, asked.endpoint, asked.scope)
            free = list(islice((each for each in having if not _is_claimed(each, asked.scope, own, claimed)), COMPARED))
            if free:
                entry = min(free, key=partial(_rank, asked.scope, origin))
                own.take(entry.name)
                found = WeakerMatch(
                    name=entry.name,
                    rule=self._match.value,
                    equal=equal,
                    turns=turns,
                    path=self._path(asked.what, entry, conversation.field),
                    is_one_of_several=any(each.fingerprints != entry.fingerprints for each in free),
                )
                return replace(asked, weaker=found), entry, [entry]
        return None

    def _path(self, request: Request, entry: Entry, field: str) -> str:
        """Where the first turn differs."""
        try:
            recorded = self._store.load_request(entry.name).request
        except RecordingUnreadable:
            return ""  # it is reported when it is to answer
        one, other = ({field: comparable(each, self._store.rules).get(field)} for each in (recorded, request))
        return next((each.path for each in differences(one, other)), field)


def _rank(scope: str | None, origin: str | None, entry: Entry) -> tuple[bool, bool]:
    """As `Index.candidates` has them."""
    is_elsewhere = entry.origin != origin
    return (is_elsewhere, entry.scope is not None) if scope is None else (entry.scope != scope, is_elsewhere)


def _is_claimed(entry: Entry, scope: str | None, own: Claims, claimed: Claimed) -> bool:
    return entry.name in own or any(entry.name in claimed.get((scope, each), ()) for each in entry.fingerprints)
