"""Which recordings may answer a request: by fingerprint, by scope, in the order in which they are played."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from understudy.store import Entry
from understudy.store.uncollected import uncollected

_place = attrgetter("sequence", "name")


class Index:
    """The entries of a store, found at a cost that does not grow with their number."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_fingerprint: dict[str, list[Entry]] = defaultdict(list)
        with uncollected():
            self._by_name = {entry.name: entry for entry in entries}
            for entry in self._by_name.values():
                for fingerprint in entry.fingerprints:
                    self._by_fingerprint[fingerprint].append(entry)
        for alike in self.alike():
            alike.sort(key=_place)

    def add(self, entry: Entry) -> None:
        """One more, or the one of this name anew."""
        if old := self._by_name.get(entry.name):
            for fingerprint in old.fingerprints:
                self._by_fingerprint[fingerprint].remove(old)
        self._by_name[entry.name] = entry
        for fingerprint in entry.fingerprints:
            insort(self._by_fingerprint[fingerprint], entry, key=_place)

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def all(self) -> list[Entry]:
        """Every entry."""
        return list(self._by_name.values())

    def alike(self) -> list[list[Entry]]:
        """Those of equal fingerprints, where there are several."""
        return [entries for entries in self._by_fingerprint.values() if len(entries) > 1]

    def candidates(self, fingerprint: str, scope: str | None, origin: str | None) -> list[Entry]:
        """Those that may answer, best first.

        A scope's own come before those without a scope; without a scope all may answer. Among equal ones
        those recorded from the same server come first; an origin of None is not known.
        """
        equal = self._by_fingerprint.get(fingerprint)
        if equal is None:
            return []
        if len(equal) == 1:
            return equal if scope is None or equal[0].scope in (scope, None) else []
        allowed = equal if scope is None else [entry for entry in equal if entry.scope in (scope, None)]
        if scope is None:
            return sorted(allowed, key=lambda entry: (entry.origin != origin, entry.scope is not None))
        return sorted(allowed, key=lambda entry: (entry.scope != scope, entry.origin != origin))
