"""`understudy ui`: pages to look at the recordings of a store, in a browser on this machine."""

from __future__ import annotations

import argparse
import json
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.cli import editing
from understudy.cli.arguments import Commands, add_address, add_names, command
from understudy.cli.printing import Slow, spinner
from understudy.cli.serve import are_pages_installed
from understudy.errors import WrongUse
from understudy.operations.files import files_of
from understudy.proxy import missing_packages
from understudy.proxy.listening import listening

if TYPE_CHECKING:
    from understudy.operations.standing import Standing

EXAMPLES = """\
understudy ui recordings
understudy ui tests/recordings --tests"""


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "ui", "Look at recordings in a browser.", EXAMPLES, run)
    parser.add_argument("store", metavar="STORE", help="a folder of recordings, or one recording")
    add_address(parser)
    add_names(parser)
    editing.add(parser)
    parser.add_argument(
        "--tests", action="store_true", help="collect the tests here, and say which recordings they need"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")


def run(arguments: argparse.Namespace) -> int:
    """Serve the pages until a signal ends it."""
    if missing_packages() or not are_pages_installed():
        raise WrongUse(
            "the pages need packages that are not installed\n\n  Install them with: pip install 'understudy[server]'"
        )
    from understudy.ui import Site
    from understudy.ui.serving import serve

    editing.check(arguments)
    files_of(arguments.store)
    listener = listening(arguments.host, arguments.port)
    names = (arguments.host, *arguments.allow_host)
    by_tests = _by_tests(Path(arguments.store)) if arguments.tests else None
    site = Site(
        arguments.store,
        names=names,
        progress=Slow("Reading recordings"),
        by_tests=by_tests,
        edits=arguments.edit,
    )

    def on_ready(address: str) -> None:
        if arguments.json:
            print(json.dumps({"address": address, "store": str(arguments.store)}), flush=True)
            return
        print(f"recordings of {arguments.store} at {address}", flush=True)
        print("end it with Ctrl-C", flush=True)
        if sys.stdout.isatty() and not arguments.no_open:
            webbrowser.open(address)

    serve(site, listener, on_ready)
    return 0


def _by_tests(store: Path) -> Standing:
    from understudy.operations.collecting import collected
    from understudy.operations.pruning import findings
    from understudy.operations.standing import standing_by_tests

    with spinner("Collecting the tests"):
        claims = collected()
        return standing_by_tests(store, claims, findings(claims))
