"""Hooks into client libraries. A new one is a file like `httpx.py` and a line in `registry.py`."""

from understudy.interceptors.registry import hooked

__all__ = ["hooked"]
