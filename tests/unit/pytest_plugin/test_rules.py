"""Rules of a project in its tests: from the settings, the environment and marks."""

from __future__ import annotations

import json

import pytest

TODAY = """\
import os

@pytest.mark.understudy{mark}
def test_x():
    assert ask(f"Today is {{os.environ['TODAY']}}.").startswith(f"Today is {{os.environ['TODAY']}}. ")
"""


@pytest.fixture
def tested(project, monkeypatch):
    """Runs the test on a day."""

    def run(day, *arguments, **outcomes):
        monkeypatch.setenv("TODAY", day)
        return project.run(*arguments, **outcomes)

    return run


@pytest.fixture
def dated(project):
    """A test that asks what day it is, in a project with a rule for days."""
    project.write("test_x.py", TODAY.format(mark=""))
    project.settings("volatile = ['iso-date']")
    return project


def files(project):
    return {path.name: path.read_bytes() for path in project.path.rglob("*.json")}


def test_a_test_of_another_day_is_answered(dated, tested):
    """
    And its answer follows; the summary counts it.
    """
    tested("2026-11-22", "--understudy=record", passed=1)

    result = tested("2027-01-05", passed=1)

    assert len(dated.upstream.received) == 1
    result.stdout.fnmatch_lines(
        ["1 played exactly, 0 by a weaker rule, *", "with the volatile values of their requests: 1 answer"]
    )


def test_what_does_not_follow_fails_the_test_that_expects_it(dated, tested):
    """
    `follow = false` gives what was recorded.
    """
    dated.settings("volatile = ['iso-date']\nfollow = false")
    tested("2026-11-22", "--understudy=record", passed=1)

    tested("2027-01-05", failed=1).stdout.no_fnmatch_line("with the volatile values*")


def test_recording_on_another_day_leaves_the_file(dated, tested):
    """
    As a test's recordings are put in place only where they say something new.
    """
    tested("2026-11-22", "--understudy=record", passed=1)
    before = files(dated)
    dated.numbered.count = 0

    tested("2027-01-05", "--understudy=record", passed=1)

    assert files(dated) == before
    assert len(dated.upstream.received) == 2


def test_recording_what_has_changed_on_another_day_replaces_the_file(dated, tested):
    """
    One file, with the request and the answer of that day.
    """
    tested("2026-11-22", "--understudy=record", passed=1)
    tested("2027-01-05", "--understudy=record", passed=1)

    assert list(dated.recorded().values()) == [{"Today is 2027-01-05.": "Today is 2027-01-05. 2"}]


@pytest.mark.parametrize("variable", ["UNDERSTUDY_VOLATILE", None])
def test_without_the_rule_another_day_is_a_miss(variable, dated, tested, monkeypatch):
    """
    Nothing is volatile by itself; the environment can say so too.
    """
    dated.settings("")
    if variable:
        monkeypatch.setenv(variable, "iso-date")
    tested("2026-11-22", "--understudy=record", passed=1)

    tested("2027-01-05", **({"passed": 1} if variable else {"failed": 1}))


def test_a_mark_may_have_rules_of_its_own(project, tested):
    """
    Instead of the project's.
    """
    project.settings("volatile = ['uuid']")
    project.write("test_x.py", TODAY.format(mark="(volatile=['iso-date'], ignore=['metadata.trace'], follow=True)"))
    tested("2026-11-22", "--understudy=record", passed=1)

    tested("2027-01-05", passed=1)


def test_a_mark_that_would_ignore_what_is_asked_is_refused(project, tested):
    """
    With the mark that says it.
    """
    project.write("test_x.py", TODAY.format(mark="(ignore=['messages'])"))

    result = tested("2026-11-22", errors=1)

    result.stdout.fnmatch_lines(["*the mark of test_x.py::test_x: ignore: 'messages' holds what is asked*"])


def test_rules_that_merge_a_tests_recordings_are_refused(project):
    """
    They are named, before anything is asked.
    """
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_x():\n    ask('T-1?'), ask('T-2?')\n")
    project.run("--understudy=record", passed=1)
    project.settings("volatile = [{name = 'ticket', pattern = 'T-[0-9]'}]")

    result = project.run(errors=1)

    result.stdout.fnmatch_lines(["*make two requests of one scope equal*"])


def test_workers_go_by_the_rules(dated, tested):
    """
    Also in what they count.
    """
    tested("2026-11-22", "--understudy=record", "-n2", using="xdist", passed=1)

    result = tested("2027-01-05", "-n2", using="xdist", passed=1)

    result.stdout.fnmatch_lines(["with the volatile values of their requests: 1 answer"])


def test_programs_that_a_test_starts_go_by_the_rules(project, tested):
    """
    They join with them, and report whose answers followed.
    """
    program = 'import os, sys; sys.path.insert(0, "."); from asking import ask; print(ask(os.environ["QUESTION"]))'
    project.write("asking.py", "")
    project.write(
        "test_x.py",
        "import os, subprocess, sys\n\n@pytest.mark.understudy\ndef test_x():\n"
        "    question = f\"Today is {os.environ['TODAY']}.\"\n"
        f"    command = [sys.executable, '-c', {program!r}]\n"
        "    env = {**os.environ, 'QUESTION': question}\n"
        "    ran = subprocess.run(command, env=env, capture_output=True, text=True)\n"
        "    assert ran.stdout.startswith(question), ran.stderr\n",
    )
    project.settings("volatile = ['iso-date']")
    tested("2026-11-22", "--understudy=record", passed=1)

    result = tested("2027-01-05", passed=1)

    result.stdout.fnmatch_lines(["with the volatile values of their requests: 1 answer"])
    assert [json.loads(each)["understudy"]["fingerprint"][:3] for each in files(project).values()] == ["f1+"]
