"""What a format 1 file says, in terms of HTTP: the request and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from understudy.model import Complete, Ended, Frame, Headers


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that the recorded call would have sent."""

    method: str
    url: str
    """Absolute and true: the doubled `/v1/v1` is undone."""

    json: Any
    """The JSON body on the wire, or None for no body."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An HTTP response from which the official SDK builds what is recorded."""

    status: int | None
    """None where nothing answered."""

    headers: Headers = ()
    frames: tuple[Frame, ...] = ()
    """What `response.body` holds, for display."""

    pieces: tuple[bytes, ...] = ()
    """The bytes of the body: one piece per SSE frame or NDJSON line, or the whole body; the last one may be
    the `[DONE]` that the recorder did not keep."""

    ended: Ended = field(default_factory=Complete)
    is_streaming: bool = False
    not_servable: str | None = None
    """Why this is no HTTP response, one sentence, or None."""
