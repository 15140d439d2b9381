"""`understudy ui`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from understudy.operations.demo import BUNDLED

SOURCE = Path(__file__).parents[3] / "src"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal_ends_it(here, number):
    """
    The address is told once it answers; the end is no failure.
    """
    command = [sys.executable, "-m", "understudy", "ui", "recordings", "--json", "--no-open"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        told = json.loads(process.stdout.readline())
        page = httpx.get(told["address"], trust_env=False)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)

    assert (page.status_code, told["store"]) == (200, "recordings")
    assert "understudy ui" not in err
    assert (process.returncode, err) == (0, "")


def test_a_store_that_is_not_there_is_wrong_use(run):
    """
    No server is started for it.
    """
    ran = run("ui", "nowhere")

    assert (ran.status, ran.err.partition("\n")[0]) == (2, "understudy: nowhere: no such folder or file")


def test_a_port_that_is_taken_is_wrong_use(run):
    """
    With what to do.
    """
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run("ui", "recordings", "--port", str(taken.getsockname()[1]))

    assert ran.status == 2
    assert "cannot listen there" in ran.err


def test_without_its_packages_it_says_which_extra_brings_them(run, monkeypatch):
    """
    Before anything else.
    """
    monkeypatch.setattr("understudy.cli.ui.are_pages_installed", lambda: False)

    ran = run("ui", "recordings")

    assert ran.status == 2
    assert "pip install 'understudy[server]'" in ran.err


def test_tests_say_which_recordings_they_need(here, run, monkeypatch):
    """
    What no test claims is an orphan, what passed without it unused.
    """
    folder = here / "recordings" / "test_a" / "test_one"
    folder.mkdir(parents=True)
    document = json.loads((here / "recordings" / BUNDLED.name).read_text("utf-8"))
    for name, test in (("kept.json", "test_a.py::test_one"), ("gone.json", "test_a.py::test_gone")):
        (folder / name).write_text(json.dumps({**document, "test_id": test}, indent=2) + "\n")
    (here / "test_a.py").write_text(
        "import pytest\n\n@pytest.mark.understudy(store='recordings')\ndef test_one():\n    pass\n"
    )
    sites = []
    monkeypatch.setattr("understudy.ui.serving.serve", lambda site, listener, on_ready: sites.append((site, listener)))

    ran = run("ui", "recordings", "--tests", "--no-open")

    ((site, listener),) = sites
    listener.close()
    assert ran.status == 0
    assert site.context.standing.state_of("test_a/test_one/gone.json") == "orphan"
    assert site.context.standing.state_of("test_a/test_one/kept.json") == ""
