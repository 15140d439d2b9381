"""How an interpreter joins: what it costs, what it leaves as it is, and what ends it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

from understudy.engine.journal import Journal
from understudy.interceptors.registry import INTERCEPTORS
from understudy.operations.invitation import VARIABLE, Invitation, invite
from understudy.operations.joining import REACHING
from understudy.operations.reports import Reports


@pytest.fixture
def python(tmp_path):
    """Run code in an interpreter that is invited."""
    folder, store = str(tmp_path / "reports"), str(tmp_path / "recordings")
    invitation = Invitation(folder, store, "replay", None, True, "in-order", "exact", [], [], ".", None, {})

    def python(code, **changes):
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", VARIABLE)}
        invite(environment, invitation)
        environment |= changes
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)

    return python


@pytest.fixture
def reports(tmp_path):
    """What was reported."""

    def reports():
        found, journal = Reports(str(tmp_path / "reports")), Journal()
        found.add_to(journal)
        return found, journal

    return reports


def test_a_program_that_reaches_no_network_opens_no_session(python, reports):
    """
    It reports in, and imports next to nothing.
    """
    ran = python("import sys; print('understudy.engine' in sys.modules, 'socket' in sys.modules)")

    assert ran.stdout == "False False\n"
    assert reports()[0].joined == 1


@pytest.mark.parametrize("name", ["socket", "http.client", *REACHING])
def test_a_program_that_could_has_one(python, name):
    """
    From before the import that it could with, whichever it begins with; and the import is what it would have been.
    """
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"needs {name}")

    session = "from understudy.engine.open_sessions import session_here\nprint(session_here().mode)"
    ran = python(f"import {name}\n{session}")

    assert (ran.stdout, ran.stderr) == ("Mode.REPLAY\n", "")


def test_every_library_that_is_hooked_waits_for_one_of_these():
    """
    A module that is hooked halfway through its import is not hooked. Threads alone reach nothing.
    """
    assert {each.module.partition(".")[0] for each in INTERCEPTORS} <= {*REACHING, "threading", "concurrent"}


def test_modules_are_as_python_makes_them(python):
    """
    Made once, and with loaders of their own; the path holds nothing of ours.
    """
    code = (
        "import sys, socket, subprocess\n"
        "from understudy.operations import inviting\nfrom understudy.interceptors import guard\n"
        "assert inviting.subprocess is subprocess is sys.modules['subprocess']\n"
        "assert guard.socket is socket is sys.modules['socket']\n"
        "print(type(socket.__loader__).__name__, type(subprocess.__spec__.loader).__name__)\n"
        "ours = [path for path in sys.path if 'understudy' in path and 'startup' in path]\n"
        "print(socket.__spec__.loader is socket.__loader__, ours)"
    )

    assert python(code).stdout == "SourceFileLoader SourceFileLoader\nTrue []\n"


def test_a_session_of_the_programs_own_is_nearer(python, tmp_path, reports):
    """
    What it surrounds is its own, and is not reported.
    """
    code = (
        "import http.client, understudy\n"
        f"with understudy.use({str(tmp_path / 'own')!r}) as session:\n"
        "    try:\n        import httpx; httpx.get('http://api.example/v1/models')\n"
        "    except understudy.ReplayMiss:\n        print(len(session.misses))\n"
    )

    assert python(code).stdout == "1\n"
    assert reports()[1].missed == 0


def test_one_that_cannot_join_is_ended(python):
    """
    Before its first line: it would go live unseen.
    """
    ran = python("print('live')", **{VARIABLE: "damaged"})

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "cannot join the run that it was started in" in ran.stderr


def test_a_damaged_recording_ends_it(python, tmp_path):
    """
    Also where the program catches every failure of an import.
    """
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "x.json").write_text("{")

    ran = python("try:\n    import socket\nexcept BaseException:\n    pass\nprint('live')")

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "recordings/x.json: cut short" in ran.stderr
