"""What the run proved, in print."""

from __future__ import annotations

import pytest

MARK = "pytestmark = pytest.mark.understudy\n"


def test_what_was_played_by_a_weaker_rule_is_counted_apart(project, golden):
    """
    Played again because `repeat` allows it, and answered without a scope by one of several different recordings.
    """
    project.write(
        "test_x.py",
        "@pytest.mark.understudy(repeat='last')\ndef test_again():\n    ask('a'), ask('a'), ask('a')\n"
        "@pytest.mark.understudy(store='kept')\ndef test_first():\n    ask('b')\n"
        "@pytest.mark.understudy(store='kept')\ndef test_second():\n    ask('b')\n"
        "@pytest.mark.understudy(store='kept', scope=None)\ndef test_any():\n    ask('b')\n",
    )
    project.run("--understudy=record", "-k", "first or second", passed=2)
    project.run("--understudy=record", "-k", "again", passed=1)
    for path in sorted((project.path / "recordings").rglob("*.json"))[1:]:
        path.unlink()
    project.upstream.close()

    result = project.run(passed=4)

    golden("pytest/weaker.txt", project.text(result, "^=+ understudy =+$", "^$"))


def test_what_was_sent_and_not_kept_is_live_in_every_mode(project):
    """
    An answer that nobody waited for may be none.
    """
    project.write(
        "test_x.py",
        f"{MARK}@pytest.mark.understudy(mode='record-if-missing')\ndef test_y():\n    ask('a')\n"
        "@pytest.mark.understudy(mode='live')\ndef test_z():\n    ask('b'), ask('c')\n",
    )

    result = project.run(passed=2)

    result.stdout.fnmatch_lines(["0 played exactly, 0 by a weaker rule, 1 recorded, 0 missed, 0 unused, 2 live"])


@pytest.mark.parametrize("colour", ["yes", "no"])
def test_a_terminal_gets_colours(project, colour):
    """
    For what is there; what is not there has none.
    """
    project.write("test_x.py", f"{MARK}def test_y():\n    ask('a')\n")
    project.run("--understudy=record", passed=1)

    result = project.run(f"--color={colour}", apart=True)

    assert ("\x1b[32m1 played exactly\x1b[0m, 0 by" in result.stdout.str()) == (colour == "yes")


def test_faults_are_named_and_are_no_plays(project):
    """
    In the mark of a test; what it retries is played.
    """
    project.write("test_x.py", f"{MARK}def test_y():\n    ask('a')\n")
    project.run("--understudy=record", passed=1)
    project.write(
        "test_x.py",
        "@pytest.mark.understudy(pace='recorded', faults='status=500 times=2', fault_seed=1)\n"
        "def test_y(understudy):\n"
        "    for _ in range(3):\n"
        "        ask('a')\n"
        "    assert [each.count for each in understudy.faults] == [2]\n",
    )

    result = project.run(passed=1)

    result.stdout.fnmatch_lines(
        ["1 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live", "with a fault: 2 status=500"]
    )


def test_answers_that_were_not_kept_are_told(project):
    """
    A test that was answered at the second try has one recording, and what it replaces goes as ever.
    """
    project.write("test_x.py", f"{MARK}def test_y():\n    ask('a'), ask('b')\n")
    project.run("--understudy=record", passed=1)
    project.write("test_x.py", f"{MARK}def test_y():\n    ask('c'), ask('c')\n")
    project.numbered.failing = 1

    result = project.run("--understudy=record", passed=1)

    result.stdout.fnmatch_lines(["*1 recorded, 0 missed, 0 unused, 1 live", "1 answer not kept: 503; keep them with *"])
    assert [*project.recorded().values()] == [{"c": "c 4"}]
