"""`understudy repair`: what can be mended in a store, said before it is done."""

from __future__ import annotations

import argparse
import shlex
from collections import Counter
from typing import TYPE_CHECKING

from understudy.cli.arguments import Commands, add_store, command
from understudy.cli.printing import Slow, as_json, line
from understudy.cli.unreadable import print_unreadable
from understudy.operations.words import counted

if TYPE_CHECKING:
    from understudy.operations.repairing import Repairs

EXAMPLES = "understudy repair recordings\nunderstudy repair tests/recordings --write"


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Show what can be mended in a store without inventing anything, and mend it on request."
    parser = command(commands, "repair", what, EXAMPLES, run)
    add_store(parser)
    parser.add_argument("--write", action="store_true", help="do it")


def run(arguments: argparse.Namespace) -> int:
    """Find, mend where that is asked for, and return 1 where something is left."""
    from understudy.operations.repairing import repair

    found = repair(arguments.store, writes=arguments.write, progress=Slow("Looking through recordings"))
    if arguments.json:
        as_json(found)
    else:
        _print(found, arguments.store)
    return 1 if found.is_left else 0


def _print(found: Repairs, store: str) -> None:
    word = ("mended    ", "green") if found.is_written else ("would mend", "yellow")
    for each in found.repairs:
        line(word, f"  {each.path}  {each.remedy.value}: {each.what}")
    for problem in found.left:
        print_unreadable(problem)
    counts = Counter(each.remedy for each in found.repairs)
    said = [f"{count} {remedy.value}" for remedy, count in counts.items()]
    said += [f"{len(found.left)} beyond repair"] * bool(found.left)
    line((f"{counted(found.count, 'file')}: {', '.join(said) or 'nothing to do'}", "dim"))
    if found.repairs and not found.is_written:
        line()
        line(f"  Nothing has been changed. To do it: understudy repair {shlex.quote(store)} --write")
