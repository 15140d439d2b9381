"""What commands that delete have in common: they list first, ask once, and say what is kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.cli.printing import line
from understudy.errors import WrongUse
from understudy.operations.words import counted

if TYPE_CHECKING:
    from understudy.operations.removing import Removed


def add_options(parser: argparse.ArgumentParser) -> None:
    """`--delete` and `--yes`."""
    parser.add_argument("--delete", action="store_true", help="delete what is found, after a question")
    parser.add_argument("--yes", action="store_true", help="ask no question")


def has_to_ask(arguments: argparse.Namespace) -> bool:
    """Whether a person has to agree.

    Raises:
        WrongUse: nobody is there who could.
    """
    asks: bool = arguments.delete and not arguments.yes
    if asks and (arguments.json or not sys.stdin.isatty()):
        raise WrongUse("--delete asks before it deletes, and nobody can answer here\n\n  Delete unasked: add --yes")
    return asks


def is_meant(what: str) -> bool:
    """What the person says."""
    print(f"Delete {what}? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def print_removed(removed: Removed) -> None:
    """What has gone, and what is kept for which reason."""
    line(f"{counted(len(removed.deleted), 'file')} deleted")
    for each in removed.kept:
        line(("kept", "bold red"), f"  {here(each.path)}: {each.why}")


def here(path: str) -> str:
    """As it is found from the current folder."""
    place, folder = Path(path), Path.cwd()
    return str(place.relative_to(folder)) if place.is_relative_to(folder) else path
