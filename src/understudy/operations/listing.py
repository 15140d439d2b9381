"""What a store holds, one row for each recording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from understudy.model import Recording, Request
from understudy.operations.conversation import Text, ToolResult, Turn, Usage, answered, asked, question, usage
from understudy.operations.files import Unreadable, files_of

LONGEST = 80
"""Characters of the question."""


@dataclass(frozen=True, slots=True)
class Row:
    """One recording, in short."""

    name: str
    api: str
    model: str
    scope: str | None
    question: str
    """What was asked, in one line, cut where it is long."""

    frames: int
    is_streaming: bool
    status: int | None
    usage: Usage | None
    duration_ms: int | None
    """When the last chunk arrived, in milliseconds after the request; None where it is not known."""

    format: int
    fingerprint: str | None
    not_servable: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which recordings are meant. Without wildcards a text fits wherever it occurs; case does not count."""

    api: str | None = None
    model: str | None = None
    scope: str | None = None
    text: str | None = None
    """Occurs in what was asked or in what was answered."""

    tags: tuple[str, ...] = ()
    """All of them; each a tag as it is, or a pattern."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A store's recordings that fit, and every file that could not be read."""

    store: str
    rows: tuple[Row, ...]
    unreadable: tuple[Unreadable, ...]
    count: int
    """Recordings in the store, with those that do not fit."""


def listing(
    store: str | Path,
    filters: Filters | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Listing:
    """The recordings of a store.

    Args:
        store: a folder, or one recording.
        filters: which of them; all where None.
        progress: told after each file how many are done, of how many.

    Raises:
        StoreUnusable: there is no store at this path.
    """
    files, wanted = files_of(store), filters or Filters()
    rows, unreadable, count = [], [], 0
    for done, name in enumerate(files.names, start=1):
        match files.read(name):
            case Unreadable() as problem:
                unreadable.append(problem)
            case Recording() as recording:
                count += 1
                if _fits(recording, wanted):
                    rows.append(row_of(recording))
        progress(done, len(files.names))
    return Listing(str(store), tuple(rows), tuple(unreadable), count)


def row_of(recording: Recording) -> Row:
    """A recording in short."""
    words = question(recording)
    marks = recording.response.marks
    return Row(
        name=recording.name,
        api=recording.api,
        model=recording.model,
        scope=recording.scope,
        question=words if len(words) <= LONGEST else words[: LONGEST - 1] + "…",
        frames=len(recording.frames),
        is_streaming=recording.is_streaming,
        status=recording.response.status,
        usage=usage(recording),
        duration_ms=marks[-1].at_ms if marks and recording.format > 1 else None,
        format=recording.format,
        fingerprint=recording.fingerprints[0] if recording.fingerprints else None,
        not_servable=recording.not_servable,
        tags=recording.tags,
    )


def _fits(recording: Recording, wanted: Filters) -> bool:
    api = recording.api if isinstance(recording.request, Request) else f"call {recording.endpoint}"
    return (
        _matches(wanted.api, api)
        and _matches(wanted.model, recording.model)
        and _matches(wanted.scope, recording.scope or "")
        and all(any(_is(pattern, tag) for tag in recording.tags) for pattern in wanted.tags)
        and (wanted.text is None or wanted.text.casefold() in _said(recording).casefold())
    )


def _matches(pattern: str | None, value: str) -> bool:
    if pattern is None:
        return True
    if "*" in pattern or "?" in pattern:
        return _is(pattern, value)
    return pattern.casefold() in value.casefold()


def _is(pattern: str, value: str) -> bool:
    # A test's id has brackets of its own: only `*` and `?` are wildcards here.
    return fnmatchcase(value.casefold(), pattern.casefold().replace("[", "[[]"))


def _said(recording: Recording) -> str:
    return "\n".join(text for turn in (*asked(recording), *answered(recording)) for text in _texts(turn))


def _texts(turn: Turn) -> list[str]:
    texts = []
    for part in turn.parts:
        match part:
            case Text(text):
                texts.append(text)
            case ToolResult(_, parts):
                texts += [inner.text for inner in parts if isinstance(inner, Text)]
    return texts
