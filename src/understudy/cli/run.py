"""`understudy run`: any command, its programs answered from recordings: Python's in process, others over HTTP."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.cli import keeping, playing
from understudy.cli.arguments import Commands, command
from understudy.errors import WrongUse
from understudy.model import Mode
from understudy.operations.words import counted

if TYPE_CHECKING:
    from understudy.operations.door import OpenDoor
    from understudy.operations.running_programs import Ran, Via

FINE, FOUND, WRONG_USE = 0, 1, 2
SHOWN = 5

EXAMPLES = """\
understudy run -- pytest
understudy run --mode record-if-missing -- python agent.py
understudy run --mode record --store tests/recordings -- make test"""

NOT_JOINED = """\
no Python program joined{nor_came}: whatever {command} asked was neither recorded nor answered from recordings

  Joined are Python programs that the command starts, but for those started with -I, -E or -S, or with another
  PYTHONPATH. {others}"""

OTHERS = (
    "Others come over HTTP, if they obey the environment: give one that does not the URL of understudy serve {store}"
)
NO_OTHERS = "For programs in other languages: pip install 'understudy[server]', and leave --via out"

IN_PROCESS_ALONE = "programs in other languages are not answered: that needs pip install 'understudy[server]'"
"""Told where the packages of a server are missing."""


def add(commands: Commands) -> None:
    """Add the command."""
    modes = ", ".join(mode.value for mode in Mode)
    parser = command(commands, "run", "Run a command; its programs are answered from recordings.", EXAMPLES, run)
    parser.usage = "%(prog)s [-h] [--json] [--mode MODE] [--store STORE] [OPTION …] -- COMMAND"
    parser.add_argument("--mode", help=f"{modes} (default: as the project says, else replay)")
    parser.add_argument("--store", help="the folder of recordings (default: as the project says, else recordings)")
    parser.add_argument("--scope", metavar="NAME", help="which recordings come first; pytest's tests have their own")
    parser.add_argument("--layout", help="for pytest: per-test or shared")
    parser.add_argument("--match", help="in mode replay, what answers a request that is not recorded: exact or prefix")
    playing.add(parser)
    keeping.add(parser)
    parser.add_argument(
        "--via",
        choices=["auto", "process", "http"],
        default="auto",
        help="how programs are answered: Python's in process and others over HTTP (auto), or all of them one way",
    )
    parser.add_argument("command", metavar="-- COMMAND", nargs=argparse.REMAINDER, help="the command, as you type it")


def run(arguments: argparse.Namespace) -> int:
    """Run it, and return its exit status; 1 where it is 0 and something was missed."""
    from understudy.operations.child import NotStarted
    from understudy.operations.running_programs import Via, run_program
    from understudy.operations.settings import Source, read_settings

    words = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not words:
        raise WrongUse("run: no command\n\n  Write it after two dashes: understudy run -- pytest")
    names = ("mode", "store", "layout", "match", *playing.NAMES, *keeping.NAMES)
    said = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    source = Source("understudy run", Path.cwd(), is_command_line=True)
    settings = read_settings(Path.cwd(), os.environ).changed(said, source).for_ci(os.environ)
    if "store" in said:
        said["store"] = str(settings.store.value)
    try:
        via = Via(arguments.via)
        open_door = None if via is Via.PROCESS else _door(is_wanted=via is Via.HTTP)
        ran = run_program(words, settings, scope=arguments.scope, said=said, via=via, open_door=open_door)
    except NotStarted as error:
        print(f"understudy: {error}", file=sys.stderr)
        return error.status
    # Standard output is the command's.
    print(_json(ran) if arguments.json else _text(ran, words, open_door, via), file=sys.stderr, end="", flush=True)
    if not (ran.interpreters or ran.came_over_http or ran.is_stopped):
        return WRONG_USE
    return ran.status or (FOUND if ran.missed or ran.refused else FINE)


def _door(*, is_wanted: bool) -> OpenDoor | None:
    from understudy.proxy import missing_packages

    missing = missing_packages(forward=True)
    if not missing:
        from understudy.proxy.on_demand import door

        return door
    if is_wanted:
        raise WrongUse(
            f"--via http needs the package {missing[0]}, which is not installed"
            "\n\n  Install it with: pip install 'understudy[server]'"
        )
    return None


def _text(ran: Ran, words: Sequence[str], open_door: OpenDoor | None, via: Via) -> str:
    from understudy.operations.proof import told
    from understudy.operations.running_programs import Via

    if not (ran.interpreters or ran.came_over_http):
        if ran.is_stopped:
            return ""  # whatever it was about to do
        nor_came, others = (" and none came over HTTP", OTHERS) if open_door else ("", NO_OTHERS)
        text = NOT_JOINED.format(command=words[0], nor_came=nor_came, others=others.format(store=ran.store))
        return f"understudy: {text}\n"
    if ran.pytest_runs == ran.interpreters and not ran.did_anything:
        return ""  # pytest has said it all
    lines = []
    if open_door is None and via is Via.AUTO:
        lines.append(f"understudy: {IN_PROCESS_ALONE}")
    lines.append(f"understudy: mode {ran.mode.value.value} ({ran.mode.source.name}), recordings in {ran.store}")
    matches = [f"{ran.store}/{each.name}: {each}" for each in ran.weaker_matches]
    proof = told(ran.counts, ran.faults_by_name, matches, ran.not_kept)
    texts = ("".join(piece.text for piece in line) for line in proof)
    lines += [text if text.startswith(" ") else f"understudy: {text}" for text in texts]
    lines += [f"  {ran.store}/{each.recording}: {each.fault} ({each.count}×)" for each in ran.faults[-SHOWN:]]
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
        "came_over_http": ran.came_over_http,
        "pytest_runs": ran.pytest_runs,
        "played": ran.played,
        "faults": [asdict(each) for each in ran.faults],
        "not_kept": dict(ran.not_kept),
        "weaker": ran.weaker,
        "weaker_matches": [asdict(each) for each in ran.weaker_matches],
        "recorded": ran.recorded,
        "sent": ran.sent,
        "missed": ran.missed,
        "misses": [to_json(miss) for miss in ran.misses],
        "refused": dict(ran.refused),
        "refusals": dict(ran.refusals),
        "unused": list(ran.unused),
    }
