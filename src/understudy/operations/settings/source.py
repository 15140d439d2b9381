"""A value that was set, and who set it, so that a report can say why something was done."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """Who set something."""

    name: str
    folder: Path = field(default_factory=Path)
    """Where a relative store begins."""

    is_command_line: bool = False
    """Only the command line may record where `CI` is set."""


DEFAULT = Source("the default")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value, and who set it."""

    value: T
    source: Source = DEFAULT
