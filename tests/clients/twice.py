"""The same question twice: recorded from a real socket, then replayed without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import understudy
from tests.clients.offline import offline
from understudy.model import Recording

Answered = TypeVar("Answered")


def recorded(store: Path, ask: Callable[[], Answered], **settings: Any) -> Answered:
    """What was answered while recording."""
    with understudy.use(store, **{"mode": "record", "record_errors": True, **settings}):
        return ask()


def replayed(store: Path, ask: Callable[[], Answered], **settings: Any) -> Answered:
    """What is answered from the recordings."""
    with offline(), understudy.use(store, **settings):
        return ask()


def only_recording(store: Path) -> Recording:
    """The one recording that lies in the store."""
    (path,) = store.glob("**/*.json")
    return understudy.load(path)
