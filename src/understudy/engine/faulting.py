"""Which requests meet a fault. It depends on the seed, the request and how often it was asked, on nothing else: the
order in which requests come, and how many at once, changes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from understudy.model import Fault, parse_fault

SEED = "0"


@dataclass(frozen=True, slots=True)
class Met:
    """A fault that a request meets."""

    fault: Fault
    place: float
    """At least 0 and less than 1: chooses a place in the answer where the fault leaves that open."""


class Faults:
    """The faults of a session."""

    def __init__(self, faults: Sequence[Fault] = (), seed: str = SEED) -> None:
        self._faults, self._seed = tuple(faults), seed
        self._asked: Counter[tuple[str | None, str]] = Counter()

    def anew(self) -> Faults:
        """The same, before anything was asked."""
        return Faults(self._faults, self._seed)

    def instead(self, faults: Sequence[Fault]) -> Faults:
        """Others, with the same seed."""
        return Faults(faults, self._seed)

    def __bool__(self) -> bool:
        """Whether requests that do not ask for one meet any."""
        return bool(self._faults)

    def met(self, fingerprint: str, scope: str | None, wanted: str | None) -> Met | None:
        """The fault that a request meets, if any. To ask is to count it.

        Args:
            wanted: the fault that the request itself asks for; it goes before those of the session.

        Raises:
            WrongUse: there is no such fault.
        """
        if not self._faults and wanted is None:
            return None
        faults = self._faults if wanted is None else (parse_fault(wanted),)
        self._asked[scope, fingerprint] += 1
        time = self._asked[scope, fingerprint]
        left = self._drawn(fingerprint, time, "whether")
        for fault in faults:
            if fault.times is not None and time > fault.times:
                continue
            if left < fault.probability:
                return Met(fault, self._drawn(fingerprint, time, "where"))
            left -= fault.probability
        return None

    def _drawn(self, fingerprint: str, time: int, what: str) -> float:
        digest = hashlib.sha256(f"{self._seed}\n{fingerprint}\n{time}\n{what}".encode()).digest()
        # As many bits as a float holds: with more it could be 1.
        return (int.from_bytes(digest[:7]) >> 3) / 2**53
