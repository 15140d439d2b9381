"""What fails a test that its own assertions let pass, and what is said of it."""

from __future__ import annotations

import pytest

RECORDED = "@pytest.mark.understudy\ndef test_y():\n    ask('hi')\n"
SWALLOWED = """\
@pytest.mark.understudy
def test_y():
    try:
        ask('other')
    except BaseException:
        pass
"""


@pytest.fixture
def recorded(project):
    """A test that is recorded; the upstream is gone."""
    project.write("test_x.py", RECORDED)
    project.run("--understudy=record", passed=1)
    project.upstream.close()
    return project


def test_a_miss_that_the_application_swallowed_fails_the_test(recorded, golden):
    """
    With the text of the miss, and the command that records it.
    """
    recorded.write("test_x.py", SWALLOWED)

    result = recorded.run(failed=1)

    golden("pytest/swallowed.txt", recorded.text(result, "^=+ FAILURES"))


def test_in_ci_the_miss_names_the_command_to_run_locally(recorded, monkeypatch, golden):
    """
    And a recording mode that is not from the command line is none.
    """
    monkeypatch.setenv("CI", "true")
    recorded.write("test_x.py", SWALLOWED.replace("understudy", "understudy(mode='record-if-missing')"))

    result = recorded.run(failed=1)

    golden("pytest/swallowed-in-ci.txt", recorded.text(result, "^=+ FAILURES"))


def test_on_the_command_line_ci_may_record(project, monkeypatch):
    """
    Somebody wrote it there on purpose.
    """
    monkeypatch.setenv("CI", "true")
    project.write("test_x.py", RECORDED)

    project.run("--understudy=record", passed=1)

    assert project.recorded() == {"recordings/test_x/test_y": {"hi": "hi 1"}}


def test_a_miss_that_fails_the_test_by_itself_is_told_once(recorded):
    """
    What the traceback says, the command that records it included, is not said again.
    """
    recorded.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    ask('other')\n")

    result = recorded.run(failed=1)

    assert result.stdout.str().count("no recording answers POST") == 2  # the traceback, and pytest's short summary
    result.stdout.fnmatch_lines(["E * no recording answers POST*", "E *: pytest test_x.py::test_y --understudy=rec*"])
    result.stdout.no_fnmatch_line("*- understudy -*")


def test_a_test_that_fails_for_another_reason_tells_its_misses(recorded):
    """
    They may be the reason of the reason.
    """
    recorded.write("test_x.py", SWALLOWED + "    assert 'x' == 'y'\n")

    result = recorded.run(failed=1)

    result.stdout.fnmatch_lines(["E *assert 'x' == 'y'*", "*- understudy -*", "no recording answers POST*"])


@pytest.mark.parametrize("ending", ["pytest.skip('no')", "request.addfinalizer(lambda: ask_in_vain())"])
def test_a_miss_that_no_failure_tells_of_fails_the_teardown(recorded, ending):
    """
    One of a test that skipped itself, or of a fixture that is torn down.
    """
    vain = "def ask_in_vain():\n    try:\n        ask('other')\n    except BaseException:\n        pass\n"
    body = "    ask('hi')\n    ask_in_vain()\n" if "skip" in ending else "    ask('hi')\n"
    recorded.write("test_x.py", f"{vain}@pytest.mark.understudy\ndef test_y(request):\n{body}    {ending}\n")

    result = recorded.run()

    assert result.parseoutcomes().get("errors") == 1 or result.parseoutcomes().get("error") == 1
    result.stdout.fnmatch_lines(["*ERROR at teardown of test_y*", "no recording answers POST*"])


def test_an_expected_failure_may_be_a_miss(recorded):
    """
    `xfail` is about any reason.
    """
    recorded.write("test_x.py", f"@pytest.mark.xfail(strict=True)\n{SWALLOWED}")

    recorded.run(xfailed=1)


def test_an_unused_recording_fails_a_test_that_passes(recorded, golden):
    """
    With its name, and what to do.
    """
    recorded.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    pass\n")

    result = recorded.run(passed=1, errors=1)

    golden("pytest/unused.txt", recorded.text(result, "^=+ ERRORS"))


def test_an_unused_recording_says_nothing_of_a_test_that_fails(recorded):
    """
    It may not have come so far.
    """
    recorded.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    assert 0\n    ask('hi')\n")

    result = recorded.run(failed=1)

    result.stdout.no_fnmatch_line("*unused:*")


@pytest.mark.parametrize("unused, warnings", [("warn", 1), ("ignore", 0)])
def test_unused_recordings_may_only_be_warned_of_or_ignored(recorded, unused, warnings):
    """
    As the setting says.
    """
    recorded.write("test_x.py", f"@pytest.mark.understudy(unused='{unused}')\ndef test_y():\n    pass\n")

    recorded.run(apart=True, passed=1, warnings=warnings)


def test_a_damaged_recording_fails_the_test_before_it_runs(recorded):
    """
    It is not skipped in silence.
    """
    [path] = recorded.path.rglob("*.json")
    path.write_text(path.read_text()[:50])

    result = recorded.run(errors=1)

    result.stdout.fnmatch_lines([f"*{path.name}*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_summary_says_what_the_run_proved(recorded, golden):
    """
    All modes of the run, and who set them.
    """
    recorded.write("test_x.py", RECORDED + SWALLOWED.replace("test_y", "test_z"))

    golden("pytest/summary.txt", recorded.text(recorded.run(), "^=+ understudy =+$", "^=+ short"))


def test_the_summary_counts_what_was_recorded_and_what_went_live(project):
    """
    By the end of the test: what was dropped is not recorded.
    """
    project.write("test_x.py", RECORDED + "@pytest.mark.understudy(mode='live')\ndef test_z():\n    ask('z')\n")
    project.settings("mode = 'record-if-missing'")

    result = project.run(passed=2)

    result.stdout.fnmatch_lines(
        [
            "1 test in mode live (the mark of test_x.py::test_z)",
            "1 test in mode record-if-missing (pyproject.toml, [[]tool.understudy])",
            "0 played exactly, 0 by a weaker rule, 1 recorded, 0 missed, 0 unused, 1 live",
        ]
    )


def test_a_run_that_asked_nothing_has_no_summary(project):
    """
    Nothing was done, nothing is said.
    """
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    pass\ndef test_z():\n    pass\n")

    result = project.run(passed=2)

    result.stdout.no_fnmatch_line("*= understudy =*")


def test_fixtures_that_are_only_set_up_leave_nothing_unused(recorded):
    """
    A test that did not run did not pass.
    """
    result = recorded.run("--setup-only")

    assert result.ret == pytest.ExitCode.OK


@pytest.mark.parametrize("scope", ["None", "'everybody'"])
def test_a_scope_of_several_tests_is_not_judged_by_one(project, scope):
    """
    What one of them leaves unused, another one asks for; recording one anew takes nothing from the other.
    """
    mark = f"pytestmark = pytest.mark.understudy(store='kept', scope={scope})\n"
    project.write("test_x.py", f"{mark}def test_y():\n    ask('y')\ndef test_z():\n    ask('z')\n")
    project.run("--understudy=record", passed=2)
    project.run("--understudy=record", "-k", "test_y", passed=1)
    project.upstream.close()

    project.run(passed=2)
