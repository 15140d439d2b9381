"""A miss: what was asked, where was looked, what is nearest, and what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from understudy.misses.difference import Difference
from understudy.model import Mode

SHOWN = 5


class Reason(Enum):
    """Why no recording answers. The value is what `x-understudy-miss` carries."""

    NOTHING_RECORDED = "nothing-recorded"
    NOTHING_SIMILAR = "nothing-similar"
    DIFFERS = "differs"
    ALREADY_PLAYED = "already-played"
    UNREADABLE = "unreadable"
    NOT_SERVABLE = "not-servable"


@dataclass(frozen=True, slots=True)
class Asked:
    """The request, as far as a person needs it."""

    method: str
    """`call` for a function's call."""

    url: str
    """For a call its provider and name."""

    api: str
    model: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The most similar recording. It explains; it never answers."""

    name: str
    scope: str | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A request without a usable recording."""

    reason: Reason
    asked: Asked
    mode: Mode
    store: str
    count: int
    """Recordings that were looked through."""

    scope: str | None
    nearest: Nearest | None
    detail: str
    """What is special about this one, such as the unreadable file; may be empty."""

    remedies: tuple[str, ...]

    def __str__(self) -> str:
        """At most 25 lines; the first one alone is useful."""
        return "\n".join([self.headline(), "", *self._where(), *self._nearest(), *self._remedies()])

    def headline(self) -> str:
        """One line: what was asked and why there is no answer."""
        asked = self.asked
        what = f"{asked.method} {asked.url} ({', '.join(filter(None, (asked.api, asked.model)))})"
        if asked.method == "call":
            what = f"the call of {asked.url}"
        return f"no recording answers {what}: {self._why()}"

    def to_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {**asdict(self), "reason": self.reason.value, "mode": self.mode.value, "text": str(self)}

    def _why(self) -> str:
        match self.reason:
            case Reason.NOTHING_RECORDED:
                return "nothing is recorded"
            case Reason.NOTHING_SIMILAR:
                return "nothing similar is recorded"
            case Reason.ALREADY_PLAYED:
                return f"already played: {self.detail}"
            case Reason.UNREADABLE:
                return "its recording cannot be read"
            case Reason.NOT_SERVABLE:
                return f"its recording holds no HTTP answer: {self.detail}"
            case Reason.DIFFERS:
                places = [difference.path for difference in self.nearest.differences] if self.nearest else []
                more = f" and {len(places) - 1} more" if len(places) > 1 else ""
                return f"the nearest recording differs at {places[0] if places else 'an unknown place'}{more}"

    def _where(self) -> list[str]:
        scope = f", scope {self.scope}" if self.scope else ""
        lines = [f"  looked in   {self.store}: {_count(self.count, 'recording')}{scope}, mode {self.mode.value}"]
        if self.reason is Reason.UNREADABLE:
            lines.append(f"  unreadable  {self.detail}")
        return lines

    def _nearest(self) -> list[str]:
        if self.nearest is None:
            return []
        scope = f" (scope {self.nearest.scope})" if self.nearest.scope != self.scope and self.nearest.scope else ""
        lines = [f"  nearest     {self.nearest.name}{scope}"]
        for difference in self.nearest.differences[:SHOWN]:
            lines += [
                f"  differs at  {difference.path}",
                f"    recorded  {difference.recorded}",
                f"    sent      {difference.sent}",
            ]
        hidden = len(self.nearest.differences) - SHOWN
        return [*lines, f"  and at {_count(hidden, 'more place')}"] if hidden > 0 else lines

    def _remedies(self) -> list[str]:
        return ["", *(f"  {remedy}" for remedy in self.remedies)] if self.remedies else []


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"
