"""`understudy prune`: recordings that no test needs any more."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

from understudy.cli.arguments import Commands, command
from understudy.cli.deleting import add_options, has_to_ask, here, is_meant, print_removed
from understudy.cli.printing import as_json, line, spinner
from understudy.cli.unreadable import print_unreadable
from understudy.operations.words import counted

if TYPE_CHECKING:
    from understudy.operations.pruning import Findings
    from understudy.operations.removing import Removed

KINDS = ("orphans", "unused", "leftovers")
SHOWN = 5

EXAMPLES = """\
understudy prune
understudy prune --delete --only orphans
understudy prune -- tests/unit -c other.ini"""


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Find recordings that no test needs any more, and delete them on request."
    parser = command(commands, "prune", what, EXAMPLES, run)
    parser.add_argument(
        "arguments", metavar="PYTEST_ARG", nargs="*", help="for pytest, which collects the tests; options after --"
    )
    add_options(parser)
    parser.add_argument("--only", choices=KINDS, action="append", help="only these; may be given several times")


def run(arguments: argparse.Namespace) -> int:
    """Find, delete where that is asked for, and return 1 where something is left."""
    from understudy.operations.collecting import collected
    from understudy.operations.pruning import findings
    from understudy.operations.removing import remove

    asks = has_to_ask(arguments)
    with spinner("Collecting the tests"):
        found = _only(findings(collected(arguments.arguments)), arguments.only or KINDS)
    if not arguments.json:
        _print(found)
    removed = None
    if arguments.delete and found.has_any and (not asks or is_meant(_sum(found))):
        removed = remove(found)
    if arguments.json:
        as_json(_by_name(found, removed))
    else:
        _print_end(found, removed, arguments)
    is_left = bool(removed.kept) if removed else found.has_any
    return 1 if is_left or found.unreadable else 0


def _only(found: Findings, kinds: Sequence[str]) -> Findings:
    return replace(
        found,
        orphans=found.orphans if "orphans" in kinds else (),
        unused=found.unused if "unused" in kinds else (),
        leftovers=found.leftovers if "leftovers" in kinds else (),
    )


def _by_name(found: Findings, removed: Removed | None) -> dict[str, object]:
    named = asdict(found)
    for kind in ("orphans", "unused"):
        for each in named[kind]:
            del each["stamp"]
    return named | (asdict(removed) if removed else {"deleted": [], "kept": []})


def _print(found: Findings) -> None:
    orphans, unused, leftovers = found.orphans, found.unused, found.leftovers
    _group(
        f"{counted(len(orphans), 'orphan')}: no test claims {_them(orphans)}",
        [(each.path, each.scope) for each in orphans],
    )
    _group(
        f"{len(unused)} unused: {'its' if len(unused) == 1 else 'their'} tests passed without {_them(unused)}",
        [(each.path, f"{each.scope}, passed {_when(each.ran_ns)}") for each in unused],
    )
    _group(
        f"{counted(len(leftovers), 'leftover')}: runs that were killed left {_them(leftovers)} behind",
        [(each.path, f"changed {_when(each.changed_ns)}") for each in leftovers],
    )
    for problem in found.unreadable:
        name = here(problem.name)
        print_unreadable(replace(problem, name=name, reason=problem.reason.replace(problem.name, name)))
    whys: dict[str, list[str]] = {}
    for each in found.not_known:
        whys.setdefault(each.why, []).append(each.scope)
    for why, scopes in whys.items():
        _print_not_known(why, scopes)
    if found.unreadable or whys:
        line()


def _group(head: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        return
    line((head, "bold"))
    width = max(len(here(path)) for path, _ in rows)
    for path, rest in rows:
        line(f"  {here(path):{width}}  ", (rest, "dim"))
    line()


def _print_not_known(why: str, scopes: list[str]) -> None:
    line(("not known", "yellow"), f"  {counted(len(scopes), 'recording')}: {why}")
    names = list(dict.fromkeys(scopes))
    for name in names[:SHOWN]:
        line((f"  {name}", "dim"))
    if len(names) > SHOWN:
        line((f"  and {len(names) - SHOWN} more", "dim"))


def _print_end(found: Findings, removed: Removed | None, arguments: argparse.Namespace) -> None:
    if not found.has_any:
        line((f"{counted(found.count, 'recording')}, none to prune", "dim"))
    elif removed is not None:
        print_removed(removed)
    elif arguments.delete:
        line("nothing deleted")
    else:
        words = ["understudy", "prune", "--delete"]
        words += [word for kind in arguments.only or () for word in ("--only", kind)]
        words += ["--", *arguments.arguments] if arguments.arguments else []
        line(f"{_sum(found)} of {found.count} can go. Delete: {shlex.join(words)}")


def _sum(found: Findings) -> str:
    counts = ((len(found.orphans) + len(found.unused), "recording"), (len(found.leftovers), "leftover"))
    return " and ".join(counted(count, noun) for count, noun in counts if count)


def _them(found: Sequence[object]) -> str:
    return "it" if len(found) == 1 else "them"


def _when(at_ns: int) -> str:
    return datetime.fromtimestamp(at_ns / 1e9).strftime("%Y-%m-%d %H:%M")
