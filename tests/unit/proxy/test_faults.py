"""Paces and faults over HTTP: what a client sees on the wire."""

from __future__ import annotations

import socket

import httpx
import openai
import pytest

from tests.clients.storing import CHAT, FRAMES, stored
from understudy.engine import Repeat
from understudy.model import parse_faults, parse_pace

ONE, TWO, THREE, DONE = FRAMES
WHOLE = b"".join(FRAMES)


def ask(address, fault="", timeout=10):
    """All that came, and the error that it ended with."""
    came, headers = b"", {"x-understudy-fault": fault} if fault else {}
    try:
        with httpx.stream(
            "POST", f"{address}/v1/chat/completions", content=CHAT, headers=headers, timeout=timeout
        ) as r:
            for chunk in r.iter_raw():
                came += chunk
    except httpx.TransportError as error:
        return came, type(error)
    return came, None


@pytest.fixture
def server(served, tmp_path):
    """Starts a server on one recording."""
    return lambda *faults, **more: served(
        store=stored(tmp_path / "kept"), repeat=Repeat.LAST, faults=parse_faults(faults), **more
    )


@pytest.mark.parametrize(
    "fault, came, error",
    [
        ("refused", b"", httpx.ReadError),
        ("reset", b"", httpx.ReadError),
        ("reset after=0 frames", b"", httpx.ReadError),
        ("reset after=2 frames", ONE + TWO, httpx.ReadError),
        ("reset after=7 bytes", WHOLE[:7], httpx.ReadError),
        ("wrong-length=+5", WHOLE, httpx.RemoteProtocolError),
        ("wrong-length=-5", WHOLE[:-5], None),
        ("duplicated frame=1", ONE + WHOLE, None),
        ("dropped frame=1", TWO + THREE + DONE, None),
        ("slow-loris=0ms", WHOLE, None),
        ("stall=1ms after=1f", WHOLE, None),
    ],
)
def test_what_goes_wrong_goes_wrong_on_the_wire(server, fault, came, error):
    """
    The same bytes as in process, and then the connection does what it does.
    """
    assert ask(server(fault)) == (came, error)


def test_a_stall_outlasts_its_client(server):
    """
    Which has what came before.
    """
    assert ask(server("stall=60s after=1 frame"), timeout=0.3) == (ONE, httpx.ReadTimeout)


def test_a_refused_connection_has_no_byte(server):
    """
    A reset in place of an answer.
    """
    host, _, port = server("refused").removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(
            b"POST /v1/chat/completions HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%b" % (len(CHAT), CHAT)
        )
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_an_sdk_gets_over_a_busy_api(server):
    """
    It waits as long as it is told, and has the answer then.
    """
    address = server("status=429 retry-after=0 times=2")

    with openai.OpenAI(base_url=f"{address}/v1", api_key="k") as client:
        chunks = list(
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}], stream=True)
        )

    health = httpx.get(f"{address}/_understudy/health").json()
    assert "".join(chunk.choices[0].delta.content for chunk in chunks) == "abcdefghijkl"
    assert health["faults"] == {"status=429 retry-after=0": 2}
    assert health["played"] == 1


def test_an_error_has_the_shape_of_the_api_that_was_asked(server):
    """
    As its SDK reads it.
    """
    address = server("status=529")

    with (
        openai.OpenAI(base_url=f"{address}/v1", api_key="k", max_retries=0) as client,
        pytest.raises(openai.InternalServerError) as raised,
    ):
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}], stream=True)

    assert raised.value.status_code == 529
    assert raised.value.body["message"] == "fault of understudy: status=529"


def test_a_header_asks_for_a_fault_on_one_request(server):
    """
    The next one has none.
    """
    address = server()

    assert ask(address, "reset after=1f") == (ONE, httpx.ReadError)
    assert ask(address) == (WHOLE, None)


def test_a_header_that_asks_for_no_fault_that_there_is(server, capfd):
    """
    It is the client's mistake, and said to it alone: the server has no error of its own.
    """
    address = server()
    answer = httpx.post(f"{address}/v1/chat/completions", content=CHAT, headers={"x-understudy-fault": "explode"})

    assert answer.status_code == 400
    assert "request refused: fault 'explode' does not exist" in answer.json()["error"]["message"]
    assert httpx.get(f"{address}/_understudy/health").json()["errors"] == 0
    assert "explode" not in capfd.readouterr().err


@pytest.mark.parametrize("pace", ["recorded", "ttft=1ms,tps=10000"])
def test_at_any_pace_the_bytes_are_the_same(served, tmp_path, pace):
    """
    In each chunk of its own, and with a good end.
    """
    store = stored(tmp_path / "kept", at_ms=(1, 2, 3, 4))

    assert ask(served(store=store, pace=parse_pace(pace))) == (WHOLE, None)
