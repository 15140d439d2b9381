"""`understudy demo`."""

from __future__ import annotations

import re
import sys

from understudy.cli import demo
from understudy.operations.demo import Act, Answer, Demo

FOUND = Demo(
    "understudy-demo", "a.json", "Which teams?", "Cleveland", Answer(9, "a" * 64), Answer(9, "a" * 64), True, 1.5
)


def test_what_it_tells(run, golden):
    """
    What happens, where the recording lies, what to type next.
    """
    ran = run("demo")

    assert (ran.status, ran.err) == (0, "")
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", re.sub(r"after \d+\.\d s", "after N s", ran.out))
    golden("demo", text)


def test_json(run, monkeypatch):
    """
    The facts, and nothing while it runs.
    """
    monkeypatch.setattr(demo, "demo", lambda folder, audience: told(audience, FOUND))

    ran = run("demo", "--json")

    assert ran.json["first"] == {"size_bytes": 9, "sha256": "a" * 64}
    assert ran.json["is_equal"] is True


def test_answers_that_differ_are_status_1(run, monkeypatch):
    """
    It would be a defect, and is not hidden.
    """
    differing = Demo("d", "a.json", "?", "!", Answer(9, "a" * 64), Answer(8, "b" * 64), False, 1.5)
    monkeypatch.setattr(demo, "demo", lambda folder, audience: told(audience, differing))

    ran = run("demo")

    assert ran.status == 1
    assert "not equal" in ran.out


def test_without_the_sdk_it_is_wrong_use(run, monkeypatch):
    """
    With the command that mends it.
    """
    monkeypatch.setitem(sys.modules, "openai", None)

    ran = run("demo")

    assert ran.status == 2
    assert "pip install 'understudy[demo]'" in ran.err


def told(audience, found):
    audience.begins(Act.REPLAY, "http://127.0.0.1:1", "Which teams?")
    audience.hears("Cleveland")
    audience.ends(Act.REPLAY)
    return found


def test_what_to_type_next_can_be_typed(monkeypatch):
    """
    In a project's own environment the command is not on the path: the hints name it as it was called.
    """
    monkeypatch.setattr("sys.argv", [".venv/bin/understudy", "demo"])
    monkeypatch.setenv("PATH", "")
    off_the_path = demo._command()
    monkeypatch.setattr("sys.argv", ["/lib/understudy/__main__.py", "demo"])

    assert off_the_path == ".venv/bin/understudy"
    assert demo._command() == "understudy"
