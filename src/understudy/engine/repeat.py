"""What happens once all recordings of a request are played."""

from __future__ import annotations

from enum import Enum

from understudy.errors import WrongUse


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
    try:
        return Repeat(name)
    except ValueError:
        known = ", ".join(repeat.value for repeat in Repeat)
        raise WrongUse(f"repeat {name!r} does not exist\n\n  It is one of {known}.") from None
