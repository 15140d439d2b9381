"""The words for faults, and what each can be told: a new one is a line in the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from understudy.model.duration import duration_ms
from understudy.model.fault import (
    After,
    Anywhere,
    Damage,
    Dropped,
    Duplicated,
    Place,
    Refused,
    Reset,
    SlowLoris,
    Stall,
    Status,
    Truncated,
    Unit,
    WrongLength,
)

T = TypeVar("T")
Said = Mapping[str, str]
"""What stands behind each word of a fault: `{"reset": "", "after": "3frames"}`."""

STALL_MS, BYTE_MS, TOO_MANY = 60_000.0, 10.0, 10
RETRY_AFTER_S = 1


@dataclass(frozen=True, slots=True)
class Word:
    """A kind of fault."""

    means: str
    example: str
    options: tuple[str, ...]
    make: Callable[[Said], Damage]


def _status(said: Said) -> Damage:
    code = number(said, "status")
    if not 400 <= code <= 599:
        raise ValueError(f"status={code} is no error's")
    usual = RETRY_AFTER_S if code == 429 else None
    return Status(code, number(said, "retry-after") if "retry-after" in said else usual)


def _frame(said: Said) -> int | None:
    if "frame" not in said:
        return None
    found = number(said, "frame")
    if found < 1:
        raise ValueError("frame=0: frames are counted from 1")
    return found


WORDS: dict[str, Word] = {
    "status": Word(
        "an error of the API in place of the answer",
        "status=429 retry-after=2",
        ("retry-after",),
        _status,
    ),
    "refused": Word("nobody takes the connection", "refused", (), lambda said: _alone(said, "refused", Refused())),
    "reset": Word(
        "the connection is reset, before the answer or in its middle",
        "reset after=3 frames",
        ("after", "before"),
        lambda said: _alone(said, "reset", Reset(_place(said))),
    ),
    "stall": Word(
        "nothing comes for a while, before the answer or in its middle",
        "stall=30s after=2 frames",
        ("after", "before"),
        lambda said: Stall(_duration(said, "stall", STALL_MS), _place(said)),
    ),
    "slow-loris": Word(
        "the body comes byte by byte",
        "slow-loris=20ms",
        (),
        lambda said: SlowLoris(_duration(said, "slow-loris", BYTE_MS)),
    ),
    "truncated": Word(
        "the JSON of a frame ends in its middle, and with it the answer",
        "truncated frame=3",
        ("frame",),
        lambda said: _alone(said, "truncated", Truncated(_frame(said))),
    ),
    "duplicated": Word(
        "a frame comes twice",
        "duplicated frame=3",
        ("frame",),
        lambda said: _alone(said, "duplicated", Duplicated(_frame(said))),
    ),
    "dropped": Word(
        "a frame does not come",
        "dropped frame=3",
        ("frame",),
        lambda said: _alone(said, "dropped", Dropped(_frame(said))),
    ),
    "wrong-length": Word(
        "the announced length is not that of the body",
        "wrong-length=+10",
        (),
        lambda said: WrongLength(_difference(said)),
    ),
}

PLACE = re.compile(r"(\d+)(frames?|f|bytes?|b)\b")


def _place(said: Said) -> Place:
    if "after" in said and "before" in said:
        raise ValueError("it happens either after something or before it")
    name = "after" if "after" in said else "before"
    value = said.get(name)
    if value is None:
        return None
    if value == "any" and name == "after":
        return Anywhere()
    found = PLACE.fullmatch(value)
    if found is None or (name == "before" and int(found[1]) < 1):
        raise ValueError(f"{name}={value} is no place in an answer, such as {name}=3 frames or {name}=100 bytes")
    # Before the third frame is after two.
    return After(int(found[1]) - (name == "before"), Unit.FRAMES if found[2].startswith("f") else Unit.BYTES)


def number(said: Said, name: str) -> int:
    """The number that stands behind a word."""
    value = said[name]
    if not (value.isascii() and value.isdigit()):
        raise ValueError(f"{name}={value} is no number")
    return int(value)


def _duration(said: Said, name: str, usual: float) -> float:
    if not said[name]:
        return usual
    found = duration_ms(said[name])
    if found is None:
        raise ValueError(f"{name}={said[name]} is no duration, such as 200ms or 5s")
    return found


def _difference(said: Said) -> int:
    value = said["wrong-length"] or f"+{TOO_MANY}"
    if not re.fullmatch(r"[+-]?\d+", value) or int(value) == 0:
        raise ValueError(f"wrong-length={value} is no difference, such as +10 or -10")
    return int(value)


def _alone(said: Said, name: str, damage: T) -> T:
    if said[name]:
        raise ValueError(f"{name} takes no value")
    return damage
