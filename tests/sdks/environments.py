"""Pythons of environments beside this one, for clients that cannot be installed together."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
THIS = "dev"


def python_of(name: str) -> Path:
    """The Python of `tests/environments/<name>.txt`; of `dev`, this one."""
    if name == THIS:
        return Path(sys.executable)
    python = ROOT / ".venvs" / name / "bin" / "python"
    if not python.exists():
        reason = f"the environment {name} is not there: run the tests with `make test`, or make it with `make {name}`"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return python
