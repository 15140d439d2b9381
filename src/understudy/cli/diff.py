"""`understudy diff`: two recordings beside each other, or one and what it was."""

from __future__ import annotations

import argparse
from pathlib import Path
from textwrap import indent
from typing import Literal

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import as_json, line
from understudy.cli.side_by_side import changes_in, print_parts
from understudy.errors import RecordingUnreadable, WrongUse
from understudy.misses import Difference
from understudy.model import Recording
from understudy.operations.comparing import by_path, compared
from understudy.operations.files import files_of
from understudy.operations.showing import recordings_at
from understudy.operations.versions import commit_of, version

EXAMPLE = """\
understudy diff recordings what-teams which-player
understudy diff old/a.json new/a.json
understudy diff recordings what-teams --at HEAD~1"""

SIDES: tuple[Literal["request", "answer"], ...] = ("request", "answer")


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Show what two recordings say differently, side by side; exit status 1 if they do."
    parser = command(commands, "diff", what, EXAMPLE, run)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help="the two; a part that no other name has will do. Or another file"
    )
    parser.add_argument(
        "--at", metavar="COMMIT", help="compare one recording with what it was in this commit, where git keeps it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Compare them."""
    store, names = Path(arguments.store), arguments.names
    if arguments.at is None:
        (one, one_title), (other, other_title) = _two(store, names)
    else:
        other = _one(store, names, "--at compares one recording with what it was")
        one, one_title, other_title = _earlier(store, other, arguments.at), arguments.at, other.name
    parts = compared(one, other)
    if arguments.json:
        paths = {side: _places(by_path(one, other, side)) for side in SIDES}
        as_json({"recordings": [one_title, other_title], "differences": changes_in(parts), "paths": paths})
    elif parts:
        print_parts(parts, one_title, other_title)
    else:
        line(("nothing differs but what differs with every call", "dim"))
    return 1 if parts else 0


def _places(differences: tuple[Difference, ...]) -> list[dict[str, str]]:
    return [{"path": each.path, "old": each.recorded, "new": each.sent} for each in differences]


def _two(store: Path, names: list[str]) -> tuple[tuple[Recording, str], tuple[Recording, str]]:
    if store.is_file() and len(names) == 1:
        files = (store, Path(names[0]))
        one, other = ((_one(file, [], "a file is one recording"), str(file)) for file in files)
        return one, other
    if len(names) != 2:
        raise WrongUse(
            f"diff compares two recordings, and {len(names)} are named"
            f"\n\n  Name two of a store, or two files:\n{indent(EXAMPLE, '    ')}"
        )
    # Each by itself: one that cannot be read is told of by its own name.
    one, other = ((found := _one(store, [name], ""), found.name) for name in names)
    return one, other


def _one(store: Path, names: list[str], why: str) -> Recording:
    if len(names) > 1 or (not names and store.is_dir()):
        raise WrongUse(f"{why}, and {len(names) or 'none'} are named\n\n  Name one: understudy ls {store}")
    [recording], _ = recordings_at(store, names)
    return recording


def _earlier(store: Path, recording: Recording, revision: str) -> Recording:
    files, name = files_of(store), recording.name
    commit = commit_of(files.folder, revision)
    if commit is None:
        raise WrongUse(f"{revision}: no commit that git knows in {files.folder}\n\n  See which there are: git log")
    found = version(files, name, commit)
    if found is None:
        raise RecordingUnreadable(
            f"{files.folder}/{name}: not in {revision}\n\n  See where it changed: git log -- {files.folder}/{name}"
        )
    return found
