"""A file that should be a recording and is none, in print."""

from __future__ import annotations

from understudy.cli.printing import indented, line
from understudy.operations.files import Unreadable


def print_unreadable(problem: Unreadable) -> None:
    """Its name, what is wrong, and the way out."""
    first, _, rest = problem.reason.removeprefix(f"{problem.name}: ").partition("\n")
    line(("unreadable", "bold red"), f"  {problem.name}: {first}")
    if rest.strip():
        indented(rest.strip("\n"), by="")
