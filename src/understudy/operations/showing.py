"""A recording as a person wants to see it: what is known about the exchange, then the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from understudy.errors import RecordingUnreadable
from understudy.model import ClosedByClient, Complete, Ended, Failed, Recording, Request
from understudy.operations.conversation import Turn, Usage, answered, asked, settings_of, usage
from understudy.operations.files import Unreadable, files_of, selected
from understudy.store.media_files import MediaFiles


@dataclass(frozen=True, slots=True)
class Timing:
    """When an answer came, in milliseconds after the request."""

    first_ms: int
    last_ms: int
    chunks: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One recording."""

    name: str
    api: str
    called: str
    """Method and URL; for a call that was never HTTP its provider and name."""

    endpoint: str
    model: str
    scope: str | None
    status: int | None
    format: int
    fingerprint: str | None
    sequence: int
    recorded: str | None
    ended: str
    timing: Timing | None
    usage: Usage | None
    settings: dict[str, Any]
    not_servable: str | None
    is_streaming: bool
    frames: int
    size_bytes: int
    """Of the answer's body."""

    media: tuple[str, ...]
    """Names of the files in which its pictures, sound and documents are."""

    tags: tuple[str, ...]
    turns: tuple[Turn, ...]


def recordings_at(store: str | Path, words: list[str]) -> tuple[list[Recording], list[Unreadable]]:
    """The recordings that these words name, or all of the store, and the files of them that cannot be read.

    Raises:
        StoreUnusable: there is no store at this path.
        WrongUse: a word names no recording, or several.
        RecordingUnreadable: the one file that is meant is none.
    """
    files = files_of(store)
    names = selected(files, words) if words else files.names
    found, unreadable = [], []
    for name in names:
        match files.read(name):
            case Recording() as recording:
                found.append(recording)
            case Unreadable(_, reason):
                unreadable.append(Unreadable(name, reason))
            case None if words or len(names) == 1:
                unreadable.append(Unreadable(name, f"{name}: not a recording: it does not begin with an object"))
    if len(names) == 1 and unreadable:
        raise RecordingUnreadable(f"{files.folder}/{unreadable[0].reason}")
    return found, unreadable


def media_of(store: str | Path, recording: Recording) -> list[bytes]:
    """What is in its media files.

    Raises:
        MediumUnreadable: one is gone by now.
    """
    path = Path(store)
    content = MediaFiles(path.parent if path.is_file() else path).beside(recording.name)
    return [content(name) for name in recording.media]


def shown(recording: Recording) -> Shown:
    """What there is to show of a recording."""
    request, response = recording.request, recording.response
    is_http = isinstance(request, Request)
    return Shown(
        name=recording.name,
        api=recording.api,
        called=f"{request.method} {request.url}" if isinstance(request, Request) else _call(recording),
        endpoint=recording.endpoint,
        model=recording.model,
        scope=recording.scope,
        status=response.status,
        format=recording.format,
        fingerprint=recording.fingerprints[0] if recording.fingerprints else None,
        sequence=recording.sequence,
        recorded=recording.recorded,
        ended=_ended(response.ended) if is_http else "",
        timing=_timing(recording),
        usage=usage(recording),
        settings=settings_of(recording),
        not_servable=recording.not_servable,
        is_streaming=recording.is_streaming,
        frames=len(recording.frames),
        size_bytes=len(response.body),
        media=recording.media,
        tags=recording.tags,
        turns=(*asked(recording), *answered(recording)),
    )


def _call(recording: Recording) -> str:
    request = recording.request
    assert not isinstance(request, Request)
    by = f" of {request.provider}" if request.provider else ""
    return f"{request.name}{by}" if request.name else "unknown"


def _ended(ended: Ended) -> str:
    match ended:
        case Complete():
            return "complete"
        case ClosedByClient(after):
            return f"the client stopped reading after {after} bytes"
        case Failed(kind, message, after):
            return f"{kind.value} after {after} bytes: {message}"


def _timing(recording: Recording) -> Timing | None:
    # Format 1 does not know when a chunk came.
    marks = recording.response.marks if recording.format > 1 else ()
    return Timing(marks[0].at_ms, marks[-1].at_ms, len(marks)) if marks else None
