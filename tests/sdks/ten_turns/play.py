"""Runs one agent in a session, and prints as JSON what it saw, what was missed, and the version of its SDK.

    python play.py chat URL --store DIR --mode record|replay --today 2026-11-23 --run UUID

Run by the Python of any environment. In replay every socket is forbidden.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from importlib import metadata
from typing import Any
from uuid import UUID

from agent import AGENTS, World

import understudy

SDK = {"chat": "openai", "responses": "openai", "messages": "anthropic"}


class NetworkTouched(BaseException):
    """A socket was about to connect, or a name to be resolved."""


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("agent", choices=AGENTS)
    parser.add_argument("url")
    parser.add_argument("--store", required=True)
    parser.add_argument("--mode", choices=("record", "replay"), required=True)
    parser.add_argument("--today", type=date.fromisoformat, required=True)
    parser.add_argument("--run", type=UUID, required=True)
    given = parser.parse_args()
    if given.mode == "replay":
        sys.addaudithook(refuse_sockets)
    with understudy.use(given.store, given.mode) as session:
        seen = AGENTS[given.agent](World(given.url, lambda: given.today, lambda: given.run))
    shown = {
        "misses": len(session.misses),
        "unused": len(session.unused),
        "version": metadata.version(SDK[given.agent]),
    }
    print(json.dumps({"seen": asdict(seen), **shown}))


def refuse_sockets(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook."""
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        raise NetworkTouched(f"{event} {args[1:]!r}")


if __name__ == "__main__":
    main()
