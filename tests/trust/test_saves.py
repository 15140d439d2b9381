"""Saves that are broken off: every recording that can be read afterwards is one that was complete.

By default a sample of all cases, of which `UNDERSTUDY_TRUST_SEED` says which; all of them with `UNDERSTUDY_TRUST=all`.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.trust.saving import draft
from understudy.store import Directory

SAVING = Path(__file__).with_name("saving.py")
FAULTS = ("kill", "ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "vanish")
SAMPLE = 120
IS_ALL = os.environ.get("UNDERSTUDY_TRUST") == "all"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")


def saving(place, **asked):
    ran = subprocess.run(
        [sys.executable, str(SAVING)],
        input=json.dumps({"place": str(place), **asked}),
        capture_output=True,
        text=True,
        timeout=3600,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_a_save_that_is_broken_off_leaves_what_was_or_what_is_to_be(tmp_path, capsys):
    """
    Killed, out of room, with a failing or read-only disk, or in a folder that vanishes, at any call to the system: no
    half file is read, no recording is lost, an error says what to do, and done again it succeeds.
    """
    calls = saving(tmp_path / "counted")
    cases = [(name, fault, nth + 1) for name, count in calls.items() for fault in FAULTS for nth in range(count)]
    chosen = cases
    if not IS_ALL:
        chosen = random.Random(os.environ.get("UNDERSTUDY_TRUST_SEED", "1")).sample(cases, SAMPLE)

    results = saving(tmp_path / "tried", cases=chosen)

    ended = Counter(
        f"{each['fault']}: {'killed' if each['status'] < 0 else 'saved' if each['status'] == 0 else 'refused'}"
        for each in results
    )
    with capsys.disabled():
        print(f"\n{len(results)} of {len(cases)} saves broken off: {dict(sorted(ended.items()))}")
    assert [each for each in results if each["problems"]] == []


CALLS = (
    "mkdir,mkdirat",
    "chmod,fchmodat",
    "write",
    "fsync",
    "rename,renameat,renameat2",
    "link,linkat",
    "unlink,unlinkat",
)
"""Those that change something, each by all its names. Python makes none of them while it starts."""

ONE_SAVE = "import sys; sys.path.insert(0, sys.argv[1]); from saving import save_one, Path; save_one(Path(sys.argv[2]))"


def is_traceable():
    tried = shutil.which("strace") and subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True)
    return bool(tried) and tried.returncode == 0


@pytest.mark.skipif(not is_traceable(), reason="needs strace, and the right to trace")
def test_a_save_that_the_system_kills(tmp_path):
    """
    From outside, at system calls of the interpreter itself: after each, what can be read is whole.
    """

    def killed_at(number, calls, nth):
        folder, trace = tmp_path / str(number), tmp_path / f"{number}.trace"
        at = ["-e", f"trace={calls}", "-e", f"inject={calls}:signal=SIGKILL:when={nth}"]
        # `strace` ends as its program did.
        child = ["strace", "-qq", "-o", str(trace), *at, sys.executable, "-B", "-c", ONE_SAVE]
        status = subprocess.run([*child, str(SAVING.parent), str(folder)], timeout=120).returncode
        store = Directory(folder)
        return status, [store.load(entry.name).response.status for entry in store.entries()]

    cases = [(calls, nth) for calls in CALLS for nth in range(1, 9)]
    found = [
        killed_at(number, *case) for number, case in enumerate(cases if IS_ALL else [("fsync", 5), ("link,linkat", 1)])
    ]

    assert found[0] == (-signal.SIGKILL, [])
    assert all(recordings in ([], [200]) for status, recordings in found if status == -signal.SIGKILL)
    assert all(recordings == [200] for status, recordings in found if status != -signal.SIGKILL)
    assert {status for status, _ in found} <= {0, -signal.SIGKILL}


def test_two_processes_that_record_at_once_lose_nothing(tmp_path):
    """
    Of what they record alike there is one file, of what differs there are two; each of them is whole.
    """
    saves = (
        "import sys; sys.path.insert(0, sys.argv[1]); from saving import *\n"
        "sys.stdin.read()\n"
        "for n in range(10):\n"
        "    store = Directory(sys.argv[2])\n"
        "    store.save(draft('alike', f'alike {n}'))\n"
        "    store.save(draft(sys.argv[3], f'other {n}'))\n"
    )
    command = [sys.executable, "-c", saves, str(SAVING.parent), str(tmp_path)]
    writers = [subprocess.Popen([*command, name], stdin=subprocess.PIPE) for name in ("one", "two")]
    for writer in writers:
        writer.stdin.close()

    assert [writer.wait(120) for writer in writers] == [0, 0]
    store = Directory(tmp_path)
    texts = Counter(store.load(entry.name).text for entry in store.entries())
    assert texts == {"alike": 10, "one": 10, "two": 10}


def test_a_good_answer_is_not_replaced_by_a_worse_one_that_comes_at_the_same_time(tmp_path):
    """
    Whoever comes second compares with what the first one has written.
    """
    store = Directory(tmp_path)
    broken = draft("first", response=replace(draft().response, status=503))
    name = store.save(broken).entry.name

    Directory(tmp_path).save(draft("good", replaces=name))
    late = store.save(replace(broken, replaces=name))

    assert not late.is_changed
    assert store.load(name).response.status == 200


@pytest.mark.parametrize("year", [1970, 2100])
def test_a_clock_that_jumps_hides_no_change(tmp_path, year):
    """
    A store of many files remembers what they were; a file whose date is the old one again is still another file.
    """
    store = Directory(tmp_path)
    at = (year - 1970) * 31_556_952 + 86_400
    names = [store.save(draft("x", f"question {number}")).entry.name for number in range(65)]
    for name in names:
        os.utime(tmp_path / name, (at, at))
    store.entries()

    store.save(draft("y", "question 7", recorded="2026-11-23T00:00:00Z", replaces=names[7], scope="another"))
    os.utime(tmp_path / names[7], (at, at))

    assert [entry.name for entry in Directory(tmp_path).entries() if entry.scope == "another"] == [names[7]]
