"""The command: runs benchmarks by name, and prints or writes what they found."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks import first_byte, import_time, memory, nearest, opening, pacing, pages, replay, server, suite
from benchmarks.machine import described
from benchmarks.results import Result
from benchmarks.stores import Stores
from benchmarks.tables import print_result, write_markdown

BENCHMARKS: dict[str, Callable[[Stores, Callable[[str], None]], Result]] = {
    "replay": replay.run,
    "open": opening.run,
    "first_byte": first_byte.run,
    "pacing": pacing.run,
    "import_time": import_time.run,
    "pages": pages.run,
    "memory": memory.run,
    "nearest": nearest.run,
    "suite": suite.run,
    "server": server.throughput.run,
    "server_start": server.starting.run,
    "server_recording": server.recording.run,
}
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def main() -> int:
    """Run what the command line names, or everything. What misses its goal is said, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all if none is given"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print JSON instead of tables")
    output.add_argument(
        "--markdown", action="store_true", help=f"write the tables into {PAGE.parent.name}/{PAGE.name}, too"
    )
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - set(BENCHMARKS):
        parser.error(f"no benchmark is named {', '.join(sorted(unknown))}: there are {', '.join(BENCHMARKS)}")

    # Byte code is kept, as it is of a package that pip installed.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    progress = Console(stderr=True, highlight=False)
    results = []
    with tempfile.TemporaryDirectory(prefix="understudy-benchmarks-") as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"  # indexes of these stores are nobody's to keep
        stores = Stores(Path(folder), lambda text: progress.print(f"  {text} …"))
        for name in wanted.names or BENCHMARKS:
            progress.print(f"{name}:")
            results.append(BENCHMARKS[name](stores, lambda text: progress.print(f"  {text} …")))

    if wanted.json:
        print(json.dumps({"machine": described(), "benchmarks": [asdict(result) for result in results]}, indent=2))
        return 0
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    console.print(described(), style="dim")
    for result in results:
        print_result(console, result)
    if wanted.markdown:
        write_markdown(PAGE, described(), results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
