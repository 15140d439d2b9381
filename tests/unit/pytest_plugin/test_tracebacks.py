"""What a report shows of the way to a request that was refused."""

from __future__ import annotations

import httpx
import pytest

ASKS = """\
def helper():
    return ask('hi')

@pytest.mark.understudy
def test_y():
    helper()
"""


def test_a_traceback_ends_where_the_project_asked(project):
    """
    The frames of client libraries and of the recorder say nothing about the test.
    """
    project.write("test_x.py", ASKS)

    result = project.run("--tb=short", failed=1)

    places = [line.partition(":")[0] for line in result.outlines if ": in " in line]
    assert places == ["test_x.py", "test_x.py", "test_x.py"]
    result.stdout.fnmatch_lines(["E   understudy.errors.ReplayMiss: no recording answers POST *"])


def test_the_whole_way_can_be_seen(project):
    """
    pytest's own option for it is understood.
    """
    project.write("test_x.py", ASKS)

    result = project.run("--full-trace", failed=1)

    result.stdout.fnmatch_lines(["*httpx*_client.py:*", "*interceptors*httpx.py:*"])


def test_a_failure_of_another_kind_is_left_as_it_is(project):
    """
    Only what was refused is explained better without.
    """
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_y():\n    httpx.Client(base_url=5)\n")

    result = project.run("--tb=short", failed=1)

    result.stdout.fnmatch_lines(["*httpx*_client.py:*: in *"])


@pytest.mark.parametrize("test", ["test_covered", "test_other"])
def test_hooks_are_gone_after_the_run(project, test):
    """
    They stay between tests, and not beyond them.
    """
    before = httpx.HTTPTransport.handle_request
    project.write("test_x.py", "@pytest.mark.understudy\ndef test_covered(): pass\n\ndef test_other(): pass\n")

    project.run("-k", test, passed=1)

    assert httpx.HTTPTransport.handle_request is before
