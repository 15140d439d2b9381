"""Side traffic of SDKs through every client: it fails nothing, is never recorded, and the journal has its name."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

import understudy
from tests.clients.adapters import Client
from tests.clients.offline import offline
from understudy.interceptors import side_traffic
from understudy.interceptors.side_traffic import SideTraffic
from understudy.testing import Answer, Upstream

TRACES = "https://api.openai.com/v1/traces/ingest"
NAME = "OpenAI Agents (traces)"
TEXT = {"content-type": "text/plain"}


@pytest.fixture
def local_telemetry(monkeypatch: pytest.MonkeyPatch) -> str:
    """A path of this machine that is side traffic, and its name."""
    kind = SideTraffic("Tests (telemetry)", "127.0.0.1", "/telemetry")
    monkeypatch.setitem(side_traffic._BY_HOST, kind.host, [kind])
    return kind.name


def test_in_replay_it_is_refused_as_the_library_refuses(client: Client, tmp_path: Path) -> None:
    """
    Its sender has the error of a connection that nobody took, and no miss fails a test.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(client.errors) as by_nobody:
        client.fetch("POST", nobody, content=b"{}")

    with offline(), understudy.use(tmp_path) as session, pytest.raises(client.errors) as by_us:
        client.fetch("POST", TRACES, content=b"{}")

    assert by_us.type is by_nobody.type
    assert session.journal.side_traffic == {NAME: 1}
    assert session.misses == ()
    assert session.journal.missed == 0


@pytest.mark.parametrize("mode", ["record", "record-if-missing", "live"])
def test_while_recording_it_passes_unrecorded(client: Client, tmp_path: Path, local_telemetry: str, mode: str) -> None:
    """
    A store is no place for a trace of the run that made it.
    """
    with (
        Upstream([Answer.of(200, TEXT, [b"thanks"])]) as upstream,
        understudy.use(tmp_path, mode=mode) as session,
    ):
        answer = client.fetch("POST", f"{upstream.url}/telemetry", content=b"{}")

    assert answer.body == b"thanks"
    assert session.journal.side_traffic == {local_telemetry: 1}
    assert session.journal.sent == 0
    assert list(tmp_path.glob("*.json")) == []


def test_a_recording_of_it_answers(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """
    One that was made over HTTP, or imported: somebody wanted it.
    """
    with Upstream([Answer.of(200, TEXT, [b"kept"])]) as upstream, understudy.use(tmp_path, mode="record"):
        client.fetch("POST", f"{upstream.url}/telemetry", content=b"{}")
    request.getfixturevalue("local_telemetry")

    with offline(), understudy.use(tmp_path) as session:
        again = client.fetch("POST", f"{upstream.url}/telemetry", content=b"{}")

    assert again.body == b"kept"
    assert not session.journal.side_traffic


@pytest.mark.usefixtures("local_telemetry")
def test_a_host_that_is_ignored_may_be_reached(client: Client, tmp_path: Path) -> None:
    """
    A vocabulary that a test needs and no cache holds.
    """
    with (
        Upstream([Answer.of(200, TEXT, [b"words"])]) as upstream,
        understudy.use(tmp_path, ignore_hosts=("127.0.0.1",)),
    ):
        assert client.fetch("GET", f"{upstream.url}/telemetry").body == b"words"
