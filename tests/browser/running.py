"""Servers with their pages, what they are asked, and changes that wait."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.browser.conftest import SOURCE
from understudy.operations.holding import hold
from understudy.operations.pending import Change, Kind, digest_of

TEST = "tests/test_bridges.py::test_length"


@contextmanager
def served(store: Path, *more: str) -> Iterator[str]:
    """`understudy serve` on a store; gives its address."""
    command = [sys.executable, "-m", "understudy", "serve", str(store), "--json", *more]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["address"]
        finally:
            process.terminate()
            process.wait(30)


def ask(address: str, asked: dict[str, Any], scope: str = "", **headers: str) -> int:
    """Ask for a chat; gives the status."""
    scoped = {"x-understudy-scope": scope} if scope else {}
    url = f"{address}/openai/v1/chat/completions"
    return httpx.post(url, json=asked, headers={**scoped, **headers}, timeout=30).status_code


def wait_for_review(store: Path, names: dict[str, str]) -> None:
    """A test recorded three anew: one answer changed, one exchange is new, one is gone."""
    stage = store.parent / "stage"
    stage.mkdir()
    fresh = {}
    text = (store / names["stream"]).read_text("utf-8").replace("1883", "1885").replace("486 m", "488 m")
    for name, kind in ((names["stream"], Kind.REPLACE), ("openai-chat-how-wide.json", Kind.ADD)):
        (stage / name).write_text(text, "utf-8")
        fresh[stage / name] = Change(name, kind, digest_of(store / name))
    hold(store, TEST, fresh, [names["thought"]], "2026-11-28T12:00:00Z")
    stage.rmdir()
