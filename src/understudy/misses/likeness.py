"""How alike two JSON values are: the share of what stands in both, at the same places, counted from either end."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import Any

LONGEST = 2000
"""Characters of two texts that are compared; longer ones are as alike as their beginnings and ends."""


def likeness(one: Any, other: Any) -> float:
    """From 0, nothing in common, to 1, equal. A text that was changed in part is alike in part."""
    shared, weight = _compared(one, other)
    return shared / weight if weight else 1.0


def is_cut(one: Any, other: Any) -> bool:
    """Whether one of two JSON values is the other with something left out."""
    return _is_part(one, other) or _is_part(other, one)


def _is_part(one: Any, whole: Any) -> bool:
    if isinstance(one, dict) and isinstance(whole, dict):
        return all(name in whole and _is_part(value, whole[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(whole, list):
        rest = iter(whole)
        return all(any(_is_part(entry, each) for each in rest) for entry in one)
    return type(one) is type(whole) and bool(one == whole)


def _compared(one: Any, other: Any) -> tuple[float, float]:
    """What is shared, and the weight of all there is."""
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = [(one.get(name, _ABSENT), other.get(name, _ABSENT)) for name in {**one, **other}]
    elif isinstance(one, list) and isinstance(other, list):
        pairs = _by_place(one, other)
    else:
        return _leaves(one, other)
    compared = [_compared(*pair) for pair in pairs]
    return sum(shared for shared, _ in compared), sum(weight for _, weight in compared)


_ABSENT = object()


def _by_place(one: list[Any], other: list[Any]) -> list[tuple[Any, Any]]:
    """Entry beside entry: from the first on; of lists of other lengths those that are equal at the end, from there."""
    ends, longest = 0, max(len(one), len(other))
    if len(one) != len(other):
        while ends < min(len(one), len(other)) and one[-1 - ends] == other[-1 - ends]:
            ends += 1
    sides = (
        [*side[: len(side) - ends], *[_ABSENT] * (longest - len(side)), *side[len(side) - ends :]]
        for side in (one, other)
    )
    return list(zip(*sides, strict=True))


def _leaves(one: Any, other: Any) -> tuple[float, float]:
    if isinstance(one, str) and isinstance(other, str):
        weight = 1 + max(len(one), len(other)) / 100
        return weight * _texts(one, other), weight
    if one is _ABSENT or other is _ABSENT or isinstance(one, (dict, list)) or isinstance(other, (dict, list)):
        return 0, max(_weight(one), _weight(other))
    # Both floats: from Python 3.12 on `sum` rounds otherwise where a whole number is among them.
    return float(json.dumps(one) == json.dumps(other)), 1.0


def _weight(value: Any) -> float:
    match value:
        case dict():
            return sum(map(_weight, value.values())) or 1
        case list():
            return sum(map(_weight, value)) or 1
        case str():
            return 1 + len(value) / 100
    return 0 if value is _ABSENT else 1


def _texts(one: str, other: str) -> float:
    if one == other:
        return 1
    return SequenceMatcher(None, _ends(one), _ends(other), autojunk=False).quick_ratio() * 0.99


def _ends(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST // 2] + text[-LONGEST // 2 :]
