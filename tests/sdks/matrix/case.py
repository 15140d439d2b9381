"""What a client file of the matrix is written with: its cases, and where the servers are.

Runs in an environment that has the client and Understudy, and nothing of the tests.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from plain import plain

__all__ = ["Case", "Servers", "case", "cases_of", "plain"]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Servers:
    """Base URLs, `http://127.0.0.1:54321`."""

    mlx: str
    """mlx-lm: OpenAI's chat and completions, with tokens that a model made."""

    aimock: str
    """aimock: every provider's wire format, with canned answers to "hi", "use a tool", "unicode", "slow"."""

    bedrock: str
    """A Bedrock runtime."""

    edge: str
    """A fake at the network's edge (`edge.py`), for what none of the others gives."""


@dataclass(frozen=True)
class Case:
    """One thing that a user does with a client."""

    name: str
    covers: str
    """Which API or feature, as the table names it."""

    is_stream: bool
    is_async: bool
    own: frozenset[str]
    """Fields that the client makes up itself, anew in each run: ids, times, durations. Not compared."""

    run: Callable[[Servers], Any]


def case(covers: str, *, stream: bool = False, own: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Register a function that asks `servers` as a user would and returns all that the user gets to see.

    Args:
        covers: which API or feature this is: `chat`, `embeddings`, `tools`.
        stream: whether the answer comes in pieces.
        own: names of fields that the client itself makes up, anew in each run.
    """

    def register(function: F) -> F:
        is_async = inspect.iscoroutinefunction(function)
        name = getattr(function, "__name__", "")
        function.__case__ = Case(name, covers, stream, is_async, frozenset(own), function)
        return function

    return register


def cases_of(module: ModuleType) -> list[Case]:
    """The cases of a client file, in its order."""
    return [each.__case__ for each in vars(module).values() if isinstance(getattr(each, "__case__", None), Case)]
