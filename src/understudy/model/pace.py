"""When the pieces of a recorded answer are given: at once, when they came, or as fast as somebody says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from understudy.errors import WrongUse
from understudy.model.duration import duration_ms

EXAMPLES = "instant, recorded, recorded*0.5, or ttft=200ms,tps=40"


@dataclass(frozen=True, slots=True)
class Instant:
    """At once."""

    def __str__(self) -> str:
        return "instant"


@dataclass(frozen=True, slots=True)
class AsRecorded:
    """When they came, once the request was sent."""

    factor: float = 1.0
    """Of the time: 0.5 is twice as fast."""

    def __str__(self) -> str:
        return "recorded" if self.factor == 1 else f"recorded*{self.factor:g}"


@dataclass(frozen=True, slots=True)
class ByTokens:
    """As a model would that takes so long for its first token and gives so many a second from then on."""

    ttft_ms: float = 0.0
    tps: float | None = None
    """None where the rest comes with the first."""

    def __str__(self) -> str:
        rate = "" if self.tps is None else f",tps={self.tps:g}"
        return f"ttft={self.ttft_ms:g}ms{rate}"


Pace = Instant | AsRecorded | ByTokens
INSTANT = Instant()

_RECORDED = re.compile(r"recorded(?:\*(\d+(?:\.\d+)?))?")


def parse_pace(text: str | Pace) -> Pace:
    """The pace that a text says.

    Raises:
        WrongUse: it says none.
    """
    if isinstance(text, Pace):
        return text
    if not isinstance(text, str):
        raise WrongUse(f"pace {text!r} does not exist\n\n  It is one of {EXAMPLES}.")
    words = "".join(text.split())
    if words == "instant":
        return INSTANT
    if found := _RECORDED.fullmatch(words):
        return AsRecorded(float(found[1] or 1))
    return _by_tokens(text, words)


def _by_tokens(text: str, words: str) -> ByTokens:
    said = dict(part.partition("=")[::2] for part in words.split(","))
    ttft = duration_ms(said.pop("ttft", "0ms"))
    rate = said.pop("tps", None)
    if said or ttft is None or (rate is not None and not _is_rate(rate)):
        raise WrongUse(f"pace {text!r} does not exist\n\n  It is one of {EXAMPLES}.")
    return ByTokens(ttft, None if rate is None else float(rate))


def _is_rate(text: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", text) is not None and float(text) > 0
