"""`pages`: how long a browser waits for the list of 100,000 recordings, for what is looked for among them, and for the
overview of all."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from benchmarks.peers import UNDERSTUDY
from benchmarks.results import Goal, Result
from benchmarks.stores import Stores

SIZE = 100_000
ROUNDS = 15
CHANGES = 5
"""Of the store, each of which makes an overview anew."""

PAUSE_S = 1.2
"""Longer than a page is believed to be fresh: each one looks whether files have changed."""

SEARCHES = {
    "one recording": {"text": "number 04242"},
    "every recording": {"text": "teams are playing"},
    "no recording": {"text": "no such words"},
    "two letters": {"text": "42"},
    "within one model": {"text": "teams", "model": "gpt-4o"},
    "every recording, by duration": {"text": "teams are playing", "order": "duration"},
}


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    store = stores.store(UNDERSTUDY, SIZE)
    rows: list[tuple[str, float, float]] = []
    with _served(store) as host:
        say("reading them for the first time")
        begun = time.perf_counter()
        early = [_seconds(host, "/") * 1000]
        while _get(host, "/making") != b"null":
            time.sleep(1)
            early.append(_seconds(host, "/") * 1000)
        made_s = time.perf_counter() - begun
        rows.append(("the list, while they are read", median(early), max(early)))
        pages = {"the list": {}, "the list, by cost": {"order": "cost"}, "one model": {"model": "gpt-4o"}}
        for name, parameters in (pages | {f"search: {name}": each for name, each in SEARCHES.items()}).items():
            say(name)
            taken = [
                _seconds(host, f"/?{urlencode(parameters)}", PAUSE_S if at % 3 == 0 else 0) for at in range(ROUNDS)
            ]
            rows.append((name, median(taken) * 1000, max(taken) * 1000))
        say("the overview")
        anew = [_seconds(host, "/overview") for _ in range(CHANGES) if _changed(store, host)]
        known = [_seconds(host, "/overview") for _ in range(ROUNDS)]
        rows.append(("the overview, once something has changed", median(anew) * 1000, max(anew) * 1000))
        rows.append(("the overview, once more", median(known) * 1000, max(known) * 1000))
    first = next(row[2] for row in rows if row[0] == "the list")
    overview = next(row[1] for row in rows if row[0].startswith("the overview"))
    slowest = max(row[1] for row in rows if row[0].startswith("search"))
    return Result(
        "pages",
        f"Pages over {SIZE:,} recordings, in ms",
        ("page", "median", "longest"),
        tuple(rows),
        (
            Goal("the list, longest", 300, first, "ms"),
            Goal("the slowest search, median", 200, slowest, "ms"),
            Goal("the overview once something has changed, median", 300, overview, "ms"),
            Goal("reading all of them for the first time", 60, made_s, "s"),
        ),
        (
            f"As a browser waits for them, over HTTP. Each third page looks whether any of {SIZE:,} files has changed. "
            "All recordings ask nearly the same, so that a search may fit every one of them.",
        ),
    )


def _changed(store: Path, host: str) -> bool:
    """Change a recording, and wait until the server has read it."""
    _wait(host, is_reading=False)
    os.utime(min(store.iterdir()))
    _wait(host, is_reading=True)
    _wait(host, is_reading=False)
    return True


def _wait(host: str, *, is_reading: bool) -> None:
    while (_get(host, "/making") != b"null") is not is_reading:
        time.sleep(0.02)


@contextmanager
def _served(store: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "understudy", "ui", str(store), "--json", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield urlsplit(json.loads(process.stdout.readline())["address"]).netloc
        finally:
            process.terminate()


def _seconds(host: str, path: str, pause_s: float = 0) -> float:
    time.sleep(pause_s)
    begun = time.perf_counter()
    _get(host, path)
    return time.perf_counter() - begun


def _get(host: str, path: str) -> bytes:
    connection = http.client.HTTPConnection(host, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (path, answer.status)
        return content
    finally:
        connection.close()
