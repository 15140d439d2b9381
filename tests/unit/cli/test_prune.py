"""`understudy prune`, on a project whose tests pytest collects and runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from understudy.match import fingerprint
from understudy.model import Mark, Request, Response
from understudy.operations.folders import folder_of
from understudy.store import Directory, Draft

URL = "https://api.openai.com/v1/chat/completions"
TESTS = """\
import httpx
import pytest

pytestmark = pytest.mark.understudy

def ask(text):
    return httpx.post("URL", json={"model": "m", "messages": [{"role": "user", "content": text}]}).text

def test_a():
    ask("a")

def test_b():
    ask("b")
"""
LONG_AGO = 1_700_000_000


@pytest.fixture
def project(here, monkeypatch):
    """Two tests, with a recording each, and a setting of pytest's own."""
    for name in [name for name in os.environ if name == "CI" or name.startswith(("UNDERSTUDY_", "PYTEST_"))]:
        monkeypatch.delenv(name)
    settings = "[tool.pytest.ini_options]\ntestpaths = ['tests']\naddopts = '-p no:asyncio'\n"
    (here / "pyproject.toml").write_text(settings)
    (here / "tests").mkdir()
    (here / "tests" / "test_x.py").write_text(TESTS.replace("URL", URL))
    for name in "ab":
        record(f"tests/test_x.py::test_{name}", name)
    return here


def record(scope, question):
    """A recording of this scope; made long ago."""
    body = json.dumps(
        {"model": "m", "messages": [{"role": "user", "content": question}]}, separators=(",", ":")
    ).encode()
    request = Request("POST", URL, (("content-type", "application/json"),), body)
    response = Response(200, (("content-type", "application/json"),), b'{"choices":[]}', (Mark(0, 5),))
    draft = Draft(scope, request, response, fingerprint("POST", URL, body), 1, "2026-11-22T12:00:00Z")
    folder = folder_of(Path(scope.partition("::")[0]), scope)
    path = folder / Directory(folder).save(draft).entry.name
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def run_tests(*arguments):
    """Run them with pytest."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], capture_output=True, text=True, timeout=60)


def replace(path, old, new):
    path.write_text(path.read_text().replace(old, new))


def test_nothing_to_find(project, run):
    """
    All recordings are claimed and played.
    """
    run_tests()

    ran = run("prune")

    assert (ran.status, ran.out, ran.err) == (0, "2 recordings, none to prune\n", "")


def test_everything_there_is_to_find(project, run, golden):
    """
    Orphans, unused ones, leftovers, what is not known and what cannot be read; nothing is deleted.
    """
    record("tests/test_x.py::test_gone", "gone")
    record("tests/test_gone.py::test_y", "gone")
    record("tests/test_x.py::test_a", "more")
    left = project / "tests" / "recordings" / "test_x" / ".recording-test_a-12345678"
    left.mkdir()
    (left / ".gitignore").write_text("*\n")
    for path in (left / ".gitignore", left):
        os.utime(path, (LONG_AGO, LONG_AGO))
    run_tests("-k", "test_a")
    (project / "tests" / "recordings" / "test_x" / "test_b" / "cut.json").write_text('{\n  "request": {\n')

    ran = run("prune")

    assert (ran.status, ran.err) == (1, "")
    golden("prune", re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "YYYY-MM-DD HH:MM", ran.out))


def test_json(project, run):
    """
    Paths are absolute; what was deleted is told, too.
    """
    path = record("tests/test_gone.py::test_y", "gone")

    ran = run("prune", "--json")

    assert ran.status == 1
    assert ran.json["orphans"] == [{"path": str(project / path), "scope": "tests/test_gone.py::test_y"}]
    assert (ran.json["unused"], ran.json["leftovers"], ran.json["deleted"], ran.json["count"]) == ([], [], [], 3)
    assert {each["why"] for each in ran.json["not_known"]} == {"its test was not seen to pass; run pytest first"}


def test_deleting_takes_what_was_found_and_the_empty_folders(project, run):
    """
    And leaves everything else.
    """
    gone = record("tests/test_gone.py::test_y", "gone")

    ran = run("prune", "--delete", "--yes", "--json")

    assert (ran.status, ran.json["deleted"]) == (0, [str(project / gone)])
    assert not gone.parents[1].exists()
    assert len(list((project / "tests").rglob("*.json"))) == 2


def test_only_some_kinds(project, run):
    """
    The others are neither listed nor deleted.
    """
    gone, more = record("tests/test_gone.py::test_y", "gone"), record("tests/test_x.py::test_a", "more")
    run_tests()

    ran = run("prune", "--delete", "--yes", "--only", "unused")

    assert (ran.status, gone.exists(), more.exists()) == (0, True, False)


@pytest.mark.parametrize("arguments", [["--delete"], ["--delete", "--json"]], ids=" ".join)
def test_nobody_is_asked_where_nobody_can_answer(project, spawn, arguments):
    """
    It is an error before anything is looked at.
    """
    gone = record("tests/test_gone.py::test_y", "gone")

    ran = spawn("prune", *arguments)

    assert (ran.status, gone.exists()) == (2, True)
    assert "--yes" in ran.err


@pytest.mark.parametrize("answer, is_there, status", [("y\n", False, 0), ("\n", True, 1)], ids=["yes", "enter"])
def test_a_terminal_is_asked(project, answer, is_there, status):
    """
    Anything but yes deletes nothing.
    """
    pty = pytest.importorskip("pty", reason="Windows has no such terminals")
    gone = record("tests/test_gone.py::test_y", "gone")
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())

    done = subprocess.run(
        [sys.executable, "-m", "understudy", "prune", "--delete"],
        stdin=theirs,
        capture_output=True,
        text=True,
        timeout=60,
    )

    os.close(ours)
    os.close(theirs)
    assert "Delete 1 recording? [y/N]" in done.stdout, done.stderr
    assert (done.returncode, gone.exists()) == (status, is_there)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["tests/nowhere.py"], "pytest could not collect the tests\n"),
        (["tests/test_x.py::test_a"], "tests/test_x.py::test_a: a single test does not tell"),
        (["--", "--no-such-option"], "pytest could not collect the tests\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_collected(project, run, arguments, said):
    """
    Is an error, not an empty suite.
    """
    ran = run("prune", *arguments)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"understudy: {said}")


def test_a_file_that_does_not_import_makes_everything_unknown(project, run, golden):
    """
    Its tests may claim any recording.
    """
    record("tests/test_gone.py::test_y", "gone")
    (project / "tests" / "test_broken.py").write_text("import no_such_module\n")

    ran = run("prune", "--delete", "--yes")

    assert (ran.status, ran.out) == (2, "")
    golden("prune-broken", ran.err)
