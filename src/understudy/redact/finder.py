"""Finds known values in a text, all of them in one look, whatever stands around them and however they are spelt."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from understudy.redact.secret import PLACEHOLDER
from understudy.redact.spelling import anchor, core_anchor, core_pattern, cores, plain_pattern

RUN = re.compile(r"[A-Za-z0-9+/_-]*")
LINES = re.compile(
    r"(?:(?<=\\n)|(?<![A-Za-z0-9+/\\]))[A-Za-z0-9+/]{40,}+(?:(?:\r?\n|(?:\\+r)?\\+n)[A-Za-z0-9+/]{1,76})+={0,2}(?![A-Za-z0-9+/=])"
)
"""Base64 in lines, as mail and `base64` write it; also as a text in JSON."""

LINE_END = re.compile(r"\r?\n|(?:\\+r)?\\+n")
LINE = 40
"""Letters that the first of such lines has at least."""

FULL = re.compile(rf"[A-Za-z0-9+/]{{{LINE}}}")
URL_ALPHABET = str.maketrans("-_", "+/")
TO_URL_ALPHABET = str.maketrans("+/", "-_")
DEEPEST = 3
"""Base64 within base64."""


class Change(NamedTuple):
    """What takes the place of a part of a text."""

    start: int
    end: int
    new: str


class _Way(NamedTuple):
    """One of the ways in which a value may be spelt."""

    anchor: str
    """What the text has where the value is: looked for first, as that takes next to no time."""

    pattern: re.Pattern[str]
    value: str
    lead: int | None
    """Of base64: how many letters of its group stand before it."""


class Finder:
    """Values, and how they may be spelt."""

    def __init__(self, values: Iterable[str]) -> None:
        self._ways = [way for value in sorted({each for each in values if each}) for way in _ways(value)]
        self._anchors = tuple(dict.fromkeys(way.anchor for way in self._ways))

    def may_be_in(self, text: str) -> bool:
        """Whether a look is worth its time."""
        return any(map(text.__contains__, self._anchors)) or "base64" in text

    def changes(self, text: str, naming: Callable[[str], str], depth: int = DEEPEST) -> list[Change]:
        """What takes the places of the values, in their order; none overlaps another.

        Args:
            naming: what stands for a value. It is asked in the order in which they stand.
        """
        ways = [way for way in self._ways if way.anchor in text]
        found = self._with(ways, text, naming, depth) if ways else []
        if "base64" in text and may_have_lines(
            text
        ):  # whoever writes it in lines says so: mail, forms, and programs that do for people
            found = self._with_lines(text, found, naming, depth)
        return found

    def _with(self, ways: list[_Way], text: str, naming: Callable[[str], str], depth: int) -> list[Change]:
        # Of several that begin together, the longest.
        matches = sorted(
            (match.start() - (way.lead or 0), -match.end(), way.value, way.lead is not None)
            for way in ways
            for match in way.pattern.finditer(text)
        )
        if not matches:
            return []
        # A placeholder stays, whatever is a part of it.
        kept = [match.span() for match in PLACEHOLDER.finditer(text)] if "<" in text else []
        coded = [start for start, _, _, is_coded in matches if is_coded]
        found: list[Change] = []
        position = 0
        for start, minus_end, value, is_coded in matches:
            if start < position or any(begin < -minus_end and start < end for begin, end in kept):
                continue
            change = (
                self._coded(text, start, _limit(coded, start), naming, depth)
                if is_coded
                else Change(start, -minus_end, naming(value))
            )
            if change:
                found.append(change)
                position = change.end
        return found

    def replaced(self, text: str, naming: Callable[[str], str], depth: int = DEEPEST) -> str:
        """The text with them; the same one where there are none."""
        changes = self.changes(text, naming, depth)
        return applied(text, changes) if changes else text

    def _coded(
        self, text: str, start: int, limit: int | None, naming: Callable[[str], str], depth: int
    ) -> Change | None:
        """What takes the place of the rest of a base64 text, from the group on in which a value begins.

        Args:
            limit: where another one begins at the latest, with nothing between.
        """
        if depth == 0:
            return None
        run = RUN.match(text, max(start, 0)) if limit is None else RUN.match(text, max(start, 0), limit)
        assert run is not None, "a run may be empty"
        end = run.end()
        padding = len(text[end : end + 2]) - len(text[end : end + 2].lstrip("="))
        new = self._recoded(run.group(), bool(padding), naming, depth)
        return None if new is None else Change(start, end + padding, new)

    def _recoded(self, coded: str, is_padded: bool, naming: Callable[[str], str], depth: int) -> str | None:
        whole = len(coded) - (len(coded) % 4 == 1)
        try:
            content = binascii.a2b_base64(coded[:whole].translate(URL_ALPHABET) + "=" * (-whole % 4))
        except binascii.Error:
            return None
        plain = content.decode("latin-1")
        if (new := self.replaced(plain, naming, depth - 1)) == plain:
            return None
        said = binascii.b2a_base64(new.encode("latin-1", "replace"), newline=False).decode("ascii")
        if "-" in coded or "_" in coded:
            said = said.translate(TO_URL_ALPHABET)
        if not is_padded and whole % 4:
            said = said.rstrip("=")
        return said + coded[whole:]

    def _with_lines(self, text: str, found: list[Change], naming: Callable[[str], str], depth: int) -> list[Change]:
        for lines in LINES.finditer(text):
            if depth == 0 or any(each.start < lines.end() and lines.start() < each.end for each in found):
                continue
            ends = LINE_END.findall(lines.group())
            coded = LINE_END.sub("", lines.group()).rstrip("=")
            new = self._recoded(coded, lines.group().endswith("="), naming, depth)
            if new is not None:
                width = len(LINE_END.split(lines.group(), maxsplit=1)[0])
                pieces = [new[at : at + width] for at in range(0, len(new), width)]
                found.append(Change(lines.start(), lines.end(), ends[0].join(pieces)))
        return sorted(found)


def may_have_lines(text: str) -> bool:
    """Whether a line end stands behind what may be base64. A picture in one line takes no time."""
    for mark in ("\n", "\\"):
        at = text.find(mark)
        while at >= 0:
            end = at - (mark == "\n" and text[at - 1 : at] == "\r")
            if end >= LINE and FULL.match(text, end - LINE, end) and LINE_END.match(text, end):
                return True
            at = text.find(mark, at + 1)
    return False


def _limit(coded: list[int], start: int) -> int | None:
    """Where the next value begins whose groups are not those of this one."""
    return next((other for other in coded if other > start and (other - start) % 4), None)


def _ways(value: str) -> Iterator[_Way]:
    yield _Way(anchor(value), re.compile(plain_pattern(value)), value, None)
    for core in cores(value):
        yield _Way(core_anchor(core.letters), re.compile(core_pattern(core.letters)), value, core.lead)


def applied(text: str, changes: Iterable[Change]) -> str:
    """The text with these changes, which are in their order."""
    pieces, position = [], 0
    for start, end, new in changes:
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])
