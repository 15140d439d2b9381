"""A call that never was an HTTP request: a tool, a file processor."""

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
