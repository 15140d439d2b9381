"""A running server, as the pages about it see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from understudy.engine import Session
from understudy.operations.not_spent import NotSpent
from understudy.operations.traffic import Traffic


class Breaking(Protocol):
    """What goes wrong on purpose, by scope."""

    @property
    def faults(self) -> Mapping[str, str]:
        """The faults of scopes that have their own, as they are spelt; of none, where it is empty."""

    def break_scope(self, scope: str, faults: str) -> None:
        """From now on answers of this scope meet these faults alone; none where it is empty.

        Raises:
            WrongUse: there is no such fault.
        """


@dataclass(frozen=True, slots=True)
class Running:
    """What a server hands to its pages."""

    session: Session
    traffic: Traffic
    repeated: Callable[[], int]
    """How many answers were given again without being decided on: they are counted, and no part of the traffic."""

    not_spent: Callable[[Mapping[str, int]], NotSpent]
    """What so many plays, by the recording's name, did not cost. Reads recordings."""

    breaking: Breaking
