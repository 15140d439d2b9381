"""Values put in place of others in an answer, also where a stream has cut one in pieces over several frames."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

Path = tuple[str | int, ...]

LONG = 8
"""Characters from which on a value is hardly ever a part of something longer."""

NUMBERED = ("index", "output_index", "content_index", "summary_index", "contentBlockIndex")
"""Fields by which a stream says what it goes on with: a choice, a tool call, a content block, an item of an output."""


Find = Callable[[str], Sequence[tuple[int, int, str]]]
"""Says of a text what is to stand from where to where, in their order."""


def standing_alone(values: Mapping[str, str]) -> Find:
    """Finds old values that are no part of something longer, and gives the ones that take their places."""
    values = {old: new for old, new in values.items() if old and old != new}
    longest_first = sorted(values, key=len, reverse=True)
    if not longest_first:
        return lambda text: ()
    pattern = re.compile("|".join(map(_alone, longest_first)))
    return lambda text: [(*match.span(), values[match.group()]) for match in pattern.finditer(text)]


class Substitution:
    """Old values and the ones that take their places, all at once: no new value is looked at again."""

    def __init__(self, values: Mapping[str, str] | Find) -> None:
        """The values, each of which is meant where it stands alone; or what finds them."""
        self._find = values if callable(values) else standing_alone(values)
        self.count = 0
        """Places that were changed."""

    def in_text(self, text: str) -> str:
        """The text with new values."""
        return self._in_pieces([text])[0]

    def in_bytes(self, raw: bytes) -> bytes:
        """The same for text in UTF-8; other bytes stay as they are."""
        try:
            return self.in_text(raw.decode("utf-8")).encode("utf-8")
        except UnicodeDecodeError:
            return raw

    def in_frames(self, frames: Sequence[Any]) -> list[Any]:
        """The frames' JSON with new values. What the frames of a stream say at one place is one text."""
        places: dict[tuple[Path, Path], list[tuple[int, Path, str]]] = defaultdict(list)
        for number, frame in enumerate(frames):
            for path, of, text in texts_at(frame):
                places[path, of].append((number, path, text))
        changed: dict[int, dict[Path, str]] = defaultdict(dict)
        for found in places.values():
            texts = [text for _, _, text in found]
            # What is the same in each frame, such as an id, is no text that goes on.
            whole = len(set(texts)) == 1
            new = [self.in_text(text) for text in texts] if whole else self._in_pieces(texts)
            for (number, path, old), text in zip(found, new, strict=True):
                if text != old:
                    changed[number][path] = text
        return [
            _with(frame, (), changed[number]) if number in changed else frame for number, frame in enumerate(frames)
        ]

    def _in_pieces(self, texts: list[str]) -> list[str]:
        joined = "".join(texts)
        ends = list(accumulate(map(len, texts)))
        found = self._found(joined, texts, ends)
        if not found:
            return texts
        self.count += len(found)
        results = [""] * len(texts)
        position = piece = 0
        for start, end, new in [*found, (len(joined), len(joined), "")]:
            piece = _spread(joined[position:start], position, start, piece, ends, results)
            if start < end:
                piece = _spread(new, start, end, piece, ends, results)
                position = end
        return results

    def _found(self, joined: str, texts: list[str], ends: list[int]) -> list[tuple[int, int, str]]:
        """From where to where a value stands, in their order, and the new one."""
        found = list(self._find(joined))
        # Pieces need not be of one text: two tool calls in two frames may name two dates. What is long enough to be no
        # part of a longer word by chance is found in a piece as well.
        for text, end in zip(texts, ends, strict=True) if len(texts) > 1 else ():
            at = end - len(text)
            spans = [(at + start, at + end, new) for start, end, new in self._find(text)]
            found += [
                span for span in spans if span[1] - span[0] >= LONG and not any(map(partial(_overlap, span), found))
            ]
        return sorted(found)


def _overlap(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _alone(value: str) -> str:
    """A pattern for the value where it stands by itself: `8080` is not a part of `18080`, nor `ann` of `annual`."""
    before, after = (
        next((each for each in (r"\d", r"[^\W\d_]") if re.match(each, edge)), "") for edge in (value[0], value[-1])
    )
    return (f"(?<!{before})" if before else "") + re.escape(value) + (f"(?!{after})" if after else "")


def _spread(text: str, start: int, end: int, piece: int, ends: list[int], results: list[str]) -> int:
    """Put a text that stands from `start` to `end` into the pieces that hold these places; the last takes the rest."""
    while start < end:
        while ends[piece] <= start:
            piece += 1
        upto = min(end, ends[piece])
        share, text = (text, "") if upto == end else (text[: upto - start], text[upto - start :])
        results[piece] += share
        start = upto
    return piece


def texts_at(frame: Any) -> Iterator[tuple[Path, Path, str]]:
    """Every text of a frame, where it stands, and which of several that take turns there it is a part of."""
    return _texts(frame, (), ())


def _texts(value: Any, path: Path, of: Path) -> Iterator[tuple[Path, Path, str]]:
    match value:
        case str():
            yield path, of, value
        case dict():
            of = (*of, *(value[name] for name in NUMBERED if type(value.get(name)) is int))
            for name, entry in value.items():
                yield from _texts(entry, (*path, name), of)
        case list():
            for number, entry in enumerate(value):
                yield from _texts(entry, (*path, number), of)


def _with(value: Any, path: Path, changed: Mapping[Path, str]) -> Any:
    match value:
        case str():
            return changed.get(path, value)
        case dict():
            return {name: _with(entry, (*path, name), changed) for name, entry in value.items()}
        case list():
            return [_with(entry, (*path, number), changed) for number, entry in enumerate(value)]
    return value
