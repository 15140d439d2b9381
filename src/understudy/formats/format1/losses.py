"""What is lost in format 1: found by reading back what was written, and by what it has no place for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from understudy.formats.format1.shape import contents, is_raw
from understudy.model import ClosedByClient, Failed, Recording, Request
from understudy.store import read
from understudy.store.taking_apart import take_apart

GETS = ("openai-models", "ollama-ps", "ollama-tags")
"""Format 1 writes POST for them, too, and knows better when it reads them."""

DONE = b"data: [DONE]"


def of(recording: Recording, document: Mapping[str, Any], renamed: Mapping[str, str]) -> tuple[str, ...]:
    """What this document does not hold of the recording; ids that are only renamed are not lost.

    Raises:
        RecordingUnreadable: the document cannot be read back.
    """
    again = read(json.dumps(document), recording.name)
    expected = recording.response.body
    for old, new in renamed.items():
        expected = expected.replace(old.encode(), new.encode())
    lost = [*_lost(recording, again)]
    if again.response.body != expected:
        lost.append("the exact bytes: read back, the answer is written anew")
    return tuple(lost)


def of_tags(tags: Sequence[str]) -> Iterator[str]:
    """Tags, if there are any."""
    if tags:
        yield f"tags: {', '.join(tags)}"


def _lost(recording: Recording, again: Recording) -> Iterator[str]:
    before, after = recording.response, again.response
    request = recording.request
    assert isinstance(request, Request)
    if request.method != "POST" and recording.api not in GETS:
        yield f"the method {request.method}"
    if recording.fingerprints[0] not in again.fingerprints:
        yield "what only the wire shows of the request: format 1 keeps the SDK's call"
    if before.status != after.status:
        yield f"the status {before.status}, {after.status} in its place"
    if names := sorted({name.lower() for name, _ in before.headers} - {"content-type"}):
        yield f"headers: {', '.join(names)}"
    if before.header("content-type") != after.header("content-type"):
        yield f"the content type {before.header('content-type')!r}"
    yield from of_tags(recording.tags)
    if any(mark.at_ms for mark in before.marks):
        yield "when its chunks came"
    match before.ended:
        case ClosedByClient():
            yield "that the client stopped reading before the end"
        case Failed(kind):
            yield f"its broken ending ({kind.value}): in format 1 it looks complete"
    if recording.is_streaming and not is_raw(recording):
        yield from _of_stream(recording)


def _of_stream(recording: Recording) -> Iterator[str]:
    taken = take_apart(recording.response.body, recording.response.header("content-type"))
    between = b"".join([*(piece.before for piece in taken.pieces), taken.end])
    lines = [line for line in between.splitlines() if line.strip()]
    if any(not line.startswith((DONE, b"data:[DONE]")) for line in lines):
        yield "comments between frames"
    heads = [piece.template or "" for piece in taken.pieces]
    if any(line.startswith("id:") for head in heads for line in head.splitlines()):
        yield "event ids"
    if recording.api != "openai-responses" and any("event:" in head for head in heads):
        yield "event names"
    _, odd = contents(recording)
    if odd:
        yield f"{odd} frame{'s' * (odd > 1)} without JSON"
