"""Runs scripts of this folder, with Node and the SDKs that the Makefile installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
READY = HERE / "node_modules" / ".ready"


def node() -> str:
    """The command, where it and the SDKs are there."""
    found = shutil.which("node")
    if found is None or not READY.exists():
        reason = "needs Node 20 or newer" if found is None else "the SDKs for Node are not there: `make node`"
        # As for real servers: where every test has to run, that is a failure.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return found


def run(script: str, *arguments: str) -> Any:
    """What a script of this folder prints, which is JSON."""
    ran = subprocess.run(
        [node(), script, *arguments], cwd=HERE, capture_output=True, text=True, encoding="utf-8", timeout=100
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
