"""What mends a miss, by reason and mode: one to three lines, each with something to type or to paste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from understudy.misses.reason import Reason
from understudy.model import Mode

RECORD = "Record it (with {needs}): {record}"
SHOW = "See what is recorded: understudy show {store} {name}"
VERIFY = "See what is wrong with it: understudy verify {path}"
AGAIN = "If it is lost, delete it, and the same again records it: rm {path}"
LOST = "If the medium is lost, delete what refers to it: rm {path}"
AGAIN_LOST = "If the medium is lost, delete what refers to it, and the same again records both: rm {path}"

REMEDIES: Mapping[tuple[Reason, Mode], tuple[str, ...]] = MappingProxyType(
    {
        (Reason.NO_STORE, Mode.REPLAY): (RECORD, "If it is elsewhere, name that folder: understudy ls FOLDER"),
        (Reason.NOTHING_RECORDED, Mode.REPLAY): (RECORD,),
        (Reason.NOTHING_IN_SCOPE, Mode.REPLAY): (RECORD, "See which scopes there are: understudy ls {store}"),
        (Reason.OTHER_SCOPE, Mode.REPLAY): (
            "Record it for this scope too (with {needs}): {record}",
            "If only the scope's name has changed, put the new one into test_id of {path}",
            SHOW,
        ),
        (Reason.NOTHING_SIMILAR, Mode.REPLAY): (RECORD, "See what is recorded: understudy ls {store}"),
        (Reason.DIFFERS, Mode.REPLAY): ("If the change is meant, record it (with {needs}): {record}", SHOW),
        (Reason.ALREADY_PLAYED, Mode.REPLAY): (
            "If one more call is meant, record it (with {needs}): {record}",
            "If every call may have the same answer: {repeat}",
        ),
        (Reason.UNREADABLE, Mode.REPLAY): (VERIFY, "Take it back from version control: git checkout -- {path}"),
        (Reason.UNREADABLE, Mode.RECORD_IF_MISSING): (VERIFY, AGAIN),
        (Reason.UNREADABLE, Mode.RECORD): (VERIFY, AGAIN),
        (Reason.MEDIUM_UNREADABLE, Mode.REPLAY): (VERIFY, LOST, "Then record both (with {needs}): {record}"),
        (Reason.MEDIUM_UNREADABLE, Mode.RECORD_IF_MISSING): (VERIFY, AGAIN_LOST),
        (Reason.MEDIUM_UNREADABLE, Mode.RECORD): (VERIFY, AGAIN_LOST),
        (Reason.NOT_SERVABLE, Mode.REPLAY): ("See what it holds: understudy show {store} {name}",),
        (Reason.NOT_SERVABLE, Mode.RECORD_IF_MISSING): ("See what it holds: understudy show {store} {name}", AGAIN),
        (Reason.NOT_SERVABLE, Mode.RECORD): ("See what it holds: understudy show {store} {name}", AGAIN),
    }
)
"""A mode that sends what it has no recording of misses only what it was to play and cannot; `live` plays nothing."""

DECLARE = "If what differs is new with every call, declare it in [tool.understudy]: volatile = [{kinds}]"
"""One more, where the nearest recording differs in nothing else."""


def remedies(reason: Reason, mode: Mode, volatile: Sequence[str] = (), **texts: str) -> tuple[str, ...]:
    """The lines for a miss.

    Args:
        volatile: ready-made kinds of values that the request differs in, and in nothing else.
        texts: for the names in the lines: what recording it `needs`, the commands that `record` it and `repeat` its
            answer, the `store`, and the recording's `name` and `path`.
    """
    lines = [*REMEDIES.get((reason, mode), ()), *([DECLARE] if volatile else [])]
    kinds = ", ".join(f'"{name}"' for name in volatile)
    return tuple(line.format(kinds=kinds, **texts) for line in lines)
