"""`understudy import`: cassettes of vcrpy and pytest-recording become recordings."""

from __future__ import annotations

import argparse

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import Slow, as_json, indented, line
from understudy.errors import WrongUse
from understudy.operations.importing import Import, import_cassettes
from understudy.operations.settings import Layout
from understudy.operations.words import counted

CONTESTED = (
    "contested: without a scope these are played in the order in which they were imported, whoever asks.\n"
    "With --scope-from-name each test has its own."
)


def add(commands: Commands) -> None:
    """Add the command."""
    example = (
        "understudy import tests --layout per-test\n"
        "understudy import tests/cassettes recordings --scope-from-name\n"
        "understudy import cassettes/chat.yaml cassettes/models.json recordings"
    )
    parser = command(commands, "import", "Make recordings of the cassettes of vcrpy.", example, run)
    parser.add_argument(
        "cassettes", metavar="CASSETTE_OR_FOLDER", nargs="+", help="cassettes, YAML or JSON, or folders of them"
    )
    parser.add_argument("store", metavar="STORE", nargs="?", help="a folder of recordings; made where there is none")
    parser.add_argument(
        "--layout",
        choices=[layout.value for layout in Layout],
        default=Layout.SHARED.value,
        help="shared: one store, STORE (default); per-test: no STORE, but a folder for each test, where pytest looks",
    )
    scopes = parser.add_mutually_exclusive_group()
    scopes.add_argument("--scope", metavar="NAME", help="the scope of all recordings, such as a test's node id")
    scopes.add_argument(
        "--scope-from-name",
        action="store_true",
        help="the test that a cassette belongs to, from cassettes/MODULE/TEST.yaml",
    )


def run(arguments: argparse.Namespace) -> int:
    """Import, and return 1 where something could not be."""
    cassettes, store = arguments.cassettes, None
    if arguments.layout == Layout.SHARED.value:
        *cassettes, store = cassettes
        if not cassettes:
            raise WrongUse(
                "the following arguments are required: STORE"
                f"\n\n  Name it: understudy import {store} recordings"
                f"\n  For a folder of recordings for each test: understudy import {store} --layout per-test"
            )
    result = import_cassettes(
        cassettes,
        store,
        scope=arguments.scope,
        is_scope_from_name=arguments.scope_from_name,
        progress=Slow("Importing cassettes"),
    )
    if arguments.json:
        as_json(result)
    else:
        _print(result)
    return 1 if result.not_imported else 0


def _print(result: Import) -> None:
    for each in result.imported:
        line(("imported", "green"), f"  {each.cassette} #{each.number}  to  {each.name}")
    for contested in result.contested:
        line(
            ("contested", "yellow"), f"  {contested.request}: answered differently in {', '.join(contested.cassettes)}"
        )
    for missing in result.not_imported:
        place = missing.cassette if missing.number is None else f"{missing.cassette} #{missing.number}"
        first, _, rest = missing.reason.partition("\n")
        line(("not imported", "bold red"), f"  {place}: {first}")
        if rest.strip():
            indented(rest.strip("\n"), by="")
    already = f", {result.already_there} there already" if result.already_there else ""
    bad = f", {len(result.not_imported)} not" if result.not_imported else ""
    done = f"{counted(len(result.imported), 'recording')} imported to {result.store}"
    line((f"{done} from {counted(result.cassettes, 'cassette')}{already}{bad}", "dim"))
    if result.contested:
        line((CONTESTED, "dim"))
    if not result.cassettes:
        line("  A cassette is known by its name (.yaml, .yml) or by how it begins. Name the folder that holds some.")
