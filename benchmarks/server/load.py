"""wrk, and what it measured."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.exchanges import exchange

CONNECTIONS = 64
SCRIPT = Path(__file__).parent / "asked.lua"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk found."""

    per_second: float
    p50_ms: float
    p99_ms: float


class Unloadable(Exception):
    """wrk is not installed, or a server did not answer well; the text says which."""


def is_there() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def load(url: str, *, of: int = 1, seconds: float = 2, in_order: bool = False, question: str | None = None) -> Load:
    """Ask a server for so long, any of that many questions.

    Args:
        question: a request's body in which `00000` is the question's number; None is that of all benchmarks.

    Raises:
        Unloadable: an answer was not one.
    """
    base, _, path = url.partition("://")[2].partition("/")
    before, after = (question or exchange(0).request_body.decode()).split("00000")
    asked = {"N": str(of), "ORDER": str(int(in_order)), "TARGET": f"/{path}", "BEFORE": before, "AFTER": after}
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "20s", "--latency", "-s", str(SCRIPT)]
    ran = subprocess.run([*command, f"http://{base}"], capture_output=True, text=True, env={**os.environ, **asked})
    told = ran.stdout
    if ran.returncode or "Non-2xx" in told or "Socket errors" in told:
        raise Unloadable(f"{url}: {ran.stderr or told}")
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", told)
    p50, p99 = (re.search(rf"\s{share}%\s+([\d.]+)(us|ms|s|m)", told) for share in (50, 99))
    if not (per_second and p50 and p99):
        raise Unloadable(f"{url}: {told}")
    return Load(float(per_second[1]), *(float(found[1]) * UNITS[found[2]] for found in (p50, p99)))
