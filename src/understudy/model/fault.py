"""What can go wrong with an answer on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Unit(Enum):
    """What a place in an answer is counted in."""

    FRAMES = "frames"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class After:
    """Once so much of the body has been given, or all there is."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Anywhere:
    """After a number of frames that the seed chooses."""


Place = After | Anywhere | None
"""None is before the answer."""


@dataclass(frozen=True, slots=True)
class Status:
    """An error of the API in place of the answer."""

    code: int
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody takes the connection."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset."""

    at: Place = None


@dataclass(frozen=True, slots=True)
class Stall:
    """Nothing comes for so long; then the rest does."""

    for_ms: float
    at: Place = None


@dataclass(frozen=True, slots=True)
class SlowLoris:
    """The body comes byte by byte, one in so long."""

    each_ms: float


@dataclass(frozen=True, slots=True)
class Truncated:
    """The JSON of a frame ends in its middle, and with it the answer. None: a frame that the seed chooses."""

    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Duplicated:
    """A frame comes twice."""

    frame: int | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A frame does not come."""

    frame: int | None = None


@dataclass(frozen=True, slots=True)
class WrongLength:
    """`content-length` says so many bytes too many, or too few."""

    by: int


Damage = Status | Refused | Reset | Stall | SlowLoris | Truncated | Duplicated | Dropped | WrongLength


@dataclass(frozen=True, slots=True)
class Fault:
    """A damage, and which requests it befalls."""

    name: str
    """The damage as it is spelt, `reset after=3 frames`: by this name it is counted and told."""

    damage: Damage
    probability: float = 1.0
    times: int | None = None
    """Only the first so many times that a request is asked; None is every time."""

    @property
    def takes_turn(self) -> bool:
        """Whether the client has its answer all the same, so that it goes on; after the others it asks again, and
        its recording must still be there."""
        return isinstance(self.damage, SlowLoris | Duplicated | Dropped)
