"""`import_time`: what `import understudy` adds to the start of an interpreter."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating, over
from benchmarks.stores import Stores

ROUNDS = 15
NOTHING = "pass"
OURS = "import understudy"
STATEMENTS = (OURS, "from understudy import use", "import vcr", "import cassetter")


def started_ms(statement: str) -> float:
    """How long a fresh interpreter takes to start, run this, and end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return (time.perf_counter() - start) * 1000


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    for statement in STATEMENTS:
        started_ms(statement)  # byte code is compiled, files are in the system's cache
    contestants = {statement: partial(started_ms, statement) for statement in (NOTHING, *STATEMENTS)}
    measured = alternating(contestants, ROUNDS, say)
    added = {statement: over(measured[statement], measured[NOTHING]) for statement in STATEMENTS}
    return Result(
        "import_time",
        "What an import adds to the start of an interpreter, in ms",
        ("statement", "added"),
        tuple(added.items()),
        (Goal(OURS, 60, added[OURS], "ms"),),
        (f"The interpreter itself: {median(measured[NOTHING]):.0f} ms. It is taken off in every figure above.",),
    )
