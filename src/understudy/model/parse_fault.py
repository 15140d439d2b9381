"""Faults as people write them: `status=429:0.1`, `reset after=3 frames times=1`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from understudy.errors import WrongUse
from understudy.model.fault import Fault
from understudy.model.fault_words import PLACE, WORDS, number

EXAMPLE = "reset after=3 frames:0.1"

_PROBABILITY = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(%?)")
_UNIT_APART = re.compile(r"(?<=\d)\s+(?=(?:f|frames?|b|bytes?|ms|s)\b)")


def parse_fault(text: str) -> Fault:
    """The fault that a text says.

    Raises:
        WrongUse: it says none; the text shows one that does.
    """
    spec, colon, chance = text.rpartition(":") if ":" in text else (text, "", "")
    words = _UNIT_APART.sub("", spec.strip().lower()).split()
    kind = words[0].partition("=")[0] if words else ""
    word = WORDS.get(kind)
    if word is None:
        raise WrongUse(f"fault {text!r} does not exist\n\n  Faults are {', '.join(WORDS)}.\n  For example: {EXAMPLE}")
    try:
        said = _said(words, (kind, *word.options, "times"))
        times = number(said, "times") if "times" in said else None
        spelt = " ".join(each for each in words if not each.startswith("times="))
        return Fault(_name(spelt), word.make(said), _chance(chance) if colon else 1.0, times)
    except ValueError as error:
        options = ", ".join(f"{each}=" for each in (*word.options, "times"))
        raise WrongUse(
            f"fault {text!r}: {error}\n\n  Write it as in: {word.example}:0.1\n  It takes {options} and a probability."
        ) from None


def parse_faults(texts: str | Fault | Iterable[str | Fault]) -> tuple[Fault, ...]:
    """Several of them: a list, or a text with commas between them.

    Raises:
        WrongUse: one of them is none, or a request could meet two at once.
    """
    given = [texts] if isinstance(texts, (str, Fault)) else list(texts)
    faults = []
    for each in given:
        if isinstance(each, Fault):
            faults.append(each)
        elif isinstance(each, str):
            faults += [parse_fault(part.strip()) for part in each.split(",") if part.strip()]
        else:
            raise WrongUse(f"fault {each!r} is no text\n\n  For example: {EXAMPLE}")
    always = [fault for fault in faults if fault.times is None]
    total = sum(fault.probability for fault in always)
    if total > 1 + 1e-9:
        raise WrongUse(
            f"faults: their probabilities are {total:g} together, and a request meets one fault at most"
            f"\n\n  Give each a smaller one: {always[0].name}:0.1, {always[1].name}:0.1"
        )
    return tuple(faults)


def spelt_fault(fault: Fault) -> str:
    """The text that says this fault."""
    times = "" if fault.times is None else f" times={fault.times}"
    chance = "" if fault.probability == 1 else f":{fault.probability:.15f}".rstrip("0").rstrip(".")
    return f"{fault.name}{times}{chance}"


def _said(words: list[str], known: tuple[str, ...]) -> dict[str, str]:
    said: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if name not in known:
            raise ValueError(f"{word!r} means nothing here")
        if equals and not value:
            raise ValueError(f"nothing stands after {word}")
        if name in said:
            raise ValueError(f"{name} is said twice")
        said[name] = value
    return said


def _name(spelt: str) -> str:
    """The same in full: `reset after=3f` is `reset after=3 frames`."""

    def whole(found: re.Match[str]) -> str:
        unit = "frame" if found[2].startswith("f") else "byte"
        return f"{found[1]} {unit}{'s' * (int(found[1]) != 1)}"

    return PLACE.sub(whole, spelt)


def _chance(text: str) -> float:
    found = _PROBABILITY.fullmatch(text.strip())
    chance = -1.0 if found is None else float(found[1]) / (100 if found[2] else 1)
    if not 0 <= chance <= 1:
        raise ValueError(f"{text.strip()!r} is no probability, which is from 0 to 1")
    return chance
