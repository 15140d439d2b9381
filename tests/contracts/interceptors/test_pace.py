"""Pace: what a recording gives later comes later, at its own times, to every client."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import understudy
from tests.clients.adapters import Client
from tests.clients.clock import Clock
from tests.clients.offline import offline
from tests.clients.storing import CHAT, FRAMES, URL, stored
from understudy.interceptors import waiting

AT_MS = (50, 100, 170, 300)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def times(client: Client, clock: Clock, reading_ms: int = 0) -> list[int]:
    """When the head and each chunk came, to a caller who takes so long to read one."""
    began = clock.now_ms
    stream = client.open("POST", URL, content=CHAT)
    came = [clock.now_ms - began]
    for _ in stream:
        came.append(clock.now_ms - began)
        clock.now_ms += reading_ms
    return came


@pytest.mark.parametrize(
    "pace, came",
    [
        ("recorded", [50, 50, 100, 170, 300]),
        ("recorded*0.5", [25, 25, 50, 85, 150]),
        ("recorded*2", [100, 100, 200, 340, 600]),
    ],
)
def test_each_chunk_comes_at_its_time(client: Client, clock: Clock, tmp_path: Path, pace: str, came: list[int]) -> None:
    """
    The head with the first of them.
    """
    with offline(), understudy.use(stored(tmp_path, at_ms=AT_MS), pace=pace):
        assert times(client, clock) == came


def test_a_slow_caller_does_not_delay_what_comes(client: Client, clock: Clock, tmp_path: Path) -> None:
    """
    Times count from the request: what is late by then is there at once, and the next is on time again.
    """
    with offline(), understudy.use(stored(tmp_path, at_ms=AT_MS), pace="recorded"):
        assert times(client, clock, reading_ms=60) == [50, 50, 110, 170, 300]


def test_tokens_come_at_their_rate(client: Client, clock: Clock, tmp_path: Path) -> None:
    """
    Whatever the times of the recording are.
    """
    with offline(), understudy.use(stored(tmp_path, at_ms=AT_MS), pace="ttft=200ms,tps=10"):
        assert times(client, clock) == [200, 200, 300, 400]


def test_a_whole_answer_comes_when_it_is_whole(client: Client, clock: Clock, tmp_path: Path) -> None:
    """
    For callers that do not stream.
    """
    with offline(), understudy.use(stored(tmp_path, at_ms=AT_MS), pace="recorded"):
        answer = client.fetch("POST", URL, content=CHAT)

    assert answer.body == b"".join(FRAMES)
    assert sum(clock.waited_ms) == 300


def test_instant_never_looks_at_the_time(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The usual way is as short as ever.
    """

    def looked() -> Any:
        raise AssertionError("somebody looked at the time")

    monkeypatch.setattr(waiting, "clock", looked)
    with offline(), understudy.use(stored(tmp_path, at_ms=AT_MS)):
        assert b"".join(client.open("POST", URL, content=CHAT)) == b"".join(FRAMES)


@pytest.mark.parametrize("after", [0, 1], ids=["before the head", "after a frame"])
def test_a_caller_s_patience_ends_as_with_a_server(make_client: Callable[..., Any], tmp_path: Path, after: int) -> None:
    """
    With the error that it gives where a server falls silent.
    """
    client, late = make_client(timeout=0.1), (60_000,) * 4
    with offline(), understudy.use(stored(tmp_path, at_ms=(1, *late[1:]) if after else late), pace="recorded"):
        came: list[bytes] = []

        def read() -> None:
            came.extend(client.open("POST", URL, content=CHAT))

        with pytest.raises(client.errors) as raised:
            read()

    assert came == FRAMES[:after]
    assert "timeout" in type(raised.value).__name__.lower()
