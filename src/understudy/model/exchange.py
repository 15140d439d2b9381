"""An exchange: one request and what came back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

Headers = tuple[tuple[str, str], ...]
"""Name and value as they were on the wire, in order; names compare without case."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes over the wire."""

    method: str
    url: str
    """Absolute, with scheme, host, path and query."""

    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return _first(self.headers, name)


@dataclass(frozen=True, slots=True)
class Mark:
    """When a chunk arrived."""

    offset: int
    """First byte of the chunk within the body."""

    at_ms: int
    """Milliseconds after the request was sent."""


class FailureKind(Enum):
    """How an upstream failed, in words that no client library owns."""

    CONNECT = "connect-error"
    CONNECT_TIMEOUT = "connect-timeout"
    READ = "read-error"
    READ_TIMEOUT = "read-timeout"
    WRITE = "write-error"
    WRITE_TIMEOUT = "write-timeout"
    PROTOCOL = "protocol-error"


@dataclass(frozen=True, slots=True)
class Complete:
    """The answer arrived whole."""


@dataclass(frozen=True, slots=True)
class ClosedByClient:
    """The client stopped reading."""

    after: int
    """Bytes of the body that had arrived by then."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The upstream, or the way to it, broke."""

    kind: FailureKind
    message: str
    after: int
    """Bytes of the body that had arrived by then."""


Ended = Complete | ClosedByClient | Failed


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. Bytes are the truth; everything decoded is a view of them."""

    status: int | None
    """None where the upstream failed before it answered."""

    headers: Headers = ()
    body: bytes = b""
    """Without transfer framing, and without content coding but where `content-encoding` is still a header."""

    marks: tuple[Mark, ...] = ()
    """By offset; the first one is at 0. Empty where the arrival is not known."""

    ended: Ended = field(default_factory=Complete)
    coding: str | None = None
    """Content coding that the body had on the wire, where it was undone."""

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return _first(self.headers, name)

    def chunks(self) -> tuple[bytes, ...]:
        """The body, cut where it was cut on arrival."""
        if len(self.marks) < 2:
            return (self.body,) if self.body else ()
        starts = [mark.offset for mark in self.marks]
        return tuple(self.body[a:b] for a, b in zip(starts, [*starts[1:], len(self.body)], strict=True))


def _first(headers: Headers, name: str) -> str | None:
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)
