"""How a command prints: for a person on a terminal, for a pipe, or as JSON.

Colour and tables are rich's, which is imported when the first line is printed. In a pipe nothing is wrapped or cut.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from understudy.errors import CONTROL, visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

UNLIMITED = 1_000_000
GAP = 2
NARROWEST = 20
SLOW_S = 2.0
"""What takes longer shows how far it is."""


def line(*pieces: str | tuple[str, str]) -> None:
    """One line, each piece a text or a text and its style; a terminal wraps it, a pipe gets it whole."""
    from rich.text import Text

    text = Text.assemble(*(safe(p) if isinstance(p, str) else (safe(p[0]), p[1]) for p in pieces))
    _write(text, soft_wrap=True)


def indented(text: str, style: str = "", by: str = "  ") -> None:
    """A text of several lines, each of them indented."""
    for each in text.split("\n"):
        line((by + each if each.strip() else "", style))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], flexible: Sequence[str]) -> None:
    """Rows below their columns' names. Columns without any value are left out.

    Args:
        flexible: the columns that are cut where a terminal is too narrow, in this order. All others are whole,
            so that they can be copied; a terminal wraps what is still too wide.
    """
    from rich.cells import cell_len

    cells = [[safe(cell).replace("\n", " ") for cell in row] for row in rows]
    used = [at for at, _ in enumerate(columns) if any(row[at] for row in cells)]
    widths = {at: max(cell_len(text) for text in (columns[at], *(row[at] for row in cells))) for at in used}
    limit = shutil.get_terminal_size().columns if sys.stdout.isatty() else UNLIMITED
    for name in flexible:
        at = columns.index(name)
        if at in widths:
            too_wide = sum(widths.values()) + GAP * (len(widths) - 1) - limit
            widths[at] = max(min(NARROWEST, widths[at]), widths[at] - max(0, too_wide))
    line(*((_fitted(columns[at], width), "bold") for at, width in widths.items()))
    for row in cells:
        line(*(_fitted(row[at], width) for at, width in widths.items()))


def _fitted(text: str, width: int) -> str:
    from rich.cells import cell_len, set_cell_size

    fitted = text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
    return set_cell_size(fitted, width) + " " * GAP


def _write(printable: Any, *, soft_wrap: bool = False) -> None:
    from rich.console import Console

    # A pipe gets each line whole; so it has no width. Blanks that only fill a line are left out.
    width = None if sys.stdout.isatty() else UNLIMITED
    out = Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False)
    # Not written by rich: it ends the program where `head` has seen enough, with a status of its own.
    with out.capture() as captured:
        out.print(printable, soft_wrap=soft_wrap)
    sys.stdout.write("".join(f"{each.rstrip()}\n" for each in captured.get().split("\n")[:-1]))


def as_json(value: Any) -> None:
    """The value as JSON, on standard output."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(plain(value), indent=2, ensure_ascii=not is_unicode)
    # JSON leaves some of what a terminal obeys as it is; within its texts it may be written so.
    print(CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def plain(value: Any) -> Any:
    """The value in JSON's own types. A part of a conversation says its `type`."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {"type": type_, **named} if (type_ := _part_types().get(type(value))) else named
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value


def safe(text: str) -> str:
    """The text without characters that a terminal would obey."""
    return visible(text.replace("\r\n", "\n"))


class Slow:
    """Shows how far something is, on a terminal, once it takes long."""

    def __init__(self, what: str) -> None:
        self._what, self._begun = what, time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, of: int) -> None:
        """So much is done."""
        if self._bar is None and done < of and time.monotonic() - self._begun > SLOW_S and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._what, total=of)
            self._bar.start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done)
            if done >= of:
                self._bar.stop()


def spinner(what: str) -> AbstractContextManager[object]:
    """Says that something is going on, on a terminal."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(what)


@lru_cache(maxsize=1)
def _part_types() -> dict[type, str]:
    from understudy.operations import conversation as c

    return {
        c.Text: "text",
        c.Reasoning: "reasoning",
        c.ToolCall: "tool_call",
        c.ToolResult: "tool_result",
        c.Media: "media",
        c.Vectors: "vectors",
        c.Other: "json",
    }
