"""The command, run here or in a process of its own, and what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from understudy.cli import main
from understudy.match import fingerprint
from understudy.model import Mark, Request, Response
from understudy.operations.demo import BUNDLED
from understudy.store import Directory, Draft

GOLDEN = Path(__file__).parents[2] / "golden" / "cli"
SOURCE = Path(__file__).parents[3] / "src"
TWO_CHUNKS = (Mark(0, 52), Mark(3, 1480))
ENVIRONMENT = {"COLUMNS": "100", "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1"}


@dataclass
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with the store `recordings`, in which the seed lies."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / BUNDLED.name).write_bytes(BUNDLED.read_bytes())
    return tmp_path


@pytest.fixture
def run(here, capsys):
    """Run the command in this process."""

    def run(*arguments):
        status = main(list(arguments))
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return run


@pytest.fixture
def spawn(here, call):
    """Run the command in a process of its own, beside the store."""

    def spawn(*arguments, **environment):
        done = call(*arguments, **environment)
        return Ran(done.returncode, done.stdout, done.stderr)

    return spawn


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """An empty folder to be in, and nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name == "CI" or name.startswith(("UNDERSTUDY_", "_UNDERSTUDY"))]:
        monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
def call():
    """Run the command in a process of its own, and see what a shell sees."""

    def call(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "understudy", *arguments],
            capture_output=True,
            encoding="utf-8",
            timeout=100,
            env={**os.environ, **ENVIRONMENT, **environment},
        )

    return call


@pytest.fixture
def golden():
    """Compare with a file in `tests/golden/cli`; `UPDATE_GOLDEN=1` writes it instead."""

    def golden(name, text):
        path = GOLDEN / f"{name}.txt"
        if os.environ.get("UPDATE_GOLDEN"):
            path.write_text(text, "utf-8")
        assert text == path.read_text("utf-8")

    return golden


@pytest.fixture
def keep(here):
    """Record an exchange into the store `recordings`."""

    def keep(
        path,
        asked,
        answered,
        *,
        status=200,
        content_type="application/json",
        scope=None,
        marks=TWO_CHUNKS,
    ):
        body = json.dumps(asked).encode()
        answer = answered if isinstance(answered, bytes) else json.dumps(answered).encode()
        request = Request("POST", f"https://api.openai.com{path}", (("content-type", "application/json"),), body)
        response = Response(status, (("content-type", content_type), ("x-request-id", "r1")), answer, marks)
        draft = Draft(scope, request, response, fingerprint("POST", request.url, body), 1, "2026-11-22T12:00:00Z")
        return Directory("recordings").save(draft).entry.name

    return keep


@pytest.fixture
def tool_call(here):
    """A recording of a tool's call, which never was HTTP."""
    document = {
        "test_id": None,
        "request": {"test_id": None, "provider": "tavily", "tool_name": "web_search", "kwargs": {"query": "teams"}},
        "response": {"body": {"__type__": "x.ToolResult", "__data__": {"content": "Cleveland"}}, "is_streaming": False},
        "id_normalization_mapping": {},
    }
    (here / "recordings" / "search.json").write_text(json.dumps(document, indent=2) + "\n")
    return "search.json"


@pytest.fixture
def damaged(here):
    """A file that was cut short."""
    (here / "recordings" / "cut.json").write_text('{\n  "request": {\n')
    return "cut.json"
