"""Real servers of others, on loopback, for as long as a block lasts."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

PATIENCE_S = 300
"""The first use installs the server."""


@contextmanager
def running(script: Path, *arguments: str) -> Iterator[str]:
    """The address of the server that this script runs, `http://127.0.0.1:54321`; at the end it is gone.

    Args:
        arguments: what the script is given after the port.
    """
    if not script.is_file():
        pytest.skip(f"needs {script.name} in the folder `shared` beside the repository")
    port = _free_port()
    with subprocess.Popen(
        [script, str(port), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            _wait_for(process, port, script.name)
            yield f"http://127.0.0.1:{port}"
        finally:
            # The script has become the server: its process is the one to end.
            process.terminate()
            try:
                process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            assert process.stderr is not None
            _without(f"{name} does not run here: {process.stderr.read().decode(errors='replace')[-500:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    _without(f"{name} did not answer within {PATIENCE_S} s")


def _without(reason: str) -> NoReturn:
    # Somebody's own machine may lack what a server needs; where every test has to run, that is a failure.
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
