"""Which recordings may be the nearest to a request: of the same endpoint, its own scope's first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from understudy.errors import RecordingUnreadable
from understudy.model import Recording
from understudy.store import Entry, Store

COMPARED = 200
"""A miss may cost the time to read so many."""


def nearby(store: Store, entries: Iterable[Entry], endpoint: str, scope: str | None) -> Iterator[Recording]:
    """Those recordings, read one by one."""
    alike = [entry for entry in entries if entry.endpoint == endpoint]
    alike.sort(key=lambda entry: (entry.scope != scope, entry.scope is not None))
    for entry in alike[:COMPARED]:
        try:
            yield store.load(entry.name)
        except RecordingUnreadable:
            # It is reported when it is asked for; only one that can be read can be near.
            continue
