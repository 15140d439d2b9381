"""One file of a store in short: what a list of recordings shows of it, and what it can be found by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from understudy.model import Recording
from understudy.operations.conversation import (
    Media,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    answered,
    asked,
    question,
    usage,
)
from understudy.operations.conversation.parts import every_part
from understudy.operations.files import Unreadable
from understudy.operations.prices import price_of
from understudy.wire.texts import each_text

LONGEST_QUESTION = 200
LONGEST_TAG, MOST_TAGS = 100, 50
"""What a stranger's file has beyond it, no page shows."""

LONGEST_TEXT = 200_000
"""Characters by which a recording can be found; what comes later in it is not searched."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One file."""

    name: str
    api: str = ""
    endpoint: str = ""
    model: str = ""
    scope: str | None = None
    status: int | None = None
    asked: str = ""
    """What was asked, in one line, cut where it is long."""

    pictures: int = 0
    thumbnail: str = ""
    """SHA-256 of the first picture; empty where its bytes are elsewhere."""

    frames: int = 0
    is_streaming: bool = False
    tokens_in: int | None = None
    tokens_out: int | None = None
    dollars: float | None = None
    first_ms: int | None = None
    duration_ms: int | None = None
    """When the last chunk arrived, in milliseconds after the request; None where it is not known."""

    recorded: str = ""
    body_bytes: int = 0
    answer: str = ""
    """A digest of what was answered."""

    format: int = 0
    fingerprint: str = ""
    sequence: int = 1
    not_servable: str = ""
    damage: str = ""
    """Why the file cannot be read; empty where it can."""

    is_ambiguous: bool = False
    """Whether recordings of other scopes answer the same request differently."""

    tags: tuple[str, ...] = ()


NAMES = tuple(field.name for field in fields(Summary))


@dataclass(frozen=True, slots=True)
class Found:
    """A file in short, and its texts."""

    summary: Summary
    about: str
    """Names: of the file, the model, the scope, the API, of tools; and tags."""

    text: str


def summary_of(recording: Recording) -> Found:
    """A recording in short."""
    turns = (*asked(recording), *answered(recording))
    words, used, marks = question(recording), usage(recording), recording.response.marks
    pictures = [part for part in every_part(turns) if isinstance(part, Media) and part.kind == "picture"]
    price = None if used is None else price_of(recording, used)
    is_timed = bool(marks) and recording.format > 1
    summary = Summary(
        name=recording.name,
        api=recording.api,
        endpoint=recording.endpoint,
        model=recording.model,
        scope=recording.scope,
        status=recording.response.status,
        asked=words if len(words) <= LONGEST_QUESTION else words[: LONGEST_QUESTION - 1] + "…",
        pictures=len(pictures),
        thumbnail=next((each.sha256 for each in pictures if each.sha256), ""),
        frames=len(recording.frames),
        is_streaming=recording.is_streaming,
        tokens_in=used.input if used else None,
        tokens_out=used.output if used else None,
        dollars=None if price is None else float(price),
        first_ms=marks[0].at_ms if is_timed else None,
        duration_ms=marks[-1].at_ms if is_timed else None,
        recorded=recording.recorded or "",
        body_bytes=len(recording.response.body),
        answer=_digest(recording),
        format=recording.format,
        fingerprint=recording.fingerprints[0] if recording.fingerprints else "",
        sequence=recording.sequence,
        not_servable=recording.not_servable or "",
        tags=listed_tags(recording),
    )
    tools = (part.name for part in every_part(turns) if isinstance(part, (ToolCall, ToolResult)))
    about = (recording.name, recording.model, recording.scope or "", recording.api, recording.endpoint, *tools)
    about = (*about, *summary.tags)
    return Found(summary, "\n".join(dict.fromkeys(about)), "\n".join(_texts(turns))[:LONGEST_TEXT])


def listed_tags(recording: Recording) -> tuple[str, ...]:
    """Those that pages show."""
    return tuple(each for each in recording.tags if len(each) <= LONGEST_TAG)[:MOST_TAGS]


def damaged(problem: Unreadable) -> Found:
    """A file that is no recording, in short."""
    first = problem.reason.partition("\n")[0]
    return Found(Summary(name=problem.name, asked=first, damage=problem.reason), problem.name, first)


def _texts(turns: Iterable[Turn]) -> Iterator[str]:
    for part in every_part(turns):
        match part:
            case Text(text) | Reasoning(text):
                yield text
            case ToolCall(name, arguments):
                yield f"{name} {' '.join(each_text(arguments))}"
            case Media(_, name) if not name.startswith("data:"):
                yield name


def _digest(recording: Recording) -> str:
    told = recording.response.body if recording.outcome is None else repr(recording.outcome).encode()
    return hashlib.blake2b(told, digest_size=12).hexdigest()
