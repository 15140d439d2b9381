"""Two recordings side by side: what of the exchange differs, cut to the differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from understudy.misses import Difference, differences
from understudy.model import Headers, Recording, Request
from understudy.operations.aligning import Gap, Row, aligned
from understudy.operations.conversation import answered, asked, asked_content, whole_answer
from understudy.operations.showing import shown
from understudy.operations.transcript import as_lines, transcript
from understudy.redact import is_volatile


@dataclass(frozen=True, slots=True)
class Part:
    """One side of an exchange, such as its answer."""

    title: str
    rows: tuple[Row | Gap, ...]


def compared(old: Recording | None, new: Recording | None) -> tuple[Part, ...]:
    """What differs between two recordings, or all of the only one."""
    sides = [None if recording is None else _sides(recording) for recording in (old, new)]
    before, after = sides
    titles = dict.fromkeys([*(before or {}), *(after or {})])
    parts = [_part(title, (before or {}).get(title, []), (after or {}).get(title, [])) for title in titles]
    found = tuple(part for part in parts if part.rows)
    is_told = any(part.title in ("request", "answer") for part in found)
    if old is None or new is None or is_told or _is_same_body(old, new):
        return found
    # The same words in other frames: what the conversation leaves out differs.
    return (*found, _part("frames", _frames(old), _frames(new)))


def by_path(old: Recording, new: Recording, side: Literal["request", "answer"]) -> tuple[Difference, ...]:
    """Where the JSON of two requests, or of two answers, differs; streams are put together first."""
    if side == "request":
        requests = (old.request, new.request)
        asked_for = [asked_content(each) if isinstance(each, Request) else dict(each.arguments) for each in requests]
        return tuple(differences(*asked_for))
    return tuple(differences(whole_answer(old), whole_answer(new)))


def _part(title: str, old: list[str], new: list[str]) -> Part:
    return Part(title, () if old == new else aligned(old, new))


def _sides(recording: Recording) -> dict[str, list[str]]:
    """Each side of an exchange in lines."""
    known = shown(recording)
    return {
        "request": [known.called, *_settings(known.settings), *transcript(asked(recording))],
        "status": [str(known.status)] if known.api != "call" else [],
        "headers": _headers(recording.response.headers),
        "answer": transcript(answered(recording)),
        "end": [known.ended] if known.ended != "complete" else [],
    }


def _settings(settings: dict[str, Any]) -> list[str]:
    return [line for name, value in settings.items() for line in _setting(name, value)]


def _setting(name: str, value: Any) -> list[str]:
    first, *rest = as_lines(value)
    return [f"{name}: {first}", *rest]


def _headers(headers: Headers) -> list[str]:
    """Those that do not differ with every call."""
    return [f"{name}: {value}" for name, value in headers if not is_volatile(name)]


def _is_same_body(old: Recording, new: Recording) -> bool:
    return old.response.body == new.response.body and old.outcome == new.outcome


def _frames(recording: Recording) -> list[str]:
    if len(recording.frames) == 1:
        return as_lines(recording.frames[0].content)
    return [" ".join(line.strip() for line in as_lines(frame.content)) for frame in recording.frames]
