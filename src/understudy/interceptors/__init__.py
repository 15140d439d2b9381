"""Hooks into client libraries. A new one is a file like `httpx.py` and a line in `registry.py`."""

from understudy.interceptors.guard import guarded, kept_on
from understudy.interceptors.registry import hooked
from understudy.interceptors.unclaimed import Unclaimed, unclaimed

__all__ = ["Unclaimed", "guarded", "hooked", "kept_on", "unclaimed"]
