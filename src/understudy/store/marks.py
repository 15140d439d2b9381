"""Marks at rest: `52@1 60@2+17`, which is "52 ms: where segment 1 begins; 60 ms: byte 17 of segment 2".

Segments, not offsets, so that an answer edited by hand still arrives in the recorded pieces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from understudy.errors import RecordingUnreadable
from understudy.model import Mark

MARK = re.compile(r"(\d{1,15})@(\d{1,15})(?:\+(\d{1,15}))?")
"""Fifteen digits of milliseconds are thirty thousand years: with more, a file says nothing that can be meant."""


def marks_at_rest(marks: Sequence[Mark], segments: Sequence[int]) -> str:
    """The marks as text. `segments` are the segments' lengths in bytes."""
    starts = [0, *accumulate(segments)][: len(segments)]
    return " ".join(_at_rest(mark, starts) for mark in marks)


def marks_in_body(text: str, segments: Sequence[int]) -> tuple[Mark, ...]:
    """The marks by offset in a body of segments of these lengths. One beyond its segment falls on its end.

    A body without a byte has none.
    """
    starts = [0, *accumulate(segments)]
    marks: list[Mark] = []
    for word in text.split():
        found = MARK.fullmatch(word)
        if not found:
            raise RecordingUnreadable(f"response.marks: expected AT@SEGMENT or AT@SEGMENT+BYTE, found {word!r}")
        at_ms, segment, offset = int(found[1]), min(int(found[2]), len(segments)), int(found[3] or 0)
        position = min(starts[segment] + offset, starts[min(segment + 1, len(segments))])
        if not marks or position > marks[-1].offset:
            # The first chunk begins the body, whatever an edit did to its mark.
            marks.append(Mark(position if marks else 0, at_ms))
    return tuple(mark for mark in marks if mark.offset < starts[-1])


def _at_rest(mark: Mark, starts: list[int]) -> str:
    # The last of several segments that start here: empty ones hold nothing that could arrive.
    segment = bisect_right(starts, mark.offset) - 1
    inside = mark.offset - starts[segment]
    return f"{mark.at_ms}@{segment}" + (f"+{inside}" if inside else "")
