"""`memory`: the most memory a process has held that opened 3,000 recordings and played one.

`python -m benchmarks.memory RECORDER STORE` is such a process, and prints its figure.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from os import environ
from pathlib import Path
from statistics import median

from benchmarks.peers import FLOOR, RECORDERS, UNDERSTUDY, peer
from benchmarks.results import Result
from benchmarks.rounds import alternating, over
from benchmarks.stores import Stores

SIZE = 3000
ROUNDS = 5
MIB = 1 << 20


def peak_mib(recorder: str, store: Path, *, is_first: bool = False) -> float:
    """What such a process held, in MiB; the first time nothing is remembered of an earlier one."""
    with tempfile.TemporaryDirectory(prefix="understudy-benchmarks-") as cache:
        environment = {**environ, "XDG_CACHE_HOME": cache} if is_first else None
        command = [sys.executable, "-m", "benchmarks.memory", recorder, str(store)]
        ended = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return int(ended.stdout) / MIB


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    first, after = f"{UNDERSTUDY}, first time", f"{UNDERSTUDY}, afterwards"
    ours = stores.store(UNDERSTUDY, SIZE)
    peak_mib(UNDERSTUDY, ours)
    contestants: dict[str, Callable[[], float]] = {
        FLOOR: partial(peak_mib, FLOOR, stores.store(FLOOR, 1)),
        first: partial(peak_mib, UNDERSTUDY, ours, is_first=True),
        after: partial(peak_mib, UNDERSTUDY, ours),
    }
    contestants |= {who: partial(peak_mib, who, stores.store(who, SIZE)) for who in RECORDERS if who != UNDERSTUDY}
    measured = alternating(contestants, ROUNDS, say)
    return Result(
        "memory",
        f"Most memory held after opening {SIZE:,} recordings and playing one, in MiB",
        ("recorder", "whole process", "more than without"),
        tuple((who, median(values), over(values, measured[FLOOR])) for who, values in measured.items()),
        (),
        (f"{FLOOR}: the interpreter, the SDK and one answer.",),
    )


def _peak_bytes() -> int:
    # Not getrusage on Linux: a process begins with the peak of the one that started it (seen with Linux 6 and vfork).
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        if found:
            return int(found[1]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _child(recorder: str, store: str) -> None:
    from benchmarks.exchanges import exchange
    from benchmarks.sdk import ask

    asked = exchange(0 if recorder == FLOOR else SIZE // 2)
    with peer(recorder).opened(Path(store)) as client:
        answer = ask(client, asked)
    if answer != asked.text:
        raise AssertionError(f"asked for {asked.text!r}, answered {answer!r}")
    print(_peak_bytes())


if __name__ == "__main__":
    _child(*sys.argv[1:])
