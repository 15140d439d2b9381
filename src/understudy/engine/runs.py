"""Recordings by how their conversations begin. Each is read once, when its endpoint and scope are first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from understudy.engine.lookup import Index
from understudy.errors import RecordingUnreadable
from understudy.match import conversation_of
from understudy.model import Request
from understudy.store import Entry, Store

Group = tuple[str | None, ...]
"""An endpoint and a scope; an endpoint alone is all of its recordings."""


class Runs:
    """Finds recordings by a digest of `match.Conversation`, at a cost that does not grow with the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._index: Index | None = None
        self._count = 0
        self._groups: dict[Group, list[Entry]] = {}
        self._by_run: dict[Group, dict[bytes, list[Entry]]] = {}
        self._read: dict[Entry, tuple[bytes, ...]] = {}

    def having(self, run: bytes, index: Index, endpoint: str, scope: str | None) -> Iterator[Entry]:
        """Those that begin with this run, and go on, and may answer: a scope's own before those without a scope;
        without a scope all, those without one first. Each by sequence and name."""
        if index is not self._index or len(index) != self._count:
            self._regroup(index)
        groups: tuple[Group, ...] = ((endpoint,),) if scope is None else ((endpoint, scope), (endpoint, None))
        for group in groups:
            yield from self._runs_in(group).get(run, ())

    def _regroup(self, index: Index) -> None:
        self._index, self._count = index, len(index)
        self._groups, self._by_run = defaultdict(list), {}
        for entry in index.all():
            self._groups[entry.endpoint,].append(entry)
            self._groups[entry.endpoint, entry.scope].append(entry)

    def _runs_in(self, group: Group) -> dict[bytes, list[Entry]]:
        if group not in self._by_run:
            by_run: dict[bytes, list[Entry]] = defaultdict(list)
            entries = self._groups.get(group, [])
            for entry in sorted(entries, key=lambda each: (each.scope is not None, each.sequence, each.name)):
                for run in self._runs_of(entry):
                    by_run[run].append(entry)
            self._by_run[group] = by_run
        return self._by_run[group]

    def _runs_of(self, entry: Entry) -> tuple[bytes, ...]:
        if entry not in self._read:
            self._read[entry] = self._read_runs(entry)
        return self._read[entry]

    def _read_runs(self, entry: Entry) -> tuple[bytes, ...]:
        try:
            request = self._store.load_request(entry.name).request
        except RecordingUnreadable:
            # It is reported when it is asked for; what cannot be read begins like nothing.
            return ()
        found = conversation_of(request, self._store.rules) if isinstance(request, Request) else None
        return found.runs[:-1] if found else ()
