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

    host: str = ""
    """The only server that means this by the path, where the path is too common to say it alone. What matching
    sees must not depend on the host: `endpoint` is that of every other server."""


def routes(
    methods: str, *paths: str, below: str = "", endpoint: str = "", is_rooted: bool = False, host: str = ""
) -> tuple[Route, ...]:
    """A route for each of the methods and paths, in which `{file}` is one segment, whatever it says.

    Args:
        below: regular expression for what must stand before the path, and means nothing.
        endpoint: what stands for that.
    """
    patterns = [(path, path.replace("{", "(?P<").replace("}", ">[^/]+)")) for path in paths]
    return tuple(
        Route(method, below + pattern, endpoint + path, is_rooted, host)
        for path, pattern in patterns
        for method in methods.split()
    )


@dataclass(frozen=True, slots=True)
class Stable:
    """A value of an answer that is new each time, and the one that stands for it in a recording."""

    path: str
    becomes: str | int
    """`{id}` is the recording's stable id, `{n}` counts what the answer names, in the order in which it does. A number
    takes the place of numbers only, a text without these of texts only."""

    is_repeated: bool = False
    """Whether later requests send the value back, so that the pair has to be remembered."""

    begins: tuple[str, ...] = ()
    """How the values begin that the API makes up: any other one is somebody else's, and stays. None: all do."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Where a frame of a stream holds the next piece of a sound, in base64 of its own."""

    path: str
    kind: str = ""
    """Name of the field beside it that says whether it is one; empty where it always is."""

    kinds: tuple[str, ...] = ()
    """How that begins then, in small letters."""

    format: str = ""
    """What the pieces are, where no frame says it."""


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
    """Paths in an answer that mean nothing and differ each time, such as padding. They are kept and played as they
    were; only they make no difference between a recording and the one that would take its place."""

    text: tuple[str, ...] = ()
    """Paths in an answer, frame or whole, that hold what the model said."""

    sound: tuple[Sound, ...] = ()
    """Where a stream holds what the model spoke, and a conversation what either side did."""

    identity: tuple[str, ...] = ()
    """Paths in a request's body and names in its query that say who is asking or which cache may help, not what is
    asked."""

    credentials: tuple[str, ...] = ()
    """Paths in a request's body and names in its query that hold a key, or say who pays: never written, and no part of
    what is asked."""

    turns: str = ""
    """Field of a request's body that lists what was said so far; empty where the API holds no conversation."""

    before: str = ""
    """Field of a request's body that names the answer before its turns, and so all that was said until then."""

    is_common: bool = False
    """Whether the paths could be anybody's: only who names the upstream means it."""

    sent_type: str = "json"
    """Public type that an official SDK gives a message of a client, in a conversation over WebSocket."""

    sent_noise: tuple[str, ...] = ()
    """Paths in such a message that mean nothing."""

    last_frames: tuple[bytes, ...] = field(default=())
    """What the last frame begins with. A client that leaves once it has read one has read everything."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """Paths and names of a request that do not count in matching."""
        return (*self.identity, *self.credentials) if self.credentials else self.identity
