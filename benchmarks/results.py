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

    def verdict(self) -> str:
        """In one line, for people."""
        if self.found is None:
            return f"{self.what}: at most {self.limit:g} {self.unit}; not measured here"
        answer = "met" if self.found <= self.limit else "missed"
        return f"{self.what}: at most {self.limit:g} {self.unit}; found {self.found:.1f} {self.unit}: {answer}"


@dataclass(frozen=True, slots=True)
class Result:
    """A table, the goals beside it, and what a reader has to know."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    goals: tuple[Goal, ...]
    notes: tuple[str, ...] = ()
