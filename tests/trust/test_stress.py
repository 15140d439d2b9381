"""The small version of `stress.py`; the whole is `python -m tests.trust.stress`, or `UNDERSTUDY_TRUST=all`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IS_ALL = os.environ.get("UNDERSTUDY_TRUST") == "all"
SIZE = ("8", "8", "200") if IS_ALL else ("3", "2", "12")

pytestmark = pytest.mark.timeout(7200 if IS_ALL else 120)


@pytest.mark.parametrize("door", ["process", "http"])
def test_everybody_gets_his_own_answer(door, capsys):
    """
    From processes, threads and tasks that record at once into one store, and then replay it at once; what they have
    recorded is whole.
    """
    options = [f"--processes={SIZE[0]}", f"--threads={SIZE[1]}", f"--tasks={SIZE[2]}"]
    command = [sys.executable, "-m", "tests.trust.stress", "--door", door, *options]

    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(ran.stdout)
    with capsys.disabled():
        print(f"\n{found['exchanges']:,} exchanges ({door}): {found['problems']} with another's answer")
    processes, threads, tasks = map(int, SIZE)
    assert found["exchanges"] == 4 * processes * threads * tasks
