"""`understudy serve`."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from understudy import proxy
from understudy.engine import Match, Repeat
from understudy.model import AsRecorded, Mode, parse_faults
from understudy.operations.demo import BUNDLED
from understudy.operations.load import load
from understudy.operations.renewing import parse_age
from understudy.proxy import LogStyle, ServeSettings

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture
def told(monkeypatch):
    """The settings that the server would have been started with."""
    told = []

    def serve(settings, *, on_ready, site):
        told.append(settings)
        on_ready("http://127.0.0.1:54321")

    monkeypatch.setattr(proxy, "serve", serve)
    return told


@contextmanager
def served(*arguments):
    with subprocess.Popen(
        [sys.executable, "-m", "understudy", "serve", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline()
        finally:
            process.terminate()
            _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


def test_the_address_is_the_first_line(run, told, golden):
    """
    In a form that scripts can use; then how to use it.
    """
    ran = run("serve", "recordings")

    assert ran.out.startswith("listening on http://127.0.0.1:54321\n")
    golden("serve", ran.out)
    assert told == [ServeSettings("recordings", mode_source="the default")]


def test_every_option_reaches_the_server(run, told):
    """
    As it was meant.
    """
    run(
        *("serve", "store", "--mode", "once", "--host", "0.0.0.0", "--open", "--port", "8080", "--no-stable-ids"),
        *("--repeat", "cycle", "--match", "prefix", "--workers", "3"),
        *("--upstream", "openai=http://a.example", "--upstream", "ollama=http://b.example"),
        *("--renew", "openai", "--renew", "store/x.json", "--max-age", "30d"),
        *("--pace", "recorded", "--fault", "reset:0.1", "--fault", "refused:0.1, status=500:0.1", "--fault-seed", "7"),
        *("--log", "json", "--log-bodies"),
    )

    assert told == [
        ServeSettings(
            store="store",
            mode=Mode.RECORD_IF_MISSING,
            mode_source="--mode",
            host="0.0.0.0",
            is_open=True,
            port=8080,
            upstreams={"openai": "http://a.example", "ollama": "http://b.example"},
            stable_ids=False,
            workers=3,
            repeat=Repeat.CYCLE,
            match=Match.PREFIX,
            renew=("openai", "store/x.json"),
            max_age=parse_age("30d"),
            pace=AsRecorded(),
            faults=parse_faults("reset:0.1, refused:0.1, status=500:0.1"),
            fault_seed="7",
            log=LogStyle.JSON,
            log_bodies=True,
        )
    ]


def test_keys_and_hosts_reach_the_server(run, told):
    """
    Keys by the names of their variables.
    """
    run(
        *("serve", "store", "--upstream-key", "openai=env:A", "--upstream-key", "groq=env:B"),
        *("--inbound-key", "env:DOOR", "--allow-host", "recorder"),
    )

    assert (told[0].upstream_keys, told[0].inbound_key, told[0].hosts) == (
        {"openai": "A", "groq": "B"},
        "DOOR",
        ("recorder",),
    )


def test_what_a_forward_proxy_is_told_reaches_the_server(run, told, tmp_path):
    """
    Its clients are told what they need.
    """
    ran = run("serve", "s", "--forward", "--ca-dir", str(tmp_path), "--ignore-host", "a.example", "--ignore-host", "b")
    machine = run("serve", "s", "--forward", "--ca-dir", str(tmp_path), "--json")

    certificate = tmp_path / "understudy-ca.pem"
    assert told[0] == ServeSettings(
        "s", mode_source="the default", forward=True, ca_dir=tmp_path, ignore_hosts=("a.example", "b")
    )
    assert ran.out.endswith(f"\n  HTTPS_PROXY=http://127.0.0.1:54321 SSL_CERT_FILE={certificate}\nend it with Ctrl-C\n")
    assert machine.json["authority"] == str(certificate)


def test_a_key_that_is_not_in_the_environment_ends_it_at_once(spawn):
    """
    Before it listens.
    """
    ran = spawn("serve", "recordings", "--upstream-key", "openai=env:NOT_SET_ANYWHERE")

    assert (ran.status, ran.out) == (2, "")
    assert "NOT_SET_ANYWHERE is not set in the environment" in ran.err


def test_json_is_one_line(run, told):
    """
    The address, the mode, the store.
    """
    ran = run("serve", "recordings", "--json")

    assert json.loads(ran.out) == {"address": "http://127.0.0.1:54321", "mode": "replay", "store": "recordings"}
    assert ran.out.count("\n") == 1


def test_it_serves_the_recorded_bytes(here):
    """
    In a process of its own, until it is told to end.
    """
    recording = load(BUNDLED)

    with served("recordings") as first:
        host = urlsplit(first.removeprefix("listening on ").strip()).netloc
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request(
            "POST", "/openai/v1/chat/completions", recording.request.body, {"content-type": "application/json"}
        )
        answer = connection.getresponse().read()
        connection.close()

    assert answer == recording.response.body


def test_a_store_that_cannot_be_read_ends_it_at_once(spawn, damaged):
    """
    Before it listens.
    """
    ran = spawn("serve", "recordings")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("understudy: recordings/cut.json: cut short")


def test_without_the_servers_packages_it_says_how_to_get_them(run, monkeypatch):
    """
    One command mends it.
    """
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "understudy.proxy.server", raising=False)

    ran = run("serve", "recordings")

    assert ran.status == 2
    assert "pip install 'understudy[server]'" in ran.err
