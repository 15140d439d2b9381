"""`understudy serve` as a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

COMMAND = "import sys; from understudy.cli import main; sys.exit(main())"
URL = re.compile(r"http://127\.0\.0\.1:\d+")
PATIENCE_S = 15


class NotServed(Exception):
    """The server did not start; the text says why."""


@contextmanager
def served(upstream_url: str, folder: Path) -> Iterator[str]:
    """The base URL of a server that records in this folder what the upstream answers.

    Raises:
        NotServed: it did not say within some seconds where it listens.
    """
    arguments = [str(folder), "--mode", "record", "--upstream", f"openai={upstream_url}"]
    with serving(arguments) as url:
        yield f"{url}/openai"


@contextmanager
def serving(arguments: Sequence[str]) -> Iterator[str]:
    """The base URL of a server with these arguments.

    Raises:
        NotServed: it did not say within some seconds where it listens.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "serve", "--port", "0", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _listening(process)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listening(process: subprocess.Popen[str]) -> str:
    lines: Queue[str | None] = Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    last = "it said nothing"
    try:
        while (line := lines.get(timeout=PATIENCE_S)) is not None:
            if found := URL.search(line):
                return found.group()
            last = line.strip() or last
    except Empty:
        pass
    raise NotServed(last)
