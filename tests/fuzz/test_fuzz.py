"""The fuzzer itself: every target takes its seeds, and where atheris is there, a second of what it makes of them."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fuzz.seeds import SEEDS, seeds_of
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_takes_its_seeds(target):
    """
    What fuzzing begins with is accepted, or refused as it is documented.
    """
    for seed in seeds_of(target):
        TARGETS[target](seed)

    assert TARGETS.keys() == SEEDS.keys()


@pytest.mark.skipif(find_spec("atheris") is None, reason="needs atheris, as `make fuzz` does")
@pytest.mark.parametrize("target", TARGETS)
def test_a_target_survives_a_second(target):
    """
    With a fixed seed; the same inputs each time, as far as a second goes.
    """
    command = [sys.executable, "-m", "tests.fuzz", "1", target]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr[-2000:]
