"""`understudy gc`: media that no recording refers to any more."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import as_json, line
from understudy.cli.unreadable import print_unreadable
from understudy.cli.words import counted, size
from understudy.errors import WrongUse

if TYPE_CHECKING:
    from understudy.operations.removing import Removed
    from understudy.operations.unreferenced import MediaFound

EXAMPLES = "understudy gc\nunderstudy gc tests/recordings --delete"


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Find media that no recording refers to, and delete them on request."
    parser = command(commands, "gc", what, EXAMPLES, run)
    parser.add_argument(
        "store", metavar="STORE", nargs="?", default=".", help="a folder of recordings, or one above several (here)"
    )
    parser.add_argument("--delete", action="store_true", help="delete what is found, after a question")
    parser.add_argument("--yes", action="store_true", help="ask no question")


def run(arguments: argparse.Namespace) -> int:
    """Find, delete where that is asked for, and return 1 where something is left."""
    from understudy.operations.unreferenced import remove_media, unreferenced

    asks = arguments.delete and not arguments.yes
    if asks and (arguments.json or not sys.stdin.isatty()):
        raise WrongUse("--delete asks before it deletes, and nobody can answer here\n\n  Delete unasked: add --yes")
    found = unreferenced(arguments.store)
    if not arguments.json:
        _print(found)
    removed = None
    if arguments.delete and found.can_go and (not asks or _is_meant(found)):
        removed = remove_media(found)
    if arguments.json:
        as_json(_by_name(found, removed))
    else:
        _print_end(found, removed, arguments)
    is_left = bool(removed.kept) if removed else bool(found.unreferenced)
    return 1 if is_left or found.unreadable else 0


def _is_meant(found: MediaFound) -> bool:
    print(f"Delete {counted(len(found.unreferenced), 'file')}? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _by_name(found: MediaFound, removed: Removed | None) -> dict[str, object]:
    named = asdict(found)
    for each in named["unreferenced"]:
        del each["stamp"]
    return named | (asdict(removed) if removed else {"deleted": [], "kept": []})


def _print(found: MediaFound) -> None:
    for each in found.unreferenced:
        line(f"  {_here(each.path)}  ", (size(each.size_bytes), "dim"))
    for problem in found.unreadable:
        print_unreadable(problem)


def _print_end(found: MediaFound, removed: Removed | None, arguments: argparse.Namespace) -> None:
    count, of = len(found.unreferenced), f"{found.count} media"
    total = size(sum(each.size_bytes for each in found.unreferenced))
    if not count:
        line((f"{of}, all of them referred to", "dim"))
    elif found.unreadable:
        line(f"{count} of {of} may be unreferenced. Nothing can go before every recording can be read.")
    elif removed is not None:
        line(f"{counted(len(removed.deleted), 'file')} deleted")
        for each in removed.kept:
            line(("kept", "bold red"), f"  {_here(each.path)}: {each.why}")
    elif arguments.delete:
        line("nothing deleted")
    else:
        place = "" if arguments.store == "." else f" {arguments.store}"
        line(f"No recording refers to {count} of {of}, {total}. Delete: understudy gc{place} --delete")


def _here(path: str) -> str:
    """As it is found from the current folder."""
    place, here = Path(path), Path.cwd()
    return str(place.relative_to(here)) if place.is_relative_to(here) else path
