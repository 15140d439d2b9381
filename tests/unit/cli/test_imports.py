"""Each command and each door begins in a process of its own, in which nothing else of ours was imported before."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from understudy import cli

MODULES = [
    *(f"understudy.cli.{path.stem}" for path in sorted(Path(cli.__file__).parent.glob("[a-z]*.py"))),
    *("understudy", "understudy.pytest_plugin", "understudy.proxy", "understudy.ui", "understudy.testing"),
]


def test_whatever_comes_first_can_be_imported() -> None:
    """
    Two modules that need one another work in one order and not in the other: a test suite imports them in some order,
    and a user in another.
    """

    def trouble(module: str) -> str:
        ran = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True)
        return ran.stderr.rpartition("Error: ")[2]

    with ThreadPoolExecutor(4) as pool:
        troubles = dict(zip(MODULES, pool.map(trouble, MODULES), strict=True))

    assert {module: text for module, text in troubles.items() if text} == {}
