"""What a client gets when a recording answers: made once for a recording, given out many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from understudy.model import Ended, Headers, Recording, Request


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Playback:
    """An answer ready to be given. Equal to itself alone, so that what is made of one can be kept beside it."""

    name: str
    """Of the recording."""

    status: int | None
    """None where the upstream failed before it answered; `ended` says how."""

    headers: Headers
    raw_headers: tuple[tuple[bytes, bytes], ...]
    """The same, encoded once for all plays."""

    chunks: tuple[bytes, ...]
    at_ms: tuple[int, ...]
    """When each chunk arrived, in milliseconds after the request."""

    ended: Ended
    is_streaming: bool
    live_ids: Mapping[str, str] = field(default_factory=dict)
    """Stable id to live one, for ids that later requests send back."""

    due_ms: tuple[float, ...] | None = None
    """When each chunk is to be given, and after them the end, in milliseconds after the request; the head goes with
    the first of these. None is at once."""

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return sum(map(len, self.chunks))


def playback_of(recording: Recording) -> Playback:
    """The playback of a recording."""
    response = recording.response
    chunks = response.chunks()
    at_ms = tuple(mark.at_ms for mark in response.marks) or (0,) * len(chunks)
    headers = response.headers
    if not recording.is_streaming and _has_length(recording) and response.header("content-length") is None:
        headers = (*headers, ("content-length", str(len(response.body))))
    return Playback(
        name=recording.name,
        status=response.status,
        headers=headers,
        raw_headers=tuple((name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers),
        chunks=chunks,
        at_ms=at_ms,
        ended=response.ended,
        is_streaming=recording.is_streaming,
        live_ids=recording.live_ids,
    )


def _has_length(recording: Recording) -> bool:
    # RFC 9110, 8.6: an answer to HEAD says the length of a body that it does not have; 204 and 304 say none.
    is_head = isinstance(recording.request, Request) and recording.request.method == "HEAD"
    return not is_head and recording.response.status not in (204, 304)
