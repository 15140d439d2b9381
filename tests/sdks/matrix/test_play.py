"""The matrix itself: a difference is seen, and so is a socket."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sdks.matrix.sdks import HERE
from understudy.testing import Answer, Upstream

CLIENT = """
import socket
import httpx
from case import case

DISTRIBUTIONS = ("httpx",)


@case("an answer")
def ask(servers):
    return httpx.post(f"{servers.edge}/v1/embeddings", json={"model": "e", "input": "hi"}).json()


@case("a socket")
def connect(servers):
    host, port = servers.edge.removeprefix("http://").split(":")
    socket.create_connection((host, int(port))).close()
"""


def play(folder: Path, mode: str, edge: str, only: str) -> Any:
    """What one case came to."""
    client = folder / "client.py"
    client.write_text(CLIENT)
    servers = json.dumps({"mlx": "", "aimock": "", "bedrock": "", "edge": edge})
    options = ["--store", folder / "store", "--mode", mode, "--servers", servers, "--only", only]
    done = subprocess.run([sys.executable, HERE / "play.py", client, *options], capture_output=True, check=True)
    (case,) = json.loads(done.stdout)["cases"]
    return case


@pytest.fixture
def edge() -> Any:
    with Upstream(lambda asked: Answer.of(200, {"content-type": "application/json"}, [b'{"data": [1.5]}'])) as upstream:
        yield upstream


def test_a_changed_recording_is_another_value(tmp_path: Path, edge: Upstream) -> None:
    """
    What a replay is compared by comes from the recording, not from the server.
    """
    live = play(tmp_path, "record", edge.url, "ask")
    (path,) = (tmp_path / "store").glob("*.json")
    path.write_text(path.read_text().replace("1.5", "2.5"))

    again = play(tmp_path, "replay", edge.url, "ask")

    assert (live["value"], again["value"]) == ({"data": [1.5]}, {"data": [2.5]})
    assert len(edge.received) == 1


def test_a_socket_of_a_replay_is_an_error(tmp_path: Path, edge: Upstream) -> None:
    """
    Also one to this machine, which Understudy's own guard lets pass.
    """
    live = play(tmp_path, "record", edge.url, "connect")

    again = play(tmp_path, "replay", edge.url, "connect")

    assert "error" not in live
    assert again["error"]["type"] == "NetworkTouched"


def test_a_request_that_was_not_recorded_is_a_miss(tmp_path: Path, edge: Upstream) -> None:
    """
    It stands among the case's misses, and the case fails.
    """
    again = play(tmp_path, "replay", edge.url, "ask")

    assert again["error"]["type"] == "ReplayMiss"
    assert len(again["misses"]) == 1
    assert edge.received == []
