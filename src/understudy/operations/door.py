"""A server that programs of a run find by their environment; whoever can start one hands it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

from understudy.operations.invitation import Invitation


@dataclass(frozen=True, slots=True)
class Door:
    """It is open."""

    given: Mapping[str, str]
    """What programs have to find in their environment."""

    was_entered: Callable[[], bool]
    """Whether any program came."""


OpenDoor: TypeAlias = Callable[[Invitation, Mapping[str, str]], AbstractContextManager[Door]]
"""Opens one for an invitation, and an environment as it was before."""
