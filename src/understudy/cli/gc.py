"""`understudy gc`: media that no recording refers to any more."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from understudy.cli.arguments import Commands, command
from understudy.cli.deleting import add_options, has_to_ask, here, is_meant, print_removed
from understudy.cli.printing import as_json, line
from understudy.cli.unreadable import print_unreadable
from understudy.operations.words import counted, size

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
    add_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Find, delete where that is asked for, and return 1 where something is left."""
    from understudy.operations.unreferenced import remove_media, unreferenced

    asks = has_to_ask(arguments)
    found = unreferenced(arguments.store)
    if not arguments.json:
        _print(found)
    removed = None
    if arguments.delete and found.can_go and (not asks or is_meant(counted(len(found.unreferenced), "file"))):
        removed = remove_media(found)
    if arguments.json:
        as_json(_by_name(found, removed))
    else:
        _print_end(found, removed, arguments)
    is_left = bool(removed.kept) if removed else bool(found.unreferenced)
    return 1 if is_left or found.unreadable else 0


def _by_name(found: MediaFound, removed: Removed | None) -> dict[str, object]:
    named = asdict(found)
    for each in named["unreferenced"]:
        del each["stamp"]
    return named | (asdict(removed) if removed else {"deleted": [], "kept": []})


def _print(found: MediaFound) -> None:
    for each in found.unreferenced:
        line(f"  {here(each.path)}  ", (size(each.size_bytes), "dim"))
    for problem in found.unreadable:
        print_unreadable(problem)


def _print_end(found: MediaFound, removed: Removed | None, arguments: argparse.Namespace) -> None:
    count, of = len(found.unreferenced), f"{found.count} media"
    total = size(sum(each.size_bytes for each in found.unreferenced))
    if not count:
        seen = "; there may be more" if found.unreadable else ""
        line((f"{of}, all of them referred to{seen}", "dim"))
    elif found.unreadable:
        line(f"{count} of {of} may be unreferenced. Nothing can go before all can be read.")
    elif removed is not None:
        print_removed(removed)
    elif arguments.delete:
        line("nothing deleted")
    else:
        place = "" if arguments.store == "." else f" {arguments.store}"
        line(f"No recording refers to {count} of {of}, {total}. Delete: understudy gc{place} --delete")
