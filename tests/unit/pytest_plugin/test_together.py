"""Beside plugins that run a suite in another order, in several processes or twice: the same as one after another."""

from __future__ import annotations

import json
import os

import pytest

from understudy.testing import Answer, Upstream

MARK = "pytestmark = pytest.mark.understudy\n"
VARYING = ('"marks":', '"recorded":')
"""Lines of a recording that differ whenever it is made."""

FLAKY = """\
import pathlib

def attempt():
    path = pathlib.Path('attempts')
    count = int(path.read_text()) + 1 if path.exists() else 1
    path.write_text(str(count))
    return count

@pytest.mark.understudy
def test_y():
"""

FORKED = """\
import json
import os

def pytest_runtest_protocol(item, nextitem):
    from _pytest.runner import runtestprotocol

    hook, (out, into) = item.config.hook, os.pipe()
    if not (child := os.fork()):
        reports = runtestprotocol(item, log=False, nextitem=None)
        told = [hook.pytest_report_to_serializable(config=item.config, report=report) for report in reports]
        with os.fdopen(into, "w") as pipe:
            json.dump(told, pipe)
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    for each in json.loads(told or "[]"):
        report = hook.pytest_report_from_serializable(config=item.config, data=each)
        hook.pytest_runtest_logreport(report=report)
    return True
"""
"""What pytest-forked does; with pytest 9.2 its release 1.7.5 fails every test, ours or not."""

ARRANGEMENTS = {
    "workers": ("xdist", ["-n4"]),
    "random order": ("random_order", ["--random-order", "--random-order-seed=7"]),
    "workers in random order": ("xdist random_order", ["-n2", "--random-order", "--random-order-seed=7"]),
    "second attempts": ("rerunfailures", ["--reruns=2"]),
    "workers with second attempts": ("xdist rerunfailures", ["-n2", "--reruns=2"]),
    "a time limit": ("timeout", ["--timeout=60"]),
    "a process for each test": ("forked", ["-Wignore"]),
}


@pytest.fixture
def steady(project):
    """A project whose upstream gives equal answers to equal questions."""

    def echo(received):
        question = json.loads(received.body)["messages"][0]["content"]
        return Answer.of(200, {"content-type": "text/plain"}, [f"said {question}".encode()])

    with Upstream(echo) as upstream:
        project.upstream = upstream
        for name in "ab":
            tests = "".join(
                f"def test_{number}():\n    assert ask('of all') == 'said of all'\n"
                f"    for _ in range(2):\n        assert ask('{name}{number}') == 'said {name}{number}'\n"
                for number in range(3)
            )
            project.write(f"tests/test_{name}.py", MARK + tests)
        yield project


def made(project):
    """Every file below `recordings` and its lines, but for those that vary."""
    return {
        path.relative_to(project.path).as_posix(): [
            line for line in path.read_text("utf-8").splitlines() if not line.strip().startswith(VARYING)
        ]
        for path in sorted(project.path.rglob("*"))
        if path.is_file() and "recordings" in str(path.relative_to(project.path))
    }


@pytest.mark.parametrize("layout", ["per-test", "shared"])
@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_it_is_the_same_as_one_test_after_another(steady, monkeypatch, layout, arrangement):
    """
    What is recorded, file for file and line for line; and what is replayed, each recording once.
    """
    plugins, arguments = ARRANGEMENTS[arrangement]
    monkeypatch.setenv("UNDERSTUDY_LAYOUT", layout)
    steady.run("--understudy=record", passed=6)
    one_by_one = made(steady)
    for path in one_by_one:
        (steady.path / path).unlink()
    if plugins == "forked":
        if not hasattr(os, "fork"):
            pytest.skip("needs processes that fork")
        steady.pytester.makeconftest(FORKED)

    steady.run("--understudy=record", *arguments, using=plugins, passed=6)

    assert made(steady) == one_by_one
    assert len(one_by_one) == 18
    steady.upstream.close()
    result = steady.run(*arguments, using=plugins, passed=6)
    result.stdout.fnmatch_lines(
        [
            "6 tests in mode replay (the default)",
            "18 played exactly, 0 by a weaker rule, 0 recorded, 0 missed, 0 unused, 0 live",
        ]
    )


