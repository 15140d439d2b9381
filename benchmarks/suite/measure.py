"""Runs the suite with each contestant in turn, each time in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from os import environ
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating, over, times
from benchmarks.stores import Stores
from benchmarks.suite.answers import answer
from benchmarks.suite.contestants import CONTESTANTS, FLOOR, UNDERSTUDY, Contestant
from benchmarks.suite.project import TESTS, write_nothing, write_suite
from understudy.testing import Upstream

ROUNDS = 7
LEFT_OUT = ("PYTEST", "UNDERSTUDY", "PYTHONDONTWRITEBYTECODE")
"""Of the environment: what changes a run of pytest. Without bytecode, pytest compiles a plugin anew in every run, and
a package that is installed for development is the slowest."""


class Ran(NamedTuple):
    """How long a suite took, in ms of the processor."""

    whole: float
    """The process."""

    tests: float
    """From the start of the first test to the end of the last."""


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    folder = stores.folder / "suite"
    present = {
        who: each for who, each in CONTESTANTS.items() if not each.plugin or find_spec(each.plugin.partition(".")[0])
    }
    with Upstream(answer) as upstream:
        url = f"{upstream.url}/v1"
        for who, each in present.items():
            say(f"recording the suite with {who}")
            write_suite(folder / who, each.mark, each.conftest)
            if each.record:
                ran(folder / who, each, url, each.record)
    # The upstream is gone: what no recorder answers fails.
    suites = {who: partial(ran, folder / who, each, url) for who, each in present.items()}
    say("replaying once unmeasured: it compiles what recording did not need")
    for replay in suites.values():
        replay()
    measured = alternating(suites, ROUNDS, say)
    write_nothing(folder / "nothing")
    say("one test that asks nothing")
    idle = alternating({who: partial(ran, folder / "nothing", each, url) for who, each in present.items()}, ROUNDS, say)
    return _result(measured, idle)


def ran(folder: Path, contestant: Contestant, url: str, *options: str) -> Ran:
    """Run a suite; all its tests pass."""
    clock = folder / "time.txt"
    environment = {name: value for name, value in environ.items() if not name.startswith(LEFT_OUT)}
    environment |= {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "BENCHMARK_URL": url,
        "BENCHMARK_TIME": str(clock),
        "PYTHONPATH": str(folder),
    }
    plugin = ["-p", contestant.plugin] if contestant.plugin else []
    command = [sys.executable, "-m", "pytest", "-q", *plugin, *options]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise AssertionError(f"{' '.join(command)}: status {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return Ran(*(float(seconds) * 1000 for seconds in clock.read_text().split()))


def _result(measured: dict[str, list[Ran]], idle: dict[str, list[Ran]]) -> Result:
    def per_test(who: str, what: str) -> float:
        values, floor = ([getattr(each, what) / TESTS for each in measured[name]] for name in (who, FLOOR))
        return over(values, floor)

    def start(who: str) -> float:
        return over([each.whole for each in idle[who]], [each.whole for each in idle[FLOOR]])

    recorders = [who for who in measured if who != FLOOR]
    tests = {who: per_test(who, "tests") for who in recorders}
    whole = {who: per_test(who, "whole") for who in recorders}
    floor = median(each.tests for each in measured[FLOOR]) / TESTS
    return Result(
        "suite",
        f"What a plugin adds to a suite of {TESTS} tests, in ms of the processor",
        ("plugin", "to each test", "times understudy", "to the whole run, per test", "to a run that asks nothing"),
        tuple((who, tests[who], times(tests[who], tests[UNDERSTUDY]), whole[who], start(who)) for who in recorders),
        tuple(
            Goal(f"to each test, of what {who} adds", 50, 100 * tests[UNDERSTUDY] / tests[who], "%")
            for who in recorders
            if who != UNDERSTUDY
        ),
        (f"{FLOOR}: {floor:.2f} ms a test. It is taken off in every figure above.",),
    )
