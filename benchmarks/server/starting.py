"""`server_start`: how long a server of 100,000 recordings takes until it answers, and its memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.peers import UNDERSTUDY
from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating
from benchmarks.server import contestants
from benchmarks.stores import Stores

SIZE = 100_000
ROUNDS = 5


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    store = stores.store(UNDERSTUDY, SIZE)
    with tempfile.TemporaryDirectory(prefix="understudy-benchmarks-") as cache:
        before = os.environ.get("XDG_CACHE_HOME")
        os.environ["XDG_CACHE_HOME"] = cache
        say(f"{SIZE:,} files that nobody has read before")
        _started(store)

        def first() -> tuple[float, float | None]:
            shutil.rmtree(Path(cache) / "understudy", ignore_errors=True)
            return _started(store)

        measured = alternating({"first time": first, "afterwards": lambda: _started(store)}, ROUNDS, say)
        if before is not None:
            os.environ["XDG_CACHE_HOME"] = before
    rows = {
        who: (median(took for took, _ in rounds), max((peak or 0) for _, peak in rounds) or None)
        for who, rounds in measured.items()
    }
    peaks = [peak for _, peak in rows.values() if peak is not None]
    return Result(
        "server_start",
        f"Starting a server of {SIZE:,} recordings in a folder",
        ("", "until it answers, s", "most memory, MiB"),
        tuple((who, *values) for who, values in rows.items()),
        (
            Goal("the first time", 15, rows["first time"][0], "s"),
            Goal("afterwards", 1, rows["afterwards"][0], "s"),
            Goal("memory", 300, max(peaks, default=None), "MiB"),
        ),
        ("From the start of the process. The files are in the system's cache.",),
    )


def _started(store: Path) -> tuple[float, float | None]:
    with contestants.understudy(store) as server:
        return server.started_s, server.peak_mib()
