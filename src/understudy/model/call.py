"""A call that never was an HTTP request: of a tool, a file processor, any function. And what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """What was called, and with what."""

    provider: str
    name: str
    """`web_search`, `file_processors`."""

    arguments: Mapping[str, Any]

    @property
    def endpoint(self) -> str:
        """Both names in one; what a path is to a request."""
        return f"{self.provider}.{self.name}"


@dataclass(frozen=True, slots=True)
class Returned:
    """The call returned something."""

    type: str
    """The public type of what it returned, or `json`. Never imported."""

    content: Any
    """A JSON value."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The call raised an exception."""

    type: str
    """Name of its class, with the module unless it is one of Python's own. Never imported."""

    message: str
    bases: tuple[str, ...] = ()
    """Names of the classes that its class is derived from, the nearest first."""


Outcome = Returned | Raised
