"""Which event loop a server's process runs in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it is installed, else the platform's."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
