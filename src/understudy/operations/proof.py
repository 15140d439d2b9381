"""What sessions did, in the words that every report of a run shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from understudy.engine import Session
from understudy.engine.capture import TOO_LARGE
from understudy.engine.journal import Journal
from understudy.model import Mode

SHOWN = 5
"""Of all weaker matches of a run."""

NONE: Mapping[str, int] = {}

COLOURS = {
    "played exactly": "green",
    "by a weaker rule": "yellow",
    "recorded": "cyan",
    "missed": "red",
    "unused": "yellow",
    "live": "purple",
}
"""In the order in which they are told."""

WEAKER = {
    "repeated": "played again (repeat)",
    "ambiguous": "answered by one of several (ambiguous)",
    "weaker": "answered by a conversation that begins alike (prefix)",
}
"""By what is counted."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, and its colour on a terminal."""

    text: str
    colour: str = ""


def counts_of(journal: Journal, mode: Mode) -> Counter[str]:
    """What one session did: each answer is counted once, by the weakest rule that it needed. `live` is what was sent
    without a recording that came of it."""
    unclear = {name for each in journal.ambiguous.values() for name in each.names}
    exact = journal.played - journal.weaker if journal.weaker else journal.played
    ambiguous = sum(count for name, count in exact.items() if name in unclear)
    repeated = sum(count - 1 for name, count in exact.items() if name not in unclear)
    kept = len(journal.kept)
    return Counter(
        played=sum(exact.values()) - ambiguous - repeated,
        repeated=repeated,
        ambiguous=ambiguous,
        weaker=sum(journal.weaker.values()),
        followed=sum(map(bool, journal.followed.values())),
        recorded=kept,
        missed=journal.missed,
        unsent=journal.unsent,
        live=journal.sent if mode is Mode.LIVE else max(0, journal.sent - kept),
    )


def told(
    counts: Mapping[str, int], faults: Mapping[str, int], matches: Sequence[str], not_kept: Mapping[str, int] = NONE
) -> list[list[Piece]]:
    """Lines for people, the first of which is there always.

    Args:
        counts: of all sessions; besides those of `counts_of` there is `unused`.
        faults: what went wrong on purpose, and how often.
        matches: which recordings answered other requests, and where these differ.
        not_kept: answers that came and were not kept, by what they were, and how often.
    """
    weaker = {WEAKER[name]: counts.get(name, 0) for name in WEAKER}
    lines = [_proof({**counts, "played exactly": counts.get("played", 0), "by a weaker rule": sum(weaker.values())})]
    if any(weaker.values()):
        rules = ", ".join(f"{count} {rule}" for rule, count in weaker.items() if count)
        lines.append([Piece(f"by a weaker rule: {rules}", COLOURS["by a weaker rule"])])
        lines += [[Piece(f"  {each}")] for each in matches[:SHOWN]]
        lines += [[Piece(f"  and {len(matches) - SHOWN} more")]] * (len(matches) > SHOWN)
    if faults:
        named = ", ".join(f"{count} {name}" for name, count in sorted(faults.items()))
        lines.append([Piece(f"with a fault: {named}", "yellow")])
    lines += [[Piece(each, "yellow")] for each in _not_kept(not_kept)]
    if unsent := counts.get("unsent"):
        lines.append(
            [Piece(f"sent nowhere: {_requests(unsent)} to an unknown upstream, or to a forbidden host", "yellow")]
        )
    if followed := counts.get("followed"):
        lines.append([Piece(f"with the volatile values of their requests: {_answers(followed)}")])
    return lines


def lost(session: Session) -> str:
    """What a session was answered and nothing is recorded of, not even at a second try; empty where there is none."""
    journal = session.journal
    if journal.is_all_kept and TOO_LARGE not in journal.not_kept:
        return ""
    return "\n".join(_not_kept(journal.not_kept))


def _not_kept(counts: Mapping[str, int]) -> Iterator[str]:
    errors = {name: count for name, count in counts.items() if name != TOO_LARGE}
    if errors:
        named = ", ".join(f"{count} {name}" if count > 1 else name for name, count in sorted(errors.items()))
        yield f"{_answers(sum(errors.values()))} not kept: {named}; keep them with record-errors"
    if large := counts.get(TOO_LARGE):
        yield f"{_answers(large)} not kept: larger than max-answer allows"


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count} requests"


def _proof(shown: Mapping[str, int]) -> list[Piece]:
    pieces: list[Piece] = []
    for name, colour in COLOURS.items():
        count = shown.get(name, 0)
        pieces += [Piece(", ")] if pieces else []
        pieces.append(Piece(f"{count} {name}", colour if count else ""))
    return pieces
