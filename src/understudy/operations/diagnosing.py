"""What is new in the requests of two runs of one command, and which setting would declare it.

Both runs replay: what matches its recording has nothing new in it, and what does not is a miss that names the places
where it differs. A place that holds something else in each run is volatile; one that holds the same in both was changed
since it was recorded, or changes with the day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from understudy.errors import WrongUse
from understudy.match import parse_rules
from understudy.match.ready_made import READY_MADE
from understudy.misses import Miss, Nearest, Reason
from understudy.misses.addresses import ADDRESS
from understudy.misses.difference import ABSENT, Difference


class Advice(Enum):
    """What to do about a place."""

    VOLATILE = "volatile"
    """Declare a ready-made kind."""

    IGNORE = "ignore"
    """Ignore the path."""

    PATTERN = "pattern"
    """It holds what is asked: only a pattern can say which part of it is volatile."""

    RECORD = "record"
    """It was changed since it was recorded."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in requests that is not what was recorded."""

    path: str
    """As `ignore` spells it: `messages.*.content`."""

    advice: Advice
    setting: str
    """A ready-made kind, or a path; empty where no setting can be named."""

    recorded: str
    sent: tuple[str, ...]
    """In the first run and in the second."""

    count: int
    """Requests in which it was found."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What two runs have shown."""

    places: tuple[Place, ...]
    unknown: tuple[Miss, ...]
    """Misses of the second run that no recording is near to."""


def diagnose(first: Sequence[Miss], second: Sequence[Miss]) -> Diagnosis:
    """Compare what two runs of one command missed; requests of equal place in the order of their scope are one."""
    found: dict[tuple[str, Advice, str], list[tuple[Difference, tuple[str, ...]]]] = defaultdict(list)
    for pair in _paired(first, second):
        by_path = [
            {each.path: each for each in miss.nearest.differences} if miss and miss.nearest else {} for miss in pair
        ]
        for path in dict.fromkeys([*by_path[0], *by_path[1]]):
            differences = [each[path] for each in by_path if path in each]
            sent = tuple(each.sent for each in differences)
            is_new = len(set(sent)) > 1 or len(sent) == 1
            advice, setting = _advised(differences, path, is_new=is_new)
            found[_general(path), advice, setting].append((differences[0], sent))
    places = tuple(
        Place(path, advice, setting, each[0][0].recorded, each[0][1], len(each))
        for (path, advice, setting), each in found.items()
    )
    return Diagnosis(places, tuple(miss for miss in second if _near(miss) is None))


def _paired(first: Sequence[Miss], second: Sequence[Miss]) -> Iterable[tuple[Miss | None, Miss | None]]:
    grouped: dict[object, tuple[list[Miss], list[Miss]]] = defaultdict(lambda: ([], []))
    for number, misses in enumerate((first, second)):
        for miss in misses:
            if near := _near(miss):
                grouped[miss.scope, miss.asked.url, near.name][number].append(miss)
    for pair in grouped.values():
        yield from zip_longest(*pair)


def _near(miss: Miss) -> Nearest | None:
    """The recording that may be of this request."""
    return miss.nearest if miss.reason is Reason.DIFFERS else None


def _advised(differences: Sequence[Difference], path: str, *, is_new: bool) -> tuple[Advice, str]:
    if path in ADDRESS:
        return Advice.RECORD, ""
    kinds = {_kind(each) for each in differences}
    if len(kinds) == 1 and (kind := kinds.pop()):
        return Advice.VOLATILE, kind
    if not is_new:
        return Advice.RECORD, ""
    general = _general(path)
    try:
        if not path.startswith("?"):
            parse_rules(ignore=[general])
            return Advice.IGNORE, general
    except WrongUse:
        pass
    return Advice.PATTERN, ""


def _kind(difference: Difference) -> str:
    """The ready-made kind of the first value in which two texts differ; empty where it has none."""
    recorded, sent = difference.recorded, difference.sent
    if ABSENT in (recorded, sent):
        return ""
    pairs = enumerate(zip(recorded, sent, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), min(len(recorded), len(sent)))
    for kind, pattern in READY_MADE.items():
        group = 1 if pattern.groups else 0
        spans = [{each.start(group): each.end(group) for each in pattern.finditer(text)} for text in (recorded, sent)]
        if any(start <= at < min(end, spans[1].get(start, 0)) for start, end in spans[0].items()):
            return kind
    return ""


def _general(path: str) -> str:
    """`messages[0].content` as `messages.*.content`."""
    return re.sub(r"\[\d+\]", ".*", path)
