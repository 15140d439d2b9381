"""Recordings from strangers: every reader on every hostile store, bounded by the kernel and watched by audit hooks.

With `UNDERSTUDY_TRUST=all` every reader tries what is heavy, too.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.trust.hostile import EVERY, MARKER
from tests.trust.hostile.builder import WHOLE
from tests.trust.hostile.readers import MUST_REFUSE

if sys.platform == "win32":
    pytest.skip("needs fork, limits of the kernel, links and pipes", allow_module_level=True)

ROOT = Path(__file__).parents[2]
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
IS_ALL = os.environ.get("UNDERSTUDY_TRUST") == "all"
BUILDERS = pytest.mark.parametrize("builder", EVERY)


pytestmark = pytest.mark.timeout(7200 if IS_ALL else 600)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """How each reader ended on each store."""
    folder = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "tests.trust.hostile.watched", str(folder)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSTUDY_")}
    # Byte code would be a file that a reader writes.
    environment |= {"PYTHONDONTWRITEBYTECODE": "1"} | ({WHOLE: "1"} if IS_ALL else {})
    limit_s = None if IS_ALL else 580
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=limit_s)
    assert done.returncode == 0, done.stderr
    found = defaultdict(list)
    for line in done.stdout.splitlines():
        result = json.loads(line)
        found[result["builder"]].append(result)
    return found, folder


@BUILDERS
def test_no_reader_is_killed_or_crashes(builder, results):
    """
    Each ends by itself within its limits of memory and time, with an answer or an error of ours.
    """
    found, _ = results

    bad = [
        (each["reader"], each["killed"], each["said"][-500:])
        for each in found[builder]
        if each["killed"] or each["status"] is None or "defect of Understudy" in each["said"]
    ]

    assert found[builder]
    assert bad == []


@BUILDERS
def test_no_reader_leaves_the_store(builder, results):
    """
    None imports what a file names, reaches the network, starts a program, or opens or changes a file elsewhere.
    """
    found, _ = results

    assert [(each["reader"], each["seen"]) for each in found[builder] if each["seen"]] == []


@BUILDERS
def test_what_is_said_can_be_shown(builder, results):
    """
    Nothing that a terminal obeys gets there, no line without end, and nothing of what lies outside.
    """
    found, _ = results

    for each in found[builder]:
        assert OBEYED.findall(each["said"]) == []
        assert MARKER not in each["said"]


@pytest.mark.parametrize("builder", [each.name for each in EVERY.values() if each.is_refused])
def test_what_is_no_recording_is_refused(builder, results):
    """
    By every reader of a whole store, which says which file it is.
    """
    found, _ = results
    refused = [each for each in found[builder] if each["reader"] in MUST_REFUSE]

    assert refused
    assert [each["reader"] for each in refused if each["status"] != 1] == []
    assert all(re.search("bad|raised", each["said"]) for each in refused if each["reader"] in ("ls", "show", "each"))


@BUILDERS
def test_what_lies_outside_is_as_it_was(builder, results):
    """
    No reader has changed a file beside the store, or put one there.
    """
    _, folder = results
    outside = folder / builder / "outside"
    names = {path.name for path in outside.rglob("*") if path.is_file()} if outside.exists() else set()

    assert names <= {"secret.json", "a.png"} | {name for name in names if re.fullmatch(r"[0-9a-f]{64}\.png", name)}
    assert "secret.json" in names or not outside.exists()
