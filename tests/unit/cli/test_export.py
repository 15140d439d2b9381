"""`understudy export`."""

from __future__ import annotations

import json

from understudy.operations.demo import BUNDLED

SEED_FILE = "a6ad8748dce1ebe53352c6ac4ccd9b209d614ce5c6ff86992b4aed3dc344eafc.json"


def test_the_seed(run, golden, here):
    """
    Itself again, under its key.
    """
    ran = run("export", "recordings", "out", "--format", "1")

    assert ran.status == 0
    golden("export-seed", ran.out)
    assert json.loads((here / "out" / SEED_FILE).read_text()) == json.loads(BUNDLED.read_text())


def test_what_is_lost_and_what_is_left_out_is_said(run, golden, keep, damaged):
    """
    Line by line, and the status is 1.
    """
    keep("/v1/chat/completions", {"model": "m", "messages": []}, b'{"id":"chatcmpl-1","choices":[]}')
    keep("/v2/chat", {"model": "m", "messages": []}, {})

    ran = run("export", "recordings", "out")

    assert ran.status == 1
    golden("export-losses", ran.out)


def test_json(run):
    """
    For programs.
    """
    ran = run("export", "recordings", "out", "--json")

    assert ran.status == 0
    assert [each["file"] for each in ran.json["exported"]] == [SEED_FILE]


def test_a_format_that_does_not_exist_is_wrong_use(run):
    """
    With those that do.
    """
    ran = run("export", "recordings", "out", "--format", "9")

    assert ran.status == 2
    assert "invalid choice: '9'" in ran.err
