"""A copy of an example, and pytest in it as its user runs it: a process of its own, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLUGINS = ("understudy.pytest_plugin", "no_network")
"""No others: whatever else is installed here would show in what pytest prints."""


def copied(name: str, folder: Path) -> Path:
    """The example of this name, without what its use leaves behind."""
    target = folder / name
    shutil.copytree(
        ROOT / "examples" / name, target, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache", ".ruff_cache")
    )
    return target


def run_pytest(project: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the project's tests, with these variables in the environment."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name != "CI" and not name.startswith(("UNDERSTUDY_", "PYTEST_", "OPENAI_", "ANTHROPIC_"))
    }
    environment |= {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(Path(__file__).parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }
    command = [sys.executable, "-m", "pytest", *(f"-p{plugin}" for plugin in PLUGINS), *arguments]
    return subprocess.run(
        command,
        cwd=project,
        env=environment | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=100,
    )
