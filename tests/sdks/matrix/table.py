"""The table of `docs/compatibility.md`: a row for each SDK, made of what a run of the matrix has shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.sdks.matrix.sdks import Run

START = "| SDK | tried | over | whole answers | streams |\n|---|---|---|---|---|\n"
VERSION = 1
"""Which column holds the versions."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The page, its rows apart from what stands before and after them."""

    before: str
    rows: dict[str, Row]
    after: str

    @classmethod
    def read(cls, page: Path) -> Table:
        """The page as it is."""
        before, start, rest = page.read_text("utf-8").partition(START)
        assert start, f"{page}: the table's head is gone"
        lines = rest.splitlines(keepends=True)
        end = next((place for place, line in enumerate(lines) if not line.startswith("|")), len(lines))
        rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines[:end]]
        return cls(before, {row[0]: row for row in rows}, "".join(lines[end:]))

    def write(self, page: Path) -> None:
        """Put the page in its place, rows in the order of their names."""
        rows = "".join(f"| {' | '.join(row)} |\n" for _, row in sorted(self.rows.items()))
        page.write_text(f"{self.before}{START}{rows}{self.after}", "utf-8")

    def with_row(self, name: str, row: Row) -> Table:
        """The same with this row anew."""
        return replace(self, rows={**self.rows, name: row})

    def only(self, names: Iterable[str]) -> Table:
        """The same without rows of other names."""
        return replace(self, rows={name: self.rows[name] for name in names if name in self.rows})

    @staticmethod
    def row_of(played: Run) -> Row:
        """What a run has shown of its SDK."""
        versions: dict[str, str] = {}
        for document in played.replayed:
            versions |= document["versions"]
        cases = [case for _, case in played.cases]
        libraries = sorted({name for case in cases for name in case["libraries"]})
        tried = ", ".join(
            version if name == played.sdk.name else f"{name} {version}" for name, version in versions.items()
        )
        return (
            played.sdk.name,
            tried,
            ", ".join(libraries),
            _covered([case for case in cases if not case["stream"]]),
            _covered([case for case in cases if case["stream"]]),
        )


def _covered(cases: list[dict[str, object]]) -> str:
    """What was covered; where not by both kinds of client, by which."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        kinds[str(case["covers"])].add("async" if case["async"] else "sync")
    return " · ".join(name if len(by) == 2 else f"{name} ({min(by)})" for name, by in kinds.items())
