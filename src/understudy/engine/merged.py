"""Rules that go too far: two recordings of one scope that were two requests, and would be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote

from understudy.engine.lookup import Index
from understudy.errors import WrongUse
from understudy.match import fingerprint_of_call, fingerprint_of_request
from understudy.misses import Difference, differences
from understudy.misses.explain import comparable
from understudy.model import Call, RecordedRequest
from understudy.store import Entry, Store

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Merged:
    """Two recordings of one scope that ask different things, and have one fingerprint."""

    one: str
    other: str
    scope: str | None
    differences: tuple[Difference, ...]


def check_rules(store: Store, index: Index) -> None:
    """No rule of the store's project makes two of its recordings equal that are not.

    Raises:
        WrongUse: one does; the second would never be asked for, or answer the first one's request.
    """
    if found := next(merged(store, index), None):
        raise WrongUse(_text(found, store.describe()))


def merged(store: Store, index: Index) -> Iterator[Merged]:
    """Recordings that the rules make equal to another one of their scope, each once."""
    seen = set()
    for alike in index.alike():
        by_scope: dict[str | None, list[Entry]] = defaultdict(list)
        for entry in alike:
            by_scope[entry.scope].append(entry)
        for entries in by_scope.values():
            first, *others = (store.load_request(entry.name) for entry in entries)
            for other in others:
                if (first.name, other.name) not in seen and _own(first) != _own(other):
                    seen.add((first.name, other.name))
                    found = differences(comparable(first.request), comparable(other.request))
                    yield Merged(first.name, other.name, first.scope, tuple(found))


def _own(recorded: RecordedRequest) -> str:
    """The fingerprint without any rules."""
    request = recorded.request
    return fingerprint_of_call(request) if isinstance(request, Call) else fingerprint_of_request(request)


def _text(found: Merged, store: str) -> str:
    return "\n".join(
        [
            f"{found.one} and {found.other}: the rules of [tool.understudy] make two requests of one scope equal",
            "",
            *(line for difference in found.differences[:SHOWN] for line in _lines(difference)),
            "",
            "  Each would get the answer of whichever is asked first. Make the rule narrower, or delete one of them.",
            f"  See all that the rules do: understudy rekey {quote(store)}",
        ]
    )


def _lines(difference: Difference) -> list[str]:
    return [
        f"  differs at  {difference.path}",
        f"    one       {difference.recorded}",
        f"    other     {difference.sent}",
    ]
