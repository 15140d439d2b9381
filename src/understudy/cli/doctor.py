"""`understudy doctor`: what is new in a command's requests each time that it runs."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.cli.arguments import Commands, command
from understudy.engine import Match
from understudy.errors import WrongUse
from understudy.misses import to_json
from understudy.model import Mode
from understudy.operations.words import counted

if TYPE_CHECKING:
    from understudy.misses import Miss
    from understudy.operations.diagnosing import Diagnosis, Place
    from understudy.operations.running_programs import Ran

FINE, FOUND, WRONG_USE = 0, 1, 2

EXAMPLES = """\
understudy doctor -- pytest tests/test_agent.py
understudy doctor --store tests/recordings/agent -- python agent.py"""

WORDS = {
    "volatile": "is new in each run or on each day",
    "ignore": "is new in each run",
    "pattern": "is new in each run",
    "record": "was changed since it was recorded",
}


def add(commands: Commands) -> None:
    """Add the command."""
    what = "Run a command twice in replay, and name what in its requests is new each time."
    parser = command(commands, "doctor", what, EXAMPLES, run)
    parser.usage = "%(prog)s [-h] [--json] [--store STORE] -- COMMAND"
    parser.add_argument("--store", help="the folder of recordings (default: as the project says, else recordings)")
    parser.add_argument("command", metavar="-- COMMAND", nargs=argparse.REMAINDER, help="the command, as you type it")


def run(arguments: argparse.Namespace) -> int:
    """Run it twice, compare, and return 1 where requests were missed."""
    from understudy.operations.child import NotStarted
    from understudy.operations.diagnosing import diagnose
    from understudy.operations.running_programs import run_program
    from understudy.operations.settings import Source, read_settings

    words = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not words:
        raise WrongUse("doctor: no command\n\n  Write it after two dashes: understudy doctor -- pytest")
    # Whatever the project says: what is not recorded is a miss.
    said = {"mode": Mode.REPLAY.value, "match": Match.EXACT.value}
    said |= {"store": arguments.store} if arguments.store else {}
    source = Source("understudy doctor", Path.cwd(), is_command_line=True)
    settings = read_settings(Path.cwd(), os.environ).changed(said, source)
    if "store" in said:
        said["store"] = str(settings.store.value)
    try:
        runs = []
        for _ in range(2):
            runs.append(ran := run_program(words, settings, said=said))
            if ran.is_stopped:
                print(f"understudy: {words[0]} was stopped: nothing is known of what is new", file=sys.stderr)
                return ran.status or 128 + signal.SIGINT
    except NotStarted as error:
        text = str(error).replace("understudy run --", "understudy doctor --")
        print(f"understudy: {text}", file=sys.stderr)
        return error.status
    first, second = runs
    if not first.interpreters:
        raise WrongUse(
            f"no Python program joined: nothing is known of what {words[0]} asks"
            f"\n\n  See which programs join: understudy run --help"
        )
    diagnosis = diagnose(_missed(first), _missed(second))
    # Standard output is the command's.
    text = json.dumps(_facts(diagnosis)) if arguments.json else "\n".join(_lines(diagnosis, words))
    print(text, file=sys.stderr, flush=True)
    return FOUND if _missed(first) or _missed(second) else FINE


def _missed(ran: Ran) -> tuple[Miss, ...]:
    return ran.misses + ran.noted


def _facts(diagnosis: Diagnosis) -> dict[str, object]:
    return {
        "places": [{**asdict(place), "advice": place.advice.value} for place in diagnosis.places],
        "unknown": [to_json(miss) for miss in diagnosis.unknown],
    }


def _lines(diagnosis: Diagnosis, words: Sequence[str]) -> Iterator[str]:
    if not diagnosis.places and not diagnosis.unknown:
        yield "understudy: nothing is new: every request of both runs has its recording"
    for place in diagnosis.places:
        yield from _place(place)
    if diagnosis.unknown:
        yield f"understudy: {counted(len(diagnosis.unknown), 'request')} without a recording that is near, the first:"
        yield f"  {diagnosis.unknown[0].headline()}"
    settings = {
        name: list(dict.fromkeys(each.setting for each in diagnosis.places if each.advice.value == name))
        for name in ("ignore", "volatile")
    }
    if any(settings.values()):
        yield ""
        yield "  To declare it, add to [tool.understudy] in pyproject.toml:"
        yield from (f"  {name} = {json.dumps(values)}" for name, values in settings.items() if values)
    if any(each.advice.value == "pattern" for each in diagnosis.places):
        yield ""
        yield "  What no ready-made kind finds needs a pattern of its own:"
        yield '  volatile = [{name = "ticket", pattern = "T-[0-9]+"}]'
    if diagnosis.unknown or any(each.advice.value == "record" for each in diagnosis.places):
        yield ""
        yield f"  If what is asked has changed: understudy run --mode record-if-missing -- {shlex.join(words)}"


def _place(place: Place) -> Iterator[str]:
    times = f", {counted(place.count, 'request')}" if place.count > 1 else ""
    kind = f" ({place.setting})" if place.advice.value == "volatile" else ""
    yield f"understudy: {place.path} {WORDS[place.advice.value]}{kind}{times}"
    yield f"  recorded    {place.recorded}"
    for sent in dict.fromkeys(place.sent):
        yield f"  sent        {sent}"
