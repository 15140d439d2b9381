"""Lines of two texts side by side: equal ones beside each other, and of long ones what lies around a difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

CONTEXT = 2
"""Equal lines that are shown before and after differing ones."""

LONGEST_EQUAL = 120
"""Characters of a line without a difference."""

AROUND = 40
"""Characters before and after a difference within a line."""

LONGEST_CHANGED = 600
"""Characters of a piece that differs."""

MOST_ROWS = 60
MOST_WORDS = 2000
"""Of longer lines only the words at their beginnings and ends are compared."""

WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line."""

    text: str
    is_changed: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line on each side; None where a side has none."""

    old: Line | None
    new: Line | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines that are left out."""

    count: int
    is_equal: bool = True


def aligned(old: list[str], new: list[str]) -> tuple[Row | Gap, ...]:
    """The lines of both, cut to the differences."""
    rows: list[Row | Gap] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (kind, old_from, old_to, new_from, new_to) in enumerate(codes):
        if kind == "equal":
            before = CONTEXT if at else 0
            after = CONTEXT if at < len(codes) - 1 else 0
            rows += _around(old[old_from:old_to], before, after)
        else:
            pairs = zip_longest(old[old_from:old_to], new[new_from:new_to])
            rows += [_changed(*pair) for pair in pairs]
    if len(rows) > MOST_ROWS:
        rows = [*rows[:MOST_ROWS], Gap(len(rows) - MOST_ROWS, is_equal=False)]
    return tuple(rows)


def _around(lines: list[str], before: int, after: int) -> list[Row | Gap]:
    hidden = len(lines) - before - after
    if hidden <= 1:
        return [_same(line) for line in lines]
    head, tail = lines[:before], lines[len(lines) - after :]
    return [*map(_same, head), Gap(hidden), *map(_same, tail)]


def _same(line: str) -> Row:
    cut = (Piece(_beginning(line, LONGEST_EQUAL)),)
    return Row(cut, cut)


def _changed(old: str | None, new: str | None) -> Row:
    if old is None or new is None:
        return Row(*(None if line is None else _cut([Piece(line, is_changed=True)]) for line in (old, new)))
    words = WORD.findall(old), WORD.findall(new)
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    for kind, *ends in _matches(*words):
        for side, text in zip(sides, (words[0][ends[0] : ends[1]], words[1][ends[2] : ends[3]]), strict=True):
            if text:
                side.append(Piece("".join(text), kind != "equal"))
    return Row(*map(_cut, sides))


def _matches(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    if max(len(old), len(new)) <= MOST_WORDS:
        return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    ends = len(old) - tail, len(new) - tail
    return [
        ("equal", 0, head, 0, head),
        ("replace", head, ends[0], head, ends[1]),
        ("equal", ends[0], len(old), ends[1], len(new)),
    ]


def _cut(pieces: list[Piece]) -> Line:
    """The pieces of a line that differs somewhere, what is equal cut to the surroundings of a difference."""
    cut, last = [], len(pieces) - 1
    for at, piece in enumerate(pieces):
        if piece.is_changed:
            cut.append(Piece(_limited(piece.text), is_changed=True))
            continue
        before = "" if at == 0 else _beginning(piece.text, AROUND)
        after = "" if at == last else _end(piece.text, AROUND)
        is_whole = len(piece.text) <= AROUND or (0 < at < last and len(piece.text) <= 2 * AROUND)
        cut.append(Piece(piece.text if is_whole else before.removesuffix("…") + "…" + after.removeprefix("…")))
    return tuple(cut)


def _limited(text: str) -> str:
    more = len(text) - LONGEST_CHANGED
    return f"{text[:LONGEST_CHANGED]}… ({more} more characters)" if more > 0 else text


def _beginning(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    head, space, _ = text[:length].rpartition(" ")
    return f"{head or text[:length]}{space}…"


def _end(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    _, space, tail = text[-length:].partition(" ")
    return f"…{space}{tail or text[-length:]}"
