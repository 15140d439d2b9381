"""A recording: an exchange at rest, as it was read from its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from understudy.model.call import Call, Outcome
from understudy.model.exchange import Request, Response


@dataclass(frozen=True, slots=True)
class Frame:
    """One unit of the answer: an SSE event, an NDJSON line, an event-stream message, a whole JSON body."""

    type: str
    """The public type that an official SDK gives it, or `json`, `text`, `base64`. Never imported."""

    content: Any
    """Parsed JSON; for `text` the text as it stood on the wire, for `base64` the bytes in base64."""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """What one recording answers."""

    name: str
    scope: str | None
    request: Request | Call


@dataclass(frozen=True, slots=True, repr=False)
class Recording:
    """One recorded exchange."""

    name: str
    """Path within its store. For people: renaming a file changes nothing."""

    scope: str | None
    request: Request | Call
    response: Response
    frames: tuple[Frame, ...]
    is_streaming: bool
    api: str
    """Name of the profile, `openai-chat`."""

    endpoint: str
    """The path without host and base path, `/v1/chat/completions`."""

    model: str
    text: str
    """What the model said, joined over all frames; empty where the API has no text."""

    fingerprints: tuple[str, ...]
    """Which requests this answers, `f1:…`. More than one where format 1 leaves open what the wire carried;
    the first is the likeliest."""

    sequence: int = 1
    """Place among equal requests of one scope, from 1."""

    format: int = 2
    recorded: str | None = None
    """Date of the recording, ISO 8601."""

    not_servable: str | None = None
    """Why this cannot answer an HTTP request, or None."""

    outcome: Outcome | None = None
    """What a function's call came to; None for anything else."""

    media: tuple[str, ...] = ()
    """Names of the files in which its pictures, sound and documents are; empty where they are within its own."""

    tags: tuple[str, ...] = ()
    """Words by which people sort recordings, in order. They change nothing about what it answers."""

    live_ids: Mapping[str, str] = field(default_factory=dict)
    """Stable id to the live one that the provider knows, for ids that later requests send back."""

    def __repr__(self) -> str:
        """Short: a recording stands in assertions, and its body would hide the rest."""
        about = " ".join(part for part in (self.api, self.model, self.scope) if part)
        return f"<Recording {self.name}: {about}>"
