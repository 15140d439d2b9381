"""What the command lines of all commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

WIDTH = 100


def help_formatter(prog: str) -> argparse.HelpFormatter:
    """Help of the same width everywhere, examples as they are."""
    return argparse.RawDescriptionHelpFormatter(prog, max_help_position=28, width=WIDTH)


class Parser(argparse.ArgumentParser):
    """Says what is wrong and where help is, in the words of our own errors; a name is that of an option or of none."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **more})

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(2, f"understudy: {message}\n\n  See what is possible: {self.prog} --help\n")


def command(
    commands: Commands, name: str, what: str, example: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """A command of this name, with `--json`.

    Args:
        what: one sentence.
        example: one command line, or several.
    """
    lines = "\n".join(f"  {line}" for line in example.splitlines())
    words = "examples" if "\n" in example else "example"
    added = commands.add_parser(
        name, help=what, description=what, epilog=f"{words}:\n{lines}\n", formatter_class=help_formatter
    )
    added.set_defaults(run=run, wrong=added.error)
    added.add_argument("--json", action="store_true", help="print JSON, for programs")
    return added


def add_address(parser: argparse.ArgumentParser) -> None:
    """Where a server listens."""
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: any free one)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")


def add_names(parser: argparse.ArgumentParser) -> None:
    """By which names a server is known to browsers."""
    parser.add_argument(
        "--allow-host",
        metavar="NAME",
        action="append",
        default=[],
        help="a name by which browsers may call this server; may be given several times",
    )


def add_store(parser: argparse.ArgumentParser) -> None:
    """The store of a command that looks through a whole one."""
    parser.add_argument(
        "store", metavar="STORE", nargs="?", default="recordings", help="a folder of recordings (default: recordings)"
    )
