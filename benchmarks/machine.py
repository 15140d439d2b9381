"""What the figures were measured on, and with, in words that name no machine."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

PACKAGES = ("openai", "httpx2", "vcrpy", "pytest-recording", "cassetter")


def described() -> str:
    """Cores, system, Python, and the versions of what is measured."""
    cores = os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{cores} cores, {platform.system()} on {platform.machine()}, {python}; {packages}"
