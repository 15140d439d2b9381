"""`understudy rekey`: what a project's rules make of its recordings."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from understudy.cli.arguments import Commands, add_store, command
from understudy.cli.printing import Slow, as_json, line
from understudy.cli.unreadable import print_unreadable
from understudy.match import VERSION, Rules
from understudy.operations.words import counted, digits

if TYPE_CHECKING:
    from understudy.operations.rekeying import Collision, Edited, Move, Rekeying

SHOWN = 3

EXAMPLES = """\
understudy rekey recordings
understudy rekey tests/recordings --write
UNDERSTUDY_VOLATILE=iso-date,uuid understudy rekey recordings"""


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Show which recordings the project's rules move, and which they make one."
    parser = command(commands, "rekey", what, EXAMPLES, run)
    add_store(parser)
    parser.add_argument("--write", action="store_true", help="put the new fingerprints into the files")


def run(arguments: argparse.Namespace) -> int:
    """Compute, write where that is asked for, and return 1 where something is left."""
    from understudy.operations.rekeying import rekey

    found = rekey(arguments.store, writes=arguments.write, progress=Slow("Computing fingerprints"))
    if arguments.json:
        as_json(_facts(found))
    else:
        _print(found, arguments.store)
    return 1 if found.is_left else 0


def _facts(found: Rekeying) -> dict[str, object]:
    return {
        "rules": found.rules.spelt,
        "version": _version(found.rules),
        "count": found.count,
        "moves": found.moves,
        "edited": found.edited,
        "collisions": found.collisions,
        "unreadable": found.unreadable,
        "is_written": found.is_written,
    }


def _print(found: Rekeying, store: str) -> None:
    line(("rules       ", "bold"), f"{_told(found.rules)}  {_version(found.rules)}")
    for move in found.moves:
        _print_move(move, is_written=found.is_written)
    for edited in found.edited:
        _print_edited(edited)
    for collision in found.collisions:
        _print_collision(collision)
    for problem in found.unreadable:
        print_unreadable(problem)
    line((f"{counted(found.count, 'recording')}: {', '.join(_sum(found)) or 'nothing to do'}", "dim"))
    if found.collisions:
        line()
        line("  Each would get the other's answer, and no session opens so. Make the rule narrower, or delete one.")
    elif found.moves and not found.is_written:
        line()
        line("  They answer by the new rules already. To have them say so in their files:")
        line(f"  understudy rekey {shlex.quote(store)} --write")


def _print_move(move: Move, *, is_written: bool) -> None:
    word = ("written   ", "green") if is_written else ("moves     ", "yellow")
    line(word, f"  {move.path}  {digits(move.stated)} -> {digits(move.computed)}")
    if move.counting:
        values = ", ".join(f"{value} ({kind})" for kind, value in move.counting[:SHOWN])
        more = f" and {counted(len(move.counting) - SHOWN, 'more value')}" if len(move.counting) > SHOWN else ""
        line(f"            may stop matching: {values}{more} {'count' if len(move.counting) > 1 else 'counts'} now")


def _print_edited(edited: Edited) -> None:
    line(("edited    ", "bold red"), f"  {edited.path}  its request was edited after it was recorded; left as it is")
    line(f"            if that is meant, put {edited.computed} into the file")


def _print_collision(collision: Collision) -> None:
    scope = f"  scope {collision.scope}" if collision.scope else ""
    line(("collide   ", "bold red"), f"  {collision.one}{scope}")
    line(f"        and {collision.other}")
    for difference in collision.differences[:SHOWN]:
        line(f"            differ at {difference.path}: {difference.recorded} and {difference.sent}")
    if (hidden := len(collision.differences) - SHOWN) > 0:
        line(f"            and at {counted(hidden, 'more place')}")


def _sum(found: Rekeying) -> Iterator[str]:
    if found.moves:
        yield f"{len(found.moves)} {'written' if found.is_written else 'moved'}"
    if found.edited:
        yield f"{len(found.edited)} edited"
    if found.collisions:
        yield counted(len(found.collisions), "collision")
    if found.unreadable:
        yield f"{len(found.unreadable)} unreadable"


def _told(rules: Rules) -> str:
    kinds = ", ".join(kind.name for kind in rules.volatile)
    told = [f"ignore {', '.join(rules.ignore)}"] * bool(rules.ignore) + [f"volatile {kinds}"] * bool(kinds)
    return "; ".join(told) or "none"


def _version(rules: Rules) -> str:
    return f"{VERSION}+{rules.digest}" if rules else VERSION
