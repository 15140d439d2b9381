"""The recorders that are measured, behind one contract. A new one is a file and a name here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Protocol

import openai

FLOOR = "no recorder"
UNDERSTUDY = "understudy"
RECORDERS = (UNDERSTUDY, "vcrpy yaml", "vcrpy json", "cassetter yaml", "cassetter toml")


class Peer(Protocol):
    """How one recorder is used, told to match as Understudy does: by method, URL, and body as JSON."""

    def make_store(self, size: int, folder: Path) -> Path:
        """A store in this folder with the first variants of the exchange."""
        ...

    def opened(self, store: Path) -> AbstractContextManager[openai.OpenAI]:
        """While the block runs, the client is answered from the store; a recording answers as often as it is asked."""
        ...

    def recording(self, folder: Path) -> AbstractContextManager[object]:
        """While the block runs, what HTTP clients receive is recorded in this folder."""
        ...


def peer(name: str) -> Peer:
    """The recorder of this name. Imports it alone: it has its process to itself."""
    module, _, form = name.partition(" ")
    if name == FLOOR:
        module, form = "floor", ""
    made: Peer = import_module(f"benchmarks.peers.{module}").Recorder(form)
    return made
