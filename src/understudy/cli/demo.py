"""`understudy demo`: record, replay, and compare, offline."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from understudy.cli.arguments import Commands, command
from understudy.cli.printing import as_json, line, safe
from understudy.operations.demo import FOLDER, Act, Demo, demo

ACTS = {
    Act.REPLAY: (
        "1. Replay",
        "A server at {address} answers from a recording that comes with Understudy.",
        "The official openai SDK shows it a picture and asks: {asked}",
    ),
    Act.RECORD: (
        "2. Record",
        "A second server, at {address}, stands before the first and records what passes through it.",
        "The same question to the second one, answered live by the first:",
    ),
    Act.REPLAY_AGAIN: (
        "3. Replay again",
        "Both are stopped. A third, at {address}, has nothing but what the second recorded.",
        "The same question once more:",
    ),
}


def add(commands: Commands) -> None:
    """Add the command."""
    what = "See Understudy at work: offline, without a key, in a few seconds."
    parser = command(commands, "demo", what, "understudy demo", run)
    parser.add_argument(
        "--folder", default=FOLDER, help="where the demo's own recording goes, and stays (default: %(default)s)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Play the demo, and return 1 where the answers are not the same."""
    found = demo(arguments.folder, _Silent() if arguments.json else _Reader())
    if arguments.json:
        as_json(found)
    else:
        _print(found)
    return 0 if found.is_equal else 1


class _Silent:
    """Watches and says nothing."""

    def begins(self, act: Act, address: str, asked: str) -> None:
        """Nothing."""

    def hears(self, text: str) -> None:
        """Nothing."""

    def ends(self, act: Act) -> None:
        """Nothing."""


class _Reader:
    """Reads out what happens."""

    def begins(self, act: Act, address: str, asked: str) -> None:
        """Title and explanation."""
        title, *lines = ACTS[act]
        line((title, "bold"))
        for each in lines:
            line(f"   {each.format(address=address, asked=asked)}")
        print("\n     ", end="", flush=True)

    def hears(self, text: str) -> None:
        """A piece of the answer, as it arrives."""
        print(safe(text), end="", flush=True)

    def ends(self, act: Act) -> None:
        """The end of the answer."""
        print("\n", flush=True)


def _print(found: Demo) -> None:
    line(("The exact bytes", "bold"))
    for what, answer in (("bundled", found.first), ("recorded", found.again)):
        line(f"   {what:<9}  {answer.size_bytes} bytes  sha256 {answer.sha256}")
    if found.is_equal:
        line("   ", ("equal, byte for byte", "bold green"), f", after {found.seconds} s without network, key or cost.")
    else:
        line("   ", ("not equal", "bold red"))
    line()
    line(f"The recording is {found.folder}/{found.recording}. What next:")
    for verb in ("show", "ls", "serve"):
        line("   ", (f"{_command()} {verb} {found.folder}", "cyan"))
    sys.stdout.flush()


def _command() -> str:
    """How this command is called here: by its path where it is not on the shell's, as within `make demo`."""
    is_script = Path(sys.argv[0]).name == "understudy"
    return sys.argv[0] if is_script and shutil.which("understudy") is None else "understudy"
