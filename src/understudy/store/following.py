"""An answer with other values in the places of some: its frames, chunks and ending stay what they were. A call's
outcome likewise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from understudy.match import Rules, Substitution, named_in, named_in_call
from understudy.model import Call, Complete, Outcome, Raised, Request, Response, Returned
from understudy.store.body import at_rest, put_together
from understudy.store.marks import marks_at_rest, marks_in_body
from understudy.store.taking_apart import Taken, take_apart


def followed(response: Response, values: Mapping[str, str]) -> tuple[Response, int]:
    """The answer with each value replaced, and in how many places.

    Args:
        values: what the recorded request had, and what the one that is answered has in its place.
    """
    substitution = Substitution(values)
    taken = take_apart(response.body, response.header("content-type"))
    changed = _changed(taken, substitution)
    if not substitution.count:
        return response, 0
    entries, wire = at_rest(changed, "json")
    segments, _ = put_together(entries, wire)
    body = b"".join(segments)
    before = [len(piece.before) + len(piece.raw) for piece in taken.pieces] + [len(taken.end)]
    marks = marks_in_body(marks_at_rest(response.marks, before), [len(segment) for segment in segments])
    ended = response.ended
    if not isinstance(ended, Complete):
        ended = replace(ended, after=len(body))
    return replace(response, body=body, marks=marks, ended=ended), substitution.count


def followed_outcome(outcome: Outcome, values: Mapping[str, str]) -> tuple[Outcome, int]:
    """What a call came to with each value replaced, and in how many places."""
    substitution = Substitution(values)
    match outcome:
        case Returned(type_, content):
            outcome = Returned(type_, substitution.in_frames([content])[0])
        case Raised():
            outcome = replace(outcome, message=substitution.in_text(outcome.message))
    return outcome, substitution.count


def named(asked: Request | Call, rules: Rules) -> Mapping[str, str]:
    """The volatile values of what was asked, by their placeholders."""
    return named_in_call(asked, rules) if isinstance(asked, Call) else named_in(asked, rules)


def values_between(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What takes the place of which value; only what differs.

    Args:
        before, now: what `named` gives for two that are the same under these rules.
    """
    return {value: now[each] for each, value in before.items() if now.get(each, value) != value}


def _changed(taken: Taken, substitution: Substitution) -> Taken:
    contents = substitution.in_frames([piece.content for piece in taken.pieces])
    return replace(
        taken,
        pieces=tuple(
            replace(piece, content=content, raw=piece.raw if piece.template else substitution.in_bytes(piece.raw))
            for piece, content in zip(taken.pieces, contents, strict=True)
        ),
        end=substitution.in_bytes(taken.end),
    )
