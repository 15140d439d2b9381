"""Live traffic that no session claims: refused while a watch is kept, and noted."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop

import understudy
from tests.clients.adapters import CLIENTS
from understudy.engine import decided
from understudy.interceptors import unclaimed
from understudy.testing import Answer, Upstream

# TEST-NET-1 of RFC 5737: nobody answers there, and it is refused before anything is sent.
NOBODY = "192.0.2.1"


def by_socket() -> None:
    with socket.socket() as opened:
        opened.connect((NOBODY, 80))


def by_name() -> None:
    socket.getaddrinfo("api.example", 80)


def by_asyncio() -> None:
    asyncio.run(asyncio.wait_for(asyncio.open_connection(NOBODY, 80), 5))


def by_uvloop() -> None:
    uvloop.run(asyncio.wait_for(asyncio.open_connection(NOBODY, 80), 5))


@pytest.mark.parametrize("reach_out", [by_socket, by_name, by_asyncio, by_uvloop])
def test_what_no_session_claims_is_refused(reach_out: Callable[[], None]) -> None:
    """
    The list has the host, who asked, and the text that he was told.
    """
    with unclaimed() as noted, pytest.raises(understudy.LiveTraffic) as raised:
        reach_out()

    assert noted[0].target == ("api.example:80" if reach_out is by_name else f"{NOBODY}:80")
    assert "test_unclaimed.py:" in noted[0].caller
    assert f"in {reach_out.__name__}" in noted[0].caller
    assert noted[0].text == str(raised.value)


@pytest.mark.parametrize("name", CLIENTS)
def test_every_client_is_refused(name: str) -> None:
    """
    Hooked or not: the socket is below all of them.
    """
    client: Any = CLIENTS[name]()
    # anyio wraps what its tasks raise in a group.
    with unclaimed() as noted, pytest.raises((understudy.LiveTraffic, BaseExceptionGroup)):
        client.fetch("GET", f"http://{NOBODY}/v1/models")
    client.close()

    assert noted[0].target == f"{NOBODY}:80"


def test_this_machine_ignored_hosts_and_side_traffic_are_not_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A server of the test, a database elsewhere; telemetry has its connection error.
    """
    reached: list[Any] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (NOBODY, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: reached.append(address[0]))

    with unclaimed(["database.example"]) as noted:
        with socket.socket() as opened:
            opened.connect(("127.0.0.1", 9))
        socket.create_connection(("Database.Example", 443)).close()
        with pytest.raises(OSError, match="side traffic"):
            socket.create_connection(("us.i.posthog.com", 443))

    assert noted == []
    assert reached == ["127.0.0.1", NOBODY]


def test_a_session_claims_what_is_asked_in_it(tmp_path: Path) -> None:
    """
    Recorded, replayed or live: that is the session's to say. So is what a request that was decided on does.
    """
    with unclaimed() as noted, Upstream([Answer.of(200, {}, [b"x"])]) as upstream:
        for mode in ("record", "replay"):
            with understudy.use(tmp_path, mode=mode):
                assert httpx.get(f"{upstream.url}/v1/models", trust_env=False).content == b"x"
        with understudy.use(tmp_path), pytest.raises(understudy.LiveTraffic, match="this session replays"):
            by_socket()
        with decided():
            socket.getaddrinfo("127.0.0.1", 9)

    assert noted == []


def test_what_outlives_its_session_is_refused_and_noted(tmp_path: Path) -> None:
    """
    By a client that is hooked, and by one that is not; telemetry is quiet here, too.
    """
    go_on = threading.Event()
    raised: list[BaseException] = []

    def late() -> None:
        go_on.wait(10)
        ways = [
            by_socket,
            lambda: httpx.get("http://api.example/v1/models", trust_env=False),
            lambda: httpx.post("https://us.i.posthog.com/batch/", trust_env=False),
            lambda: socket.create_connection(("us.i.posthog.com", 443)),
        ]
        for reach_out in ways:
            try:
                reach_out()
            except BaseException as error:
                raised.append(error)

    with unclaimed() as noted:
        with understudy.use(tmp_path):
            thread = threading.Thread(target=late)
            thread.start()
        go_on.set()
        thread.join()

    assert [type(error) for error in raised[:2]] == [understudy.SessionUnclear] * 2
    assert [type(error) for error in raised[2:]] == [ConnectionRefusedError] * 2
    assert [each.target for each in noted] == [f"{NOBODY}:80", "http://api.example/v1/models"]
    assert "has ended" in noted[0].text


def test_the_inner_watch_notes(tmp_path: Path) -> None:
    """
    A run within a run is judged by its own.
    """
    with unclaimed() as outer, unclaimed() as inner, pytest.raises(understudy.LiveTraffic):
        by_socket()

    assert (len(outer), len(inner)) == (0, 1)


def test_afterwards_all_is_as_before() -> None:
    """
    Nothing is refused, and nothing is replaced.
    """
    before = socket.socket.connect, socket.getaddrinfo, httpx.HTTPTransport.handle_request.__code__

    with unclaimed():
        assert socket.socket.connect is not before[0]

    assert (socket.socket.connect, socket.getaddrinfo, httpx.HTTPTransport.handle_request.__code__) == before
