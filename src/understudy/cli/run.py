"""`understudy run`: any command, its Python programs answered from recordings."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.cli.arguments import Commands, command
from understudy.cli.words import counted
from understudy.errors import WrongUse
from understudy.model import Mode

if TYPE_CHECKING:
    from understudy.operations.running_programs import Ran

FINE, FOUND, WRONG_USE = 0, 1, 2
SHOWN = 5

EXAMPLES = """\
understudy run -- pytest
understudy run --mode record-if-missing -- python agent.py
understudy run --mode record --store tests/recordings -- make test"""

NOT_JOINED = """\
no Python program joined: whatever {command} asked was neither recorded nor answered from recordings

  Joined are Python programs that the command starts, but for those started with -I, -E or -S, or with another
  PYTHONPATH. For a program in another language: understudy serve {store}"""


def add(commands: Commands) -> None:
    """Add the command."""
    modes = ", ".join(mode.value for mode in Mode)
    parser = command(commands, "run", "Run a command; its Python programs are answered from recordings.", EXAMPLES, run)
    parser.usage = "%(prog)s [-h] [--json] [--mode MODE] [--store STORE] [--scope NAME] [--layout LAYOUT] -- COMMAND"
    parser.add_argument("--mode", help=f"{modes} (default: as the project says, else replay)")
    parser.add_argument("--store", help="the folder of recordings (default: as the project says, else recordings)")
    parser.add_argument("--scope", metavar="NAME", help="which recordings come first; pytest's tests have their own")
    parser.add_argument("--layout", help="for pytest: per-test or shared")
    parser.add_argument("command", metavar="-- COMMAND", nargs=argparse.REMAINDER, help="the command, as you type it")


def run(arguments: argparse.Namespace) -> int:
    """Run it, and return its exit status; 1 where it is 0 and something was missed."""
    from understudy.operations.running_programs import NotStarted, run_program
    from understudy.operations.settings import Source, read_settings

    words = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not words:
        raise WrongUse("run: no command\n\n  Write it after two dashes: understudy run -- pytest")
    said = {name: value for name in ("mode", "store", "layout") if (value := getattr(arguments, name)) is not None}
    source = Source("understudy run", Path.cwd(), is_command_line=True)
    settings = read_settings(Path.cwd(), os.environ).changed(said, source).for_ci(os.environ)
    if "store" in said:
        said["store"] = str(settings.store.value)
    try:
        ran = run_program(words, settings, scope=arguments.scope, said=said)
    except NotStarted as error:
        print(f"understudy: {error}", file=sys.stderr)
        return error.status
    # Standard output is the command's.
    print(_json(ran) if arguments.json else _text(ran, words), file=sys.stderr, end="", flush=True)
    if not ran.interpreters:
        return WRONG_USE
    return ran.status or (FOUND if ran.missed or ran.refused else FINE)


def _text(ran: Ran, words: Sequence[str]) -> str:
    if not ran.interpreters:
        return f"understudy: {NOT_JOINED.format(command=words[0], store=ran.store)}\n"
    if ran.pytest_runs == ran.interpreters and not ran.did_anything:
        return ""  # pytest has said it all
    lines = [f"understudy: mode {ran.mode.value.value} ({ran.mode.source.name}), recordings in {ran.store}"]
    live = ran.sent if ran.mode.value is Mode.LIVE else 0
    lines.append(
        f"understudy: {ran.played} played, {ran.recorded} recorded, {ran.missed} missed, "
        f"{len(ran.unused)} unused, {live} live"
    )
    for miss in ran.misses[-SHOWN:]:
        lines += ["", str(miss)]
    if hidden := ran.missed - len(ran.misses[-SHOWN:]):
        lines += ["", f"and {counted(hidden, 'more request')} without a recording"]
    for host, count in ran.refused.items():
        lines += ["", f"{host}: {counted(count, 'connection')} refused; the latest:", "", ran.refusals[host]]
    if ran.unused:
        lines += ["", "unused:", *(f"  {ran.store}/{name}" for name in ran.unused[:SHOWN])]
        lines += [f"  and {len(ran.unused) - SHOWN} more"] * (len(ran.unused) > SHOWN)
    return "\n".join(lines) + "\n"


def _json(ran: Ran) -> str:
    return f"{json.dumps(_facts(ran))}\n"


def _facts(ran: Ran) -> dict[str, object]:
    from understudy.misses import to_json

    return {
        "status": ran.status,
        "mode": ran.mode.value.value,
        "mode_from": ran.mode.source.name,
        "store": ran.store,
        "interpreters": ran.interpreters,
        "pytest_runs": ran.pytest_runs,
        "played": ran.played,
        "recorded": ran.recorded,
        "sent": ran.sent,
        "missed": ran.missed,
        "misses": [to_json(miss) for miss in ran.misses],
        "refused": dict(ran.refused),
        "refusals": dict(ran.refusals),
        "unused": list(ran.unused),
    }
