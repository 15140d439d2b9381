"""What a store has that explains a miss: which recordings may be the nearest to a request, and which are of other
scopes. The nearest are of its own scope, or share most with it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import chain, islice

from understudy.engine.asked import Asked
from understudy.engine.lookup import Index
from understudy.errors import RecordingUnreadable
from understudy.match import features_of_call, features_of_request
from understudy.misses import Elsewhere, Looked
from understudy.misses.addresses import may_be_beside
from understudy.model import Call, RecordedRequest
from understudy.store import Entry, Store

COMPARED = 16
"""Of its own scope, and of the similar ones: reading and comparing so many takes a few milliseconds."""

WITHOUT_INDEX = 200
"""Where the store has no index of features."""


def looked(store: Store, index: Index, asked: Asked, played: Container[str] = ()) -> Looked:
    """Where a request was looked for. `played` names what has answered so far."""
    entries, scope = index.all(), asked.scope
    equal = index.candidates(asked.fingerprint, None, None)
    other = next((entry for entry in equal if scope is not None and entry.scope not in (scope, None)), None)
    return Looked(
        store=store.describe(),
        is_there=bool(entries) or store.exists(),
        count=len(entries),
        in_scope=len(entries) if scope is None else sum(entry.scope in (scope, None) for entry in entries),
        elsewhere=None if other is None else Elsewhere(other.name, other.scope),
        played=played,
        nearby=nearby(store, index, asked),
    )


def nearby(store: Store, index: Index, asked: Asked) -> Iterator[RecordedRequest]:
    """Those recordings, read one by one."""
    for name in _names(store, index, asked):
        try:
            yield store.load_request(name)
        except RecordingUnreadable:
            # It is reported when it is asked for; only one that can be read can be near.
            continue


def _names(store: Store, index: Index, asked: Asked) -> dict[str, None]:
    what, scope, entries = asked.what, asked.scope, index.all()
    own = _beside(asked, (entry for entry in entries if scope is not None and entry.scope == scope))
    similar = store.similar(features_of_call(what) if isinstance(what, Call) else features_of_request(what), COMPARED)
    if similar is None:
        others = islice((entry.name for entry in _beside(asked, entries)), WITHOUT_INDEX)
    else:
        others = islice((name for name in similar if name in index), COMPARED)
    return dict.fromkeys(chain(islice((entry.name for entry in own), COMPARED), others))


def _beside(asked: Asked, entries: Iterable[Entry]) -> list[Entry]:
    """Those of the same endpoint, those without a scope first; then those of one that is beside it."""
    endpoint = asked.endpoint
    found = [entry for entry in entries if may_be_beside(endpoint, entry.endpoint)]
    return sorted(found, key=lambda entry: (entry.endpoint != endpoint, entry.scope is not None))
