"""What differs between two recordings: in print, the first on the left and the other on the right; and for programs."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from understudy.cli.printing import line, safe
from understudy.operations.aligning import Gap, Line, Row
from understudy.operations.comparing import Part

if TYPE_CHECKING:
    from rich.text import Text

PIPED = 100
"""Width where there is no terminal."""

BETWEEN = " │ "
OLD, NEW = "red", "green"


def print_parts(parts: tuple[Part, ...], old: str = "recorded", new: str = "new") -> None:
    """Each part with its rows.

    Args:
        old, new: what stands above the two sides.
    """
    column = ((shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED) - len(BETWEEN)) // 2
    left, right = _title(old, column), _title(new, column)
    line((f"{left:<{column}}", "bold"), (BETWEEN, "dim"), (right, "bold"))
    for part in parts:
        line((f"── {part.title} ".ljust(2 * column + len(BETWEEN), "─"), "dim"))
        for row in part.rows:
            _print(row, column)


def changes_in(parts: tuple[Part, ...]) -> list[dict[str, str | None]]:
    """The lines that differ, cut as on a terminal."""
    return [
        {"part": part.title, "old": _text(row.old), "new": _text(row.new)}
        for part in parts
        for row in part.rows
        if isinstance(row, Row) and row.old != row.new
    ]


def _text(side: Line | None) -> str | None:
    return None if side is None else "".join(piece.text for piece in side)


def _title(name: str, column: int) -> str:
    """The end of a long one: paths differ there."""
    said = safe(name)
    return said if len(said) <= column else f"…{said[1 - column :]}"


def _print(row: Row | Gap, column: int) -> None:
    match row:
        case Gap(count, is_equal):
            what = "equal lines" if is_equal else "more lines, seen with: understudy show"
            line((f"  … {count} {what}", "dim"))
        case Row(old, new):
            left, right = _folded(old, OLD, column), _folded(new, NEW, column)
            for at in range(max(len(left), len(right))):
                line(
                    *_cell(left[at] if at < len(left) else None, column),
                    (BETWEEN, "dim"),
                    *_cell(right[at] if at < len(right) else None, 0),
                )


def _folded(side: Line | None, style: str, column: int) -> list[Text]:
    """A line of a recording in as many lines as it needs."""
    from rich.console import Console
    from rich.text import Text

    if side is None:
        return []
    text = Text.assemble(*((safe(piece.text).expandtabs(4), style if piece.is_changed else "") for piece in side))
    return list(text.wrap(Console(width=column), column)) or [Text()]


def _cell(text: Text | None, width: int) -> list[tuple[str, str]]:
    """The pieces of a folded line with their styles, filled up to a width."""
    if text is None:
        return [(" " * width, "")]
    pieces, at = [], 0
    for span in text.spans:
        pieces += [(text.plain[at : span.start], ""), (text.plain[span.start : span.end], str(span.style))]
        at = span.end
    return [*pieces, (text.plain[at:], ""), (" " * max(0, width - text.cell_len), "")]
