"""What a benchmark found."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Goal:
    """What Understudy has set itself, and what was measured."""

    what: str
    limit: float
    found: float | None
    """None where it could not be measured here."""

    unit: str
    is_least: bool = False
    """Whether more is better."""

    def verdict(self) -> str:
        """In one line, for people."""
        goal = f"{self.what}: at {'least' if self.is_least else 'most'} {self.limit:g} {self.unit}"
        if self.found is None:
            return f"{goal}; not measured here"
        is_met = self.found >= self.limit if self.is_least else self.found <= self.limit
        return f"{goal}; found {self.found:.1f} {self.unit}: {'met' if is_met else 'missed'}"


@dataclass(frozen=True, slots=True)
class Result:
    """A table, the goals beside it, and what a reader has to know."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    goals: tuple[Goal, ...]
    notes: tuple[str, ...] = ()
