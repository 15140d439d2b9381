"""Where was looked for an answer, and what is there."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from understudy.model import RecordedRequest


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A recording of this very request, for another scope."""

    name: str
    scope: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A store, as far as it explains a miss."""

    store: str
    """Where it is, for people."""

    is_there: bool
    """Whether it exists."""

    count: int
    """Recordings in it."""

    in_scope: int
    """Those that may answer a request of this scope."""

    elsewhere: Elsewhere | None
    played: Container[str]
    """Names of those that have answered in this session."""

    nearby: Iterable[RecordedRequest]
    """Those that may be the nearest; read only where that helps."""
