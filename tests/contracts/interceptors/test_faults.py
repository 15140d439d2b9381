"""Faults: what goes wrong on purpose reaches every client as what goes wrong by itself."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

import understudy
from tests.clients.adapters import Client
from tests.clients.clock import Clock
from tests.clients.offline import offline
from tests.clients.storing import CHAT, FRAMES, URL, stored
from tests.clients.twice import recorded
from understudy.errors import Refused
from understudy.testing import Answer, Upstream

ONE, TWO, THREE, DONE = FRAMES
WHOLE = b"".join(FRAMES)


def read(client: Client, fault: str = "") -> tuple[bytes, Exception | None]:
    """All that arrives, and what it ends with."""
    body = b""
    try:
        for chunk in client.open("POST", URL, headers=[("x-understudy-fault", fault)] * bool(fault), content=CHAT):
            body += chunk
    except client.errors as error:
        return body, error
    return body, None


DAMAGED = {
    "duplicated frame=2": ONE + TWO + TWO + THREE + DONE,
    "dropped frame=2": ONE + THREE + DONE,
    "truncated frame=2": ONE + b"data: " + TWO[6:-2][: len(TWO[6:-2]) // 2] + b"\n\n",
    "wrong-length=-5": WHOLE[:-5],
    "slow-loris=1ms": WHOLE,
    "stall=5s after=2 frames": WHOLE,
}
BROKEN = {
    "refused": b"",
    "reset": b"",
    "reset after=0 frames": b"",
    "reset after=2 frames": ONE + TWO,
    "reset after=7 bytes": WHOLE[:7],
    "wrong-length=+5": WHOLE,
}


@pytest.mark.parametrize("fault", DAMAGED)
def test_a_damaged_answer(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """
    These bytes, and an end as good as any.
    """
    Clock(monkeypatch)
    with offline(), understudy.use(stored(tmp_path), faults=fault) as session:
        got = read(client)

    assert got == (DAMAGED[fault], None)
    assert [each.fault for each in session.faults] == [fault]


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_answer(client: Client, tmp_path: Path, fault: str) -> None:
    """
    What comes before the break, then an error of the client's own that says who broke it.
    """
    with offline(), understudy.use(stored(tmp_path), faults=fault) as session:
        body, error = read(client)

    assert body == BROKEN[fault]
    # botocore has words of its own, and what it was told beside them; and it compares no lengths.
    told = f"{error} {getattr(error, 'kwargs', '')}"
    assert f"fault of understudy: {fault}" in told or (client.name, fault) == ("botocore-sync", "wrong-length=+5")
    assert [each.fault for each in session.faults] == [fault]
    assert session.played == ()


def test_a_refused_connection_is_that_of_a_client_that_found_nobody(client: Client, tmp_path: Path) -> None:
    """
    Applications catch it by its class.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1/chat/completions"
    with pytest.raises(client.errors) as live:
        client.fetch("POST", url, content=CHAT)

    with offline(), understudy.use(stored(tmp_path), faults="refused"), pytest.raises(client.errors) as made:
        client.fetch("POST", URL, content=CHAT)

    assert type(made.value) is type(live.value)


def test_a_status_comes_with_its_header_and_the_retry_has_the_answer(client: Client, tmp_path: Path) -> None:
    """
    A busy API, and the recording is still there afterwards.
    """
    with offline(), understudy.use(stored(tmp_path), faults="status=429 retry-after=3 times=1") as session:
        busy, good = (client.fetch("POST", URL, content=CHAT) for _ in range(2))

    assert (busy.status, busy.headers["retry-after"]) == (429, "3")
    assert busy.headers["x-understudy-fault"] == "status=429 retry-after=3"
    assert (good.status, good.body) == (200, WHOLE)
    assert len(session.played) == 1


def test_a_header_asks_for_a_fault_on_one_request(client: Client, tmp_path: Path) -> None:
    """
    It is no part of what is asked: the recording is that of the request without it.
    """
    with offline(), understudy.use(stored(tmp_path)):
        broken, error = read(client, "reset after=1f")
        good = read(client)

    assert broken == ONE
    assert error is not None
    assert good == (WHOLE, None)


def test_a_header_that_asks_for_none_that_there_is_passes_every_except(client: Client, tmp_path: Path) -> None:
    """
    SDKs would hide an Exception, and try again.
    """
    with offline(), understudy.use(stored(tmp_path)), pytest.raises(Refused, match="fault 'explode' does not exist"):
        read(client, "explode")


@pytest.mark.parametrize("mode", ["record", "live"])
def test_the_header_goes_no_further(client: Client, tmp_path: Path, mode: str) -> None:
    """
    The real API is not told of it, and what it answers has no fault.
    """
    with Upstream([Answer.of(200, {"content-type": "text/plain"}, [b"good"])]) as upstream:
        headers = [("x-understudy-fault", "reset"), ("x-kept", "1")]
        url = f"{upstream.url}/v1/chat/completions"
        answer = recorded(tmp_path, lambda: client.fetch("POST", url, headers=headers, content=CHAT), mode=mode)

    names = {name.lower() for name, _ in upstream.received[0].headers}
    assert answer.body == b"good"
    assert "x-kept" in names
    assert "x-understudy-fault" not in names


def test_the_same_seed_breaks_the_same_requests(client: Client, tmp_path: Path) -> None:
    """
    Another one, others.
    """

    def run(seed: int) -> list[bool]:
        with offline(), understudy.use(tmp_path, faults="reset:0.5", fault_seed=seed, repeat="last"):
            return [read(client)[1] is None for _ in range(20)]

    stored(tmp_path)

    assert run(1) == run(1)
    assert run(1) != run(2)
