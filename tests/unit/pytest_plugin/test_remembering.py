"""What each test needed when it last passed, remembered between runs."""

from __future__ import annotations

import json

import pytest

MARK = "pytestmark = pytest.mark.understudy\n"
TESTS = "def test_a():\n    ask('a')\ndef test_b():\n    ask('b'), ask('c')\n"
CACHE = "cacheprovider"


def remembered(project):
    """How many recordings each test needed."""
    path = project.path / ".pytest_cache" / "v" / "understudy" / "ran"
    kept = json.loads(path.read_text()) if path.exists() else {}
    return {test.partition("::")[2]: len(ran["played"]) for test, ran in kept.items()}


@pytest.fixture
def recorded(project):
    """Two tests, recorded by a run that remembers nothing."""
    project.write("test_x.py", MARK + TESTS)
    project.run("--understudy=record", passed=2)
    return project


@pytest.mark.parametrize("plugins, arguments", [(CACHE, []), (f"{CACHE} xdist", ["-n2"])], ids=["one", "workers"])
@pytest.mark.parametrize("mode", ["replay", "record", "record-if-missing"])
def test_what_was_played_or_recorded_is_remembered(recorded, plugins, arguments, mode):
    """
    From workers, too.
    """
    recorded.run(f"--understudy={mode}", *arguments, using=plugins, passed=2)

    assert remembered(recorded) == {"test_a": 1, "test_b": 2}


def test_a_run_of_some_tests_leaves_what_is_known_of_the_others(recorded):
    """
    And learns of those that ran.
    """
    recorded.run(using=CACHE, passed=2)
    recorded.write("test_x.py", MARK + TESTS.replace(", ask('c')", ""))

    recorded.run("-k", "test_b", using=CACHE)

    assert remembered(recorded) == {"test_a": 1, "test_b": 1}


@pytest.mark.parametrize(
    "ending",
    [
        "assert 0",
        "pytest.skip('no')",
        "pytest.xfail('no')",
        "raise KeyboardInterrupt",
        "import os; os._exit(9)",
        "ask('missed')",
    ],
)
def test_a_test_that_does_not_pass_teaches_nothing(recorded, ending):
    """
    It may not have come so far.
    """
    recorded.run(using=CACHE, passed=2)
    recorded.write("test_x.py", MARK + TESTS.replace(", ask('c')", f"\n    {ending}\n    ask('c')"))

    recorded.run(using=CACHE)

    assert remembered(recorded) == {"test_a": 1, "test_b": 2}


def test_a_test_that_fails_for_its_unused_recordings_alone_is_remembered(recorded):
    """
    That is how `understudy prune` learns of them.
    """
    recorded.write("test_x.py", MARK + TESTS.replace(", ask('c')", ""))

    recorded.run(using=CACHE, passed=2, errors=1)

    assert remembered(recorded) == {"test_a": 1, "test_b": 1}


def test_what_went_live_teaches_nothing(recorded):
    """
    No recording had a part in it.
    """
    recorded.run("--understudy=live", using=CACHE, passed=2)

    assert remembered(recorded) == {}


def test_the_attempt_that_passed_counts(recorded):
    """
    Not the one before it.
    """
    once = "import pathlib\ndef test_b():\n    path = pathlib.Path('once')\n    ask('b')\n"
    once += "    if not path.exists():\n        path.touch()\n        assert 0\n    ask('c')\n"
    recorded.write("test_x.py", MARK + TESTS.partition("def test_b")[0] + once)

    recorded.run("--reruns=1", using=f"{CACHE} rerunfailures", passed=2)

    assert remembered(recorded) == {"test_a": 1, "test_b": 2}


def test_without_a_cache_a_run_is_as_any_other(recorded):
    """
    Nothing is remembered, nothing fails.
    """
    recorded.run(passed=2)

    assert remembered(recorded) == {}
