"""What we know about an API, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MESSAGE = "{message}"
"""Stands in an error shape where the message goes."""


@dataclass(frozen=True, slots=True)
class Route:
    """Which requests belong to an API."""

    method: str
    path: str
    """Regular expression for the path after the base path."""

    endpoint: str
    """What stands for the path in the canonical form; `{name}` is the group of that name."""

    is_rooted: bool = False
    """Whether `path` must match from the host on, without any base path before it."""


@dataclass(frozen=True, slots=True)
class Stable:
    """A value of an answer that is new each time, and the one that stands for it in a recording."""

    path: str
    becomes: str | int
    """`{id}` is the recording's stable id, `{n}` counts what the answer names, in the order in which it does."""

    is_repeated: bool = False
    """Whether later requests send the value back, so that the pair has to be remembered."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One surface with one shape."""

    name: str
    upstream: str
    """Prefix of the proxy and name of the upstream, `openai`."""

    routes: tuple[Route, ...]
    error: dict[str, Any]
    """Shape of this API's error answers."""

    frame_type: str = "json"
    """Public type that an official SDK gives a frame of a stream."""

    whole_type: str = "json"
    """Public type that an official SDK gives a whole answer."""

    stable: tuple[Stable, ...] = ()
    noise: tuple[str, ...] = ()
    """Paths in an answer that mean nothing and differ each time, such as padding."""

    text: tuple[str, ...] = ()
    """Paths in an answer, frame or whole, that hold what the model said."""

    identity: tuple[str, ...] = ()
    """Fields of a request's body and query that say who is asking or which cache may help, not what is asked."""

    last_frames: tuple[bytes, ...] = field(default=())
    """What the last frame begins with. A client that leaves once it has read one has read everything."""
