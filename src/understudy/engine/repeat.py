"""What happens once all recordings of a request are played."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from understudy.engine.claims import Claims
from understudy.model.choice import choice
from understudy.store import Entry


class Repeat(Enum):
    """What answers a request once all its recordings are played."""

    IN_ORDER = "in-order"
    LAST = "last"
    CYCLE = "cycle"


def parse_repeat(name: str | Repeat) -> Repeat:
    """The repeat of this name.

    Raises:
        WrongUse: there is none.
    """
    return choice(Repeat, "repeat", name)


def following(candidates: Sequence[Entry], claimed: Claims, repeat: Repeat) -> Entry | None:
    """The next recording of a request, or None where there is none.

    Args:
        claimed: names of those it got before. A cycle begins anew by forgetting them.
    """
    entry = next((entry for entry in candidates if entry.name not in claimed), None)
    if entry or not candidates or repeat is Repeat.IN_ORDER:
        return entry
    if repeat is Repeat.CYCLE:
        claimed.clear()
    return candidates[0] if repeat is Repeat.CYCLE else candidates[-1]
