"""Results for people: a table on a terminal, or in a page of the documentation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.results import Cell, Result


def print_result(console: Console, result: Result) -> None:
    """The table, the notes, and whether the goals were met."""
    table = Table()
    for number, column in enumerate(result.columns):
        table.add_column(column, justify="right" if _is_figures(result, number) else "left")
    for row in result.rows:
        table.add_row(*map(_text, row))
    console.print(f"\n[bold]{result.name}[/bold]: {result.title}")
    console.print(table)
    for line in (*result.notes, *(f"Goal: {goal.verdict()}." for goal in result.goals)):
        console.print(line)


def markdown(result: Result) -> str:
    """The same, as Markdown."""
    rules = ["---:" if _is_figures(result, number) else "---" for number in range(len(result.columns))]
    lines = [_row(result.columns), _row(rules), *(_row([_text(cell) for cell in row]) for row in result.rows)]
    remarks = [*result.notes, *(f"Goal: {goal.verdict()}." for goal in result.goals)]
    return "\n".join([*lines, "", *(f"- {remark}" for remark in remarks)])


def write_markdown(page: Path, machine: str, results: Sequence[Result]) -> None:
    """Put the results where the page has `<!-- figures: name -->` … `<!-- end -->`; other figures stay."""
    text = page.read_text("utf-8")
    for name, figures in [("machine", f"{machine}."), *((result.name, markdown(result)) for result in results)]:
        place = re.compile(rf"(<!-- figures: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = place.sub(lambda found, figures=figures: f"{found[1]}\n{figures}\n\n{found[2]}", text)
    page.write_text(text, "utf-8")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _is_figures(result: Result, column: int) -> bool:
    return any(isinstance(row[column], float) for row in result.rows)


def _text(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    digits = 0 if abs(cell) >= 100 else 1 if abs(cell) >= 10 else 2
    return f"{cell:,.{digits}f}"
