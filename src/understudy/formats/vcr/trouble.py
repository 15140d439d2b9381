"""Why something in a cassette cannot become a recording."""

from __future__ import annotations


class Trouble(ValueError):
    """One line on what is wrong, and where there is one, below it the way out."""


def short(value: object) -> str:
    """A value as an error shows it; never the whole of a body."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
