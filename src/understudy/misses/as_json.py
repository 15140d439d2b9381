"""A miss for programs. `schema/miss.json` says what each field means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from understudy.misses.asked import Asked, Seen
from understudy.misses.difference import Difference
from understudy.misses.miss import Miss, Nearest
from understudy.misses.reason import Reason
from understudy.model import Mode


def to_json(miss: Miss) -> dict[str, Any]:
    """All of it as JSON values, and the text beside it."""
    return {**asdict(miss), "reason": miss.reason.value, "mode": miss.mode.value, "text": str(miss)}


def from_json(told: Mapping[str, Any]) -> Miss:
    """The way back."""
    fields = {name: value for name, value in told.items() if name != "text"}
    asked, nearest = told["asked"], told["nearest"]
    if nearest is not None:
        differences = tuple(Difference(**each) for each in nearest["differences"])
        nearest = Nearest(nearest["name"], nearest["scope"], differences)
    fields |= {
        "reason": Reason(told["reason"]),
        "mode": Mode(told["mode"]),
        "asked": Asked(**{**asked, "media": tuple(Seen(**each) for each in asked["media"])}),
        "nearest": nearest,
        "remedies": tuple(told["remedies"]),
    }
    return Miss(**fields)
