"""Pictures of a suite: each one a file, however many tests use it, whatever becomes of their recordings."""

from __future__ import annotations

import base64
import json

import pytest

from understudy.cli import main

PICTURES = [b"\x89PNG\r\n\x1a\n" + bytes([number]) * 100 for number in range(2)]
URLS = ["data:image/png;base64," + base64.b64encode(picture).decode() for picture in PICTURES]
TESTS = f"""
pytestmark = pytest.mark.understudy
def test_a():
    assert ask("{URLS[0]}").startswith("data:")
def test_b():
    assert ask("{URLS[0]}").startswith("data:")
"""


@pytest.fixture(params=["per-test", "shared"])
def suite(request, project, monkeypatch):
    """Two tests that send the same picture."""
    monkeypatch.setenv("UNDERSTUDY_LAYOUT", request.param)
    project.write("tests/test_x.py", TESTS)
    return project


def media(project):
    """Every medium below the project."""
    found = project.path.rglob("media/[0-9a-f]*")
    return sorted(path.read_bytes() for path in found)


def test_a_picture_of_two_tests_is_there_once(suite):
    """
    And both replay from it, offline.
    """
    suite.run("--understudy=record", passed=2)
    suite.upstream.close()

    suite.run(passed=2)

    assert media(suite) == PICTURES[:1]


def test_recording_again_changes_nothing(suite):
    """
    The same picture is the same file, and the same answer too.
    """
    suite.run("--understudy=record", passed=2)
    before = {path: path.read_bytes() for path in suite.path.rglob("*") if path.suffix in (".png", ".json")}
    suite.numbered.count = 0

    suite.run("--understudy=record", passed=2)

    assert {path: path.read_bytes() for path in before} == before
    assert media(suite) == PICTURES[:1]


def test_what_waits_for_a_review_has_its_picture(suite, capsys):
    """
    It can be looked at and accepted, and replays.
    """
    suite.run("--understudy=record", passed=2)
    path = suite.path / "tests" / "test_x.py"
    path.write_text(path.read_text().replace(URLS[0], URLS[1]))
    suite.run("--understudy=record", "--understudy-review", passed=2)

    capsys.readouterr()
    main(["review", str(suite.path), "--json"])
    pending = json.loads(capsys.readouterr().out)["pending"]
    status = main(["review", str(suite.path), "--accept"])

    assert (status, [each["unreadable"] for each in pending]) == (0, [""] * len(pending))
    assert media(suite) == PICTURES
    suite.upstream.close()
    suite.run(passed=2)


def test_what_waits_for_a_review_is_no_waste(suite, capsys):
    """
    Nor is what it is to replace.
    """
    suite.run("--understudy=record", passed=2)
    path = suite.path / "tests" / "test_x.py"
    path.write_text(path.read_text().replace(URLS[0], URLS[1]))
    suite.run("--understudy=record", "--understudy-review", passed=2)

    capsys.readouterr()
    status = main(["gc", str(suite.path), "--json"])

    found = json.loads(capsys.readouterr().out)
    assert (status, found["unreferenced"], found["count"]) == (0, [], 2)


def test_a_missing_picture_fails_the_test(project):
    """
    With the file's name and the command that brings it back; nothing is asked of the network.
    """
    project.write("tests/test_x.py", TESTS)
    project.run("--understudy=record", passed=2)
    [path] = project.path.rglob("media/[0-9a-f]*")
    path.unlink()

    result = project.run(failed=2)

    result.stdout.fnmatch_lines([f"*its media file *{path.name} is missing*", "*git checkout -- *"])
    assert project.numbered.count == 2
