"""Suites that nobody marked: a mode in the environment covers them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TEST = "def test_y():\n    assert ask('hi') == 'hi 1'\n"


def test_a_mode_in_the_environment_covers_every_test(project, monkeypatch):
    """
    Without touching a file; then pytest alone leaves all tests alone again.
    """
    project.write("test_x.py", TEST)
    monkeypatch.setenv("UNDERSTUDY_MODE", "record")
    project.run(passed=1)
    monkeypatch.setenv("UNDERSTUDY_MODE", "replay")
    project.run(passed=1)
    assert len(project.upstream.received) == 1
    monkeypatch.delenv("UNDERSTUDY_MODE")

    project.run(failed=1).stdout.fnmatch_lines(["*assert 'hi 2' == 'hi 1'*"])


@pytest.mark.parametrize("said", ["project", "environment"])
def test_all_may_still_say_otherwise(project, monkeypatch, said):
    """
    `all = false` covers what is marked only.
    """
    monkeypatch.setenv("UNDERSTUDY_MODE", "replay")
    if said == "project":
        project.settings("all = false")
    else:
        monkeypatch.setenv("UNDERSTUDY_ALL", "false")
    project.write("test_x.py", TEST + "@pytest.mark.understudy\ndef test_z():\n    ask('hi')\n")

    project.run(passed=1, failed=1)


def test_a_mark_may_say_another_mode(project, monkeypatch):
    """
    It is nearer to its test than the environment.
    """
    monkeypatch.setenv("UNDERSTUDY_MODE", "replay")
    project.write("test_x.py", "@pytest.mark.understudy(mode='live')\n" + TEST)

    project.run(passed=1)


def test_in_ci_a_mode_in_the_environment_covers_and_replays(project, monkeypatch):
    """
    Nothing is recorded; the command for one's own machine covers the test as well.
    """
    monkeypatch.setenv("UNDERSTUDY_MODE", "record")
    monkeypatch.setenv("CI", "1")
    project.write("test_x.py", TEST)

    result = project.run(failed=1)

    result.stdout.fnmatch_lines(
        ["*Record it (*): UNDERSTUDY_MODE=record-if-missing pytest test_x.py::test_y", "*In CI nothing is recorded*"]
    )
    assert project.upstream.received == []


def test_a_test_that_asks_nothing_leaves_no_folder(project, monkeypatch):
    """
    In any mode.
    """
    project.write("test_x.py", "def test_y():\n    pass\n")
    before = sorted(project.path.rglob("*"))

    for mode in ("record", "record-if-missing", "replay"):
        monkeypatch.setenv("UNDERSTUDY_MODE", mode)
        project.run(passed=1)

    after = {path for path in project.path.rglob("*") if "__pycache__" not in path.parts}
    assert sorted(after) == before


@pytest.fixture
def understudy_run(project):
    """`understudy run` in the project."""

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "understudy", "run", *arguments],
            cwd=project.path,
            capture_output=True,
            text=True,
            timeout=100,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "understudy.pytest_plugin"},
        )

    return run


def test_a_run_chooses_store_layout_and_mode(project, understudy_run):
    """
    Its mode is stronger than that of a mark, like any mode of the command line.
    """
    project.write("test_x.py", "@pytest.mark.understudy(mode='replay')\ndef test_y():\n    ask('hi')\n")

    understudy_run("--mode", "record", "--layout", "shared", "--", sys.executable, "-m", "pytest")
    understudy_run("--mode", "record", "--store", "kept", "--", sys.executable, "-m", "pytest")

    assert project.recorded() == {"recordings": {"hi": "hi 1"}, "kept": {"hi": "hi 2"}}


def test_what_a_program_asks_besides_its_tests_belongs_to_the_run(project, understudy_run):
    """
    Before pytest and after it the session of the whole program answers, in between that of each test.
    """
    project.write("test_x.py", TEST.replace("hi 1", "hi 2"))
    project.write(
        "main.py", "ask('before')\nassert pytest.main(['-p', 'no:cacheprovider', 'test_x.py']) == 0\nask('after')\n"
    )

    recorded = understudy_run("--mode", "record", "--", sys.executable, "main.py")
    project.upstream.close()
    replayed = understudy_run("--json", "--", sys.executable, "main.py")

    assert (recorded.returncode, replayed.returncode) == (0, 0)
    assert project.recorded() == {
        "recordings": {"before": "before 1", "after": "after 3"},
        "recordings/test_x/test_y": {"hi": "hi 2"},
    }
    facts = json.loads(replayed.stderr)
    assert (facts["played"], facts["interpreters"], facts["pytest_runs"]) == (2, 1, 1)


def test_a_project_that_says_all_is_false_keeps_its_word(project, understudy_run):
    """
    Also in a run: only what is marked is covered.
    """
    project.settings("all = false")
    project.write("test_x.py", TEST)

    ran = understudy_run("--", sys.executable, "-m", "pytest")

    assert ran.returncode == 0
    assert len(project.upstream.received) == 1
