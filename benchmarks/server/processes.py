"""Servers as processes of their own, ended with the block that started them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 90


@dataclass(frozen=True, slots=True)
class Running:
    """A server that listens."""

    url: str
    process: subprocess.Popen[bytes]
    started_s: float
    """From the start of its process to the first connection that it took."""

    def peak_mib(self) -> float | None:
        """The most memory that it has held; None where the system does not tell."""
        try:
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        except OSError:
            return None
        return int(found[1]) / 1024 if found else None


class NotStarted(Exception):
    """A server ended, or took too long; the text says which."""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], port: int, path: str = "", folder: Path | None = None, env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """A server that listens on this port.

    Raises:
        NotStarted: it did not.
    """
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**os.environ, **(env or {})},
    )
    try:
        while not _listens(port):
            if process.poll() is not None:
                raise NotStarted(f"{command[0]} ended with status {process.returncode}")
            if time.perf_counter() - begun > PATIENCE_S:
                raise NotStarted(f"{command[0]} did not listen within {PATIENCE_S} s")
            time.sleep(0.01)
        yield Running(f"http://127.0.0.1:{port}{path}", process, time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def python(module: str, *arguments: str) -> list[str]:
    """The command of a module."""
    return [sys.executable, "-m", module, *arguments]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
