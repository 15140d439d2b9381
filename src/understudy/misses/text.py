"""A miss for people: at most 25 lines, of which the first says the most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from understudy.misses.reason import Reason

if TYPE_CHECKING:
    from understudy.misses.miss import Miss, Nearest

LINES = 25
SHOWN = 5
"""Places at which the nearest recording differs."""

LINES_EACH = 3
MEDIA, DETAILS = 2, 6


def headline_of(miss: Miss) -> str:
    """One line: what was asked and why there is no answer."""
    asked = miss.asked
    what = f"{asked.method} {asked.url} ({', '.join(filter(None, (asked.api, asked.model)))})"
    if asked.method == "call":
        what = f"the call of {asked.url}"
    return f"no recording answers {what}: {_why(miss)}"


def text_of(miss: Miss) -> str:
    """All of it."""
    before = [headline_of(miss), "", *_asked(miss), *_where(miss)]
    after = ["", *(f"  {remedy}" for remedy in miss.remedies)] if miss.remedies else []
    return "\n".join([*before, *_nearest(miss, LINES - len(before) - len(after)), *after])


def _why(miss: Miss) -> str:
    match miss.reason:
        case Reason.NO_STORE:
            return f"nothing is recorded: the store {miss.store} does not exist"
        case Reason.NOTHING_RECORDED:
            return f"nothing is recorded in {miss.store}"
        case Reason.NOTHING_IN_SCOPE:
            return f"nothing is recorded for {miss.scope}"
        case Reason.OTHER_SCOPE:
            return f"it is recorded only for {miss.nearest.scope if miss.nearest else 'another scope'}"
        case Reason.NOTHING_SIMILAR:
            return "nothing similar is recorded"
        case Reason.ALREADY_PLAYED:
            return f"already played: {_first(miss.detail)}"
        case Reason.UNREADABLE:
            return "its recording cannot be read"
        case Reason.MEDIUM_UNREADABLE:
            return "a medium of its recording is missing or altered"
        case Reason.NOT_SERVABLE:
            return f"its recording holds no HTTP answer: {_first(miss.detail)}"
        case Reason.DIFFERS:
            places = [difference.path for difference in miss.nearest.differences] if miss.nearest else []
            more = f" and {len(places) - 1} more" if len(places) > 1 else ""
            return f"the nearest recording differs at {places[0] if places else 'an unknown place'}{more}"


def _asked(miss: Miss) -> list[str]:
    asked, lines = miss.asked, []
    if asked.turns:
        words = f', the user last: "{asked.words}"' if asked.words else ""
        lines.append(f"  asked       {_count(asked.turns, 'turn')}{words}")
    for medium in asked.media[:MEDIA]:
        lines.append(f"  with        {medium}")
    if (hidden := len(asked.media) - MEDIA) > 0:
        lines[-1] += f", and {hidden} more"
    return lines


def _where(miss: Miss) -> list[str]:
    number = {miss.count: "all", 0: "none"}.get(miss.in_scope, f"{miss.in_scope:,}")
    scope = f", {number} for {miss.scope}" if miss.scope and miss.count else ""
    source = f" ({miss.mode_source})" if miss.mode_source else ""
    lines = [f"  looked in   {miss.store}: {_count(miss.count, 'recording')}{scope}, mode {miss.mode.value}{source}"]
    if miss.reason in (Reason.UNREADABLE, Reason.MEDIUM_UNREADABLE):
        first, *more = [line.strip() for line in miss.detail.splitlines() if line.strip()][:DETAILS] or [""]
        lines += [f"  unreadable  {first}", *(f"              {line}" for line in more)]
    return lines


def _nearest(miss: Miss, room: int) -> list[str]:
    if miss.nearest is None:
        return []
    scope = f" (scope {miss.nearest.scope})" if miss.nearest.scope not in (miss.scope, None) else ""
    lines = [f"  {'recorded as' if miss.reason is Reason.OTHER_SCOPE else 'nearest    '} {miss.nearest.name}{scope}"]
    places = miss.nearest.differences
    shown = min(SHOWN, (room - 1) // LINES_EACH)
    if len(places) > shown:
        shown = min(shown, (room - 2) // LINES_EACH)
    for difference in places[:shown]:
        lines += [
            f"  differs at  {difference.path}",
            f"    recorded  {difference.recorded}",
            f"    sent      {difference.sent}",
        ]
    return [*lines, *_hidden(miss.nearest, shown)]


def _hidden(nearest: Nearest, shown: int) -> Sequence[str]:
    hidden = len(nearest.differences) - shown
    return [f"  and at {_count(hidden, 'more place')}"] if hidden > 0 else []


def _first(text: str) -> str:
    return text.partition("\n")[0]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
