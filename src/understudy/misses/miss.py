"""A miss, as data: what was asked, where was looked, what is nearest, and what to do.

`text.py` and `as_json.py` render it.
"""

from __future__ import annotations

from dataclasses import dataclass

from understudy.errors import printable
from understudy.misses.asked import Asked
from understudy.misses.difference import Difference
from understudy.misses.reason import Reason
from understudy.misses.text import headline_of, text_of
from understudy.model import Mode


@dataclass(frozen=True, slots=True)
class Nearest:
    """The most similar recording. It explains; it never answers."""

    name: str
    scope: str | None
    differences: tuple[Difference, ...]
    """Empty where the recording is of this very request, for another scope."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A request without a usable recording."""

    reason: Reason
    asked: Asked
    mode: Mode
    mode_source: str
    """Who set the mode: `the default`, `--understudy`; empty where nobody said."""

    store: str
    count: int
    """Recordings that were looked through."""

    in_scope: int
    """Those of them that may answer a request of this scope."""

    scope: str | None
    nearest: Nearest | None
    detail: str
    """What is special about this one, such as the unreadable file; may be empty."""

    remedies: tuple[str, ...]

    def __str__(self) -> str:
        """At most 25 lines; the first one alone is useful."""
        return printable(text_of(self))

    def headline(self) -> str:
        """One line: what was asked and why there is no answer."""
        return printable(headline_of(self))
