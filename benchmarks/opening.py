"""`open`: how long it takes until a store of 3,000 recordings can answer."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.peers import RECORDERS, UNDERSTUDY, peer
from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating, times
from benchmarks.stores import Stores
from benchmarks.workers import workers

SIZE = 3000
ROUNDS = 9


class Opener:
    """Opens one store, with a cache folder of its own."""

    def __init__(self, recorder: str, store: Path) -> None:
        self._peer, self._store = peer(recorder), store
        self._cache = tempfile.TemporaryDirectory(prefix="understudy-benchmarks-")
        os.environ["XDG_CACHE_HOME"] = self._cache.name
        self.again()  # imports, and files that nobody has read before

    def first(self) -> float:
        """ms, where nothing is remembered of an earlier time."""
        shutil.rmtree(self._cache.name)
        os.mkdir(self._cache.name)
        return self.again()

    def again(self) -> float:
        """ms."""
        gc.collect()
        start = time.perf_counter()
        with self._peer.opened(self._store):
            return (time.perf_counter() - start) * 1000

    def after_first(self) -> float:
        """ms, where the store was opened just before."""
        self.again()
        return self.again()


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    with workers() as start:
        held = {who: start(Opener, who, stores.store(who, SIZE)) for who in RECORDERS}
        first, after = f"{UNDERSTUDY}, first time", f"{UNDERSTUDY}, afterwards"
        contestants: dict[str, Callable[[], float]] = {
            first: partial(held[UNDERSTUDY].call, "first"),
            after: partial(held[UNDERSTUDY].call, "after_first"),
        }
        contestants |= {who: partial(worker.call, "again") for who, worker in held.items() if who != UNDERSTUDY}
        measured = alternating(contestants, ROUNDS, say)
    medians = {who: median(values) for who, values in measured.items()}
    return Result(
        "open",
        f"Opening {SIZE:,} recordings, in ms",
        ("recorder", "opening", "times understudy afterwards"),
        tuple((who, value, times(value, medians[after])) for who, value in medians.items()),
        (Goal("the first time", 150, medians[first], "ms"), Goal("afterwards", 30, medians[after], "ms")),
        (
            f"Understudy reads {SIZE:,} files the first time and remembers an index of them; the others read one "
            "cassette every time. The files are in the system's cache.",
        ),
    )
