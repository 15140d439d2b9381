"""Suites marked for pytest-recording, recorded with it, run under Understudy without a change to a test."""

from __future__ import annotations

import subprocess

import pytest

from tests.sdks.environments import python_of
from understudy.operations.importing import import_cassettes

SUITE = """\
pytestmark = pytest.mark.vcr

@pytest.fixture(scope="module")
def vcr_config():
    return {"filter_headers": ["authorization"], "match_on": ["method", "uri", "body"]}

def test_one():
    assert ask("hi") == "hi 1"

@pytest.mark.parametrize("model", ["gpt-4.1", "o3 mini"])
def test_each(model):
    assert ask(model) == {"gpt-4.1": "gpt-4.1 2", "o3 mini": "o3 mini 3"}[model]

class TestAll:
    @pytest.mark.block_network
    def test_two(self):
        assert [ask("hi"), ask("hi"), ask("bye")] == ["hi 4", "hi 5", "bye 6"]

def test_without_a_request():
    pass
"""


@pytest.fixture
def beside_recording(project):
    """Runs pytest where pytest-recording is installed, and Understudy as well."""

    def run(*arguments):
        command = [python_of("recording"), "-m", "pytest", "-p", "no:cacheprovider", *arguments]
        return subprocess.run(command, cwd=project.path, capture_output=True, text=True, timeout=100)

    return run


@pytest.fixture
def suite(project, beside_recording):
    """A suite with cassettes, whose upstream is gone."""
    project.write("tests/test_chat.py", SUITE)
    recorded = beside_recording("--record-mode=once")
    assert "5 passed" in recorded.stdout, recorded.stdout
    assert len(list(project.path.rglob("cassettes/test_chat/*.yaml"))) == 4
    project.upstream.close()
    return project


def test_its_cassettes_answer_it(suite):
    """
    Imported to where each test looks, they are played by the tests as they are, with strict markers.
    """
    result = import_cassettes([suite.path / "tests"], None, root=suite.path)
    suite.settings("marks = ['vcr']")

    assert (result.cassettes, len(result.imported), result.not_imported) == (4, 6, ())
    suite.run(passed=5).stdout.fnmatch_lines(["6 played exactly,*0 missed, 0 unused*"])


def test_a_second_import_changes_nothing(suite):
    """
    Nor are recordings taken for cassettes.
    """
    import_cassettes([suite.path], None, root=suite.path)

    again = import_cassettes([suite.path], None, root=suite.path)

    assert (again.cassettes, again.imported, again.already_there, again.not_imported) == (4, (), 6, ())


def test_the_environment_names_marks_too(suite, monkeypatch):
    """
    Without any recording each test that asks is a miss.
    """
    monkeypatch.setenv("UNDERSTUDY_MARKS", "vcr")

    suite.run(failed=4, passed=1).stdout.fnmatch_lines(["*0 played exactly*4 missed*"])


def test_a_plugin_that_would_answer_as_well_has_to_go(suite, beside_recording):
    """
    Two recorders for one test are a mistake, which is told before the first test.
    """
    import_cassettes([suite.path], None, root=suite.path)
    suite.settings("marks = ['vcr']")

    refused = beside_recording()
    without = beside_recording("-p", "no:recording")

    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert refused.stderr.startswith("ERROR: the mark 'vcr' is answered by pytest-recording as well")
    assert "pytest -p no:recording" in refused.stderr
    assert "6 played exactly" in without.stdout
    assert without.returncode == 0


def test_other_marks_are_left_alone(project):
    """
    Only those that the setting names cover a test.
    """
    project.settings("marks = ['vcr']")
    project.write("test_x.py", "@pytest.mark.skipif(False, reason='')\ndef test_y():\n    ask('hi')\n")

    project.run(passed=1)

    assert len(project.upstream.received) == 1
