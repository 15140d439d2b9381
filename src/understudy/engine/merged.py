"""Rules that go too far: two recordings of one scope that were two requests, and would be one."""

from __future__ import annotations

from collections import defaultdict

from understudy.engine.lookup import Index
from understudy.errors import WrongUse
from understudy.match import fingerprint_of_call, fingerprint_of_request
from understudy.misses import Difference, differences
from understudy.misses.explain import comparable
from understudy.model import Call, RecordedRequest
from understudy.store import Entry, Store

SHOWN = 3


def check_rules(store: Store, index: Index) -> None:
    """No rule of the store's project makes two of its recordings equal that are not.

    Raises:
        WrongUse: one does; the second would never be asked for, or answer the first one's request.
    """
    for alike in index.alike():
        by_scope: dict[str | None, list[Entry]] = defaultdict(list)
        for entry in alike:
            by_scope[entry.scope].append(entry)
        for entries in by_scope.values():
            first, *others = (store.load_request(entry.name) for entry in entries)
            for other in others:
                if _own(first) != _own(other):
                    raise WrongUse(_text(first, other))


def _own(recorded: RecordedRequest) -> str:
    """The fingerprint without any rules."""
    request = recorded.request
    return fingerprint_of_call(request) if isinstance(request, Call) else fingerprint_of_request(request)


def _text(first: RecordedRequest, other: RecordedRequest) -> str:
    found = differences(comparable(first.request), comparable(other.request))
    return "\n".join(
        [
            f"{first.name} and {other.name}: the rules of [tool.understudy] make two requests of one scope equal",
            "",
            *(line for difference in found[:SHOWN] for line in _lines(difference)),
            "",
            "  Each would get the answer of whichever is asked first. Make the rule narrower, or delete one of them.",
        ]
    )


def _lines(difference: Difference) -> list[str]:
    return [
        f"  differs at  {difference.path}",
        f"    one       {difference.recorded}",
        f"    other     {difference.sent}",
    ]
