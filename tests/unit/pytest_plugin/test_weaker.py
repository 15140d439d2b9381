"""Conversations that begin alike, in a project's tests: only where it asks for them, and told each time."""

from __future__ import annotations

import pytest

AGENT = """\
import os

def agent():
    turns = [{"role": "user", "content": "How long does it take?"}]
    for _ in range(2):
        answer = httpx.post("URL/v1/chat/completions", json={"model": "m", "messages": turns}, trust_env=False).text
        turns += [{"role": "assistant", "content": answer}]
        turns += [{"role": "user", "content": f"It took {os.environ['TOOK']} ms."}]
    return turns

"""
TEST = AGENT + "@pytest.mark.understudy{mark}\ndef test_agent():\n    assert len(agent()) == 5\n"


@pytest.fixture
def agent(project, monkeypatch):
    """A test of an agent that asks twice, recorded. Runs it with another tool result."""

    def write(mark="", settings="", source=TEST):
        project.settings(settings)
        project.write("test_x.py", source.replace("{mark}", mark).replace("URL", project.upstream.url))
        monkeypatch.setenv("TOOK", "12")
        project.run("--understudy=record", passed=1)
        monkeypatch.setenv("TOOK", "14")
        return project

    return write


def test_a_summary_tells_what_answered_and_where_it_differs(agent, golden):
    """
    Counted apart from what was played exactly, and with the recording's path.
    """
    project = agent('(match="prefix")')
    project.upstream.close()

    result = project.run(passed=1)

    golden("pytest/begins-alike.txt", project.text(result, "^=+ understudy =+$", "^$"))


def test_without_being_asked_for_it_is_a_miss(agent):
    """
    By default a request that differs is one, whatever it begins with.
    """
    result = agent().run(failed=1)

    result.stdout.fnmatch_lines(["*recording differs at messages*", "1 played exactly, 0 by a weaker rule*"])


@pytest.mark.parametrize("where", ["settings", "environment"])
def test_a_project_or_the_environment_may_ask(where, agent, monkeypatch):
    """
    For all of its tests; a mark is stronger.
    """
    project = agent(settings="match = 'prefix'" if where == "settings" else "")
    if where == "environment":
        monkeypatch.setenv("UNDERSTUDY_MATCH", "prefix")
    project.run(passed=1)
    path = project.path / "test_x.py"
    path.write_text(path.read_text().replace("mark.understudy", "mark.understudy(match='exact')"))

    project.run(failed=1)


def test_a_match_that_does_not_exist_is_refused(project):
    """
    With the mark that says it, once.
    """
    project.write("test_x.py", "@pytest.mark.understudy(match='fuzzy')\ndef test_x(): pass\n")

    result = project.run(errors=1)

    result.stdout.fnmatch_lines(["*the mark of test_x.py::test_x: match: *'fuzzy' does not exist*"])
    result.stdout.no_fnmatch_line("*another exception occurred*")


def test_what_the_run_proved_is_in_the_reports(agent):
    """
    As JSON, for other plugins: how often, and which.
    """
    project = agent('(match="prefix")')
    (project.path / "conftest.py").write_text(
        "import json\n\ndef pytest_runtest_logreport(report):\n"
        "    if hasattr(report, 'understudy'):\n        print('LINE', json.dumps(report.understudy))\n"
    )

    result = project.run("-s", passed=1)

    result.stdout.fnmatch_lines(['*LINE *"weaker": 1*"weaker_matches": ["recordings/test_x/test_agent/02-*: differs*'])


def test_workers_tell(agent):
    """
    The process that sums up did not see it.
    """
    result = agent('(match="prefix")').run("-n1", using="xdist", passed=1)

    result.stdout.fnmatch_lines(["*: 1 answered by a conversation that begins alike (prefix)", "  recordings/*"])


def test_programs_that_a_test_starts_do_so_too(agent):
    """
    They join with what the test may do, and report it.
    """
    source = AGENT + (
        "import subprocess, sys\n\n@pytest.mark.understudy{mark}\ndef test_agent():\n"
        "    subprocess.run([sys.executable, '-c', 'import test_x; test_x.agent()'], check=True)\n"
    )

    result = agent('(match="prefix")', source=source).run(passed=1)

    result.stdout.fnmatch_lines(
        [
            "1 played exactly, 1 by a weaker rule, *",
            "  recordings/test_x/test_agent/openai-chat-it-took-*2 of 3 turns equal",
        ]
    )