@pytest.mark.parametrize("plugins, arguments", [("rerunfailures", []), ("xdist rerunfailures", ["-n2"])])
def test_what_a_failing_attempt_recorded_is_dropped(project, plugins, arguments):
    """
    The attempt that passes is the one that is kept.
    """
    project.write(
        "test_x.py", f"{FLAKY}    ask('first') if attempt() == 1 else ask('second')\n    assert attempt() > 2\n"
    )

    result = project.run("--understudy=record", "--reruns=3", *arguments, using=plugins, passed=1)

    assert [list(answers) for answers in project.recorded().values()] == [["second"]]
    assert not list(project.path.rglob(".recording*"))
    result.stdout.fnmatch_lines(["1 test in mode record*", "*1 recorded, 0 missed*", "not counted: 1 attempt that*"])


def test_a_miss_of_a_failing_attempt_does_not_fail_the_next_one(project):
    """
    Nor does it count: an attempt is judged by what it did itself.
    """
    path = project.write("test_x.py", f"{FLAKY}    ask('hi')\n")
    project.run("--understudy=record", passed=1)
    path.write_text(path.read_text() + "    if attempt() == 1:\n        ask('never recorded')\n")

    result = project.run("--reruns=1", using="rerunfailures", passed=1)

    result.stdout.fnmatch_lines(
        ["1 test in mode replay*", "1 played exactly*0 missed*", "not counted: 1 attempt that*"]
    )


def test_an_attempt_that_leaves_recordings_unused_is_not_saved_by_another(project):
    """
    All attempts leave them.
    """
    path = project.write("test_x.py", f"{MARK}def test_y():\n    ask('hi')\n")
    project.run("--understudy=record", passed=1)
    path.write_text(path.read_text().replace("ask('hi')", "pass"))

    result = project.run("--reruns=1", using="rerunfailures")

    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    "choice", [["--lf"], ["--ff"], ["-x"], ["--stepwise"], ["--maxfail=2"]], ids=lambda words: words[0]
)
def test_a_run_of_some_tests_touches_the_others_not(steady, choice):
    """
    However they were chosen.
    """
    steady.run("--understudy=record", passed=6)
    before = made(steady)
    path = steady.path / "tests" / "test_a.py"
    text = path.read_text()
    path.write_text(text.replace("def test_1():\n", "def test_1():\n    assert 0\n"))
    steady.run("-pcacheprovider", using="cacheprovider", passed=5, failed=1)

    steady.run("--understudy=record", *choice, using="cacheprovider")

    assert made(steady) == before
    path.write_text(text)
    steady.upstream.close()
    steady.run(passed=6)


def test_a_crash_loses_what_the_crashing_test_recorded_alone(steady):
    """
    What was there before stays, also of that test.
    """
    steady.run("--understudy=record", passed=6)
    before = made(steady)
    path = steady.path / "tests" / "test_a.py"
    crash = "def test_1():\n    ask('x')\n    import os; os._exit(9)\n"
    path.write_text(path.read_text().replace("def test_1():\n", crash))

    steady.run("--understudy=record", "-n2", using="xdist", passed=5, failed=1)

    assert {path: lines for path, lines in made(steady).items() if "/.recording-" not in path} == before


def test_a_test_that_runs_out_of_time_keeps_nothing(steady):
    """
    It did not pass.
    """
    steady.run("--understudy=record", passed=6)
    before = made(steady)
    path = steady.path / "tests" / "test_a.py"
    stop = "@pytest.mark.timeout(1)\ndef test_1():\n    ask('x')\n    import threading; threading.Event().wait()\n"
    path.write_text(path.read_text().replace("def test_1():\n", stop))

    steady.run("--understudy=record", using="timeout", passed=5, failed=1)

    assert made(steady) == before
