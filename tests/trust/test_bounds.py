"""Answers without measure: what recording them costs is bounded. `bounding.py` says how each is asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIB = 2**20
IS_ALL = os.environ.get("UNDERSTUDY_TRUST") == "all"

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks, and counts memory as Unix does"),
    pytest.mark.timeout(600 if IS_ALL else 120),
]


def bounded(scenario):
    command = [sys.executable, "-m", "tests.trust.bounding", scenario]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("scenario", ["a gigabyte", "an endless stream", "a gigabyte over HTTP"])
def test_what_is_larger_than_may_be_kept_passes_in_bounded_memory(scenario):
    """
    The caller has it all; in process the session says that it was not kept, a server tells it on stderr.
    """
    found = bounded(scenario)

    assert found["read"] >= 300 * MIB
    assert found["grown"] < 64 * MIB
    assert found.get("not_kept", {"too large": 1}) == {"too large": 1}
    assert not found.get("kept")


@pytest.mark.parametrize("scenario", ["a stalled client", "a stalled client over HTTP"])
def test_an_upstream_waits_for_a_client_that_does_not_read(scenario):
    """
    What fits into the buffers of the sockets gets through, and no more.
    """
    found = bounded(scenario)

    assert found["sent"] < 32 * MIB
    assert found["grown"] < 32 * MIB


@pytest.mark.skipif(not IS_ALL, reason="takes a minute: UNDERSTUDY_TRUST=all")
def test_a_million_frames_are_kept():
    """
    Each costs about 1.5 kB of memory when they are written in the end.
    """
    found = bounded("a million frames")

    assert found["kept"] == 1
    assert found["grown"] < 2048 * MIB
