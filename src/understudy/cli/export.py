"""`understudy export`: a store in another system's form."""

from __future__ import annotations

import argparse

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import as_json, indented, line
from understudy.operations.export import FORMATS, Export, export
from understudy.operations.words import counted


def add(commands: Commands) -> None:
    """Add the command."""
    example = "understudy export recordings elsewhere --format 1"
    parser = command(commands, "export", "Write a store's recordings in another form.", example, run)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    parser.add_argument("folder", metavar="FOLDER", help="where to write them; made where there is none")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="1",
        help="the form: 1, an SDK's arguments and objects (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Export, and return 1 where a recording could not be."""
    result = export(arguments.store, arguments.folder, arguments.format)
    if arguments.json:
        as_json(result)
    else:
        _print(result)
    return 1 if result.not_exported else 0


def _print(result: Export) -> None:
    for each in result.exported:
        line(("exported", "green"), f"  {each.name}  to  {each.file}")
        for lost in each.lost:
            line((f"            without {lost}", "dim"))
    for missing in result.not_exported:
        first, _, rest = missing.reason.partition("\n")
        line(("not exported", "bold red"), f"  {missing.name}: {first}")
        if rest.strip():
            indented(rest.strip("\n"), by="")
    bad = f", {len(result.not_exported)} not" if result.not_exported else ""
    done = counted(len(result.exported), "recording")
    line((f"{done} exported to {result.folder} in format {result.format}{bad}", "dim"))
