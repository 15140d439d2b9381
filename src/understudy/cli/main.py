"""From the command line to a command, and from what comes of it to an exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from shlex import quote
from types import TracebackType

from understudy import __version__
from understudy.cli.arguments import Parser, help_formatter
from understudy.errors import NotServable, RecordingUnreadable, UnderstudyError, printable

FINE, FOUND, WRONG_USE = 0, 1, 2
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""

COMMANDS = (
    "demo",
    "serve",
    "ui",
    "run",
    "ls",
    "show",
    "diff",
    "tag",
    "verify",
    "audit",
    "repair",
    "rekey",
    "doctor",
    "review",
    "prune",
    "gc",
    "import",
    "export",
)
"""Each is a module beside this one."""

MODULES = {"import": "import_"}

EXAMPLE = """\
examples:
  understudy demo
  understudy serve recordings --mode record-if-missing --port 8080
  understudy ls recordings --model 'gpt-4o*'
  understudy show recordings what-teams

exit status: 0 fine, 1 found something, 2 wrong use
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status. Never shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            # A recording may hold what this terminal has no character for.
            reconfigure(errors="backslashreplace")
    try:
        arguments, unknown = parser(sys.argv[1:] if argv is None else argv).parse_known_args(argv)
        if unknown:
            arguments.wrong(f"unrecognized arguments: {' '.join(unknown)}")
        status: int = arguments.run(arguments)
        sys.stdout.flush()
        return status
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FINE
    except (RecordingUnreadable, NotServable) as error:
        return _failed(str(error), FOUND)
    except UnderstudyError as error:
        return _failed(str(error), WRONG_USE)
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `head` has. Nothing more may be flushed to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, OSError) and isinstance(error.filename, str) and error.strerror:
            return _failed(_unusable(error.filename, error.strerror), WRONG_USE)
        where = _last(error.__traceback__)
        return _failed(f"{type(error).__name__}: {error}\n\n  This is a defect of Understudy, at {where}.", FOUND)


def parser(argv: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The command line. Where it begins with a command, no other one is loaded: together they take half a second.

    Args:
        argv: what is to be parsed.
    """
    whole = Parser(
        prog="understudy",
        description="Records real AI API traffic once and replays it exactly: offline, without a key.",
        epilog=EXAMPLE,
        formatter_class=help_formatter,
    )
    whole.add_argument("--version", action="version", version=f"understudy {__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in argv[:1] if argv and argv[0] in COMMANDS else COMMANDS:
        import_module(f"understudy.cli.{MODULES.get(name, name)}").add(commands)
    return whole


def _unusable(path: str, why: str) -> str:
    return f"{path}: cannot be used: {why}\n\n  See what is there, and whose it is: ls -ld {quote(path)}"


def _failed(text: str, status: int) -> int:
    print(f"understudy: {printable(text)}", file=sys.stderr)
    return status


def _last(traceback: TracebackType | None) -> str:
    place = "an unknown place"
    while traceback is not None:
        code = traceback.tb_frame.f_code
        place = f"{os.path.basename(code.co_filename)}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place
