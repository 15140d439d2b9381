"""Sending messages when they are due."""

from __future__ import annotations

import asyncio

import pytest

from understudy.proxy import on_time
from understudy.proxy.aborting import EXTENSION
from understudy.proxy.on_time import clocked, send_on_time

A, B, C = ({"type": "http.response.body", "body": each} for each in (b"a", b"b", b"c"))


@pytest.fixture
def clock(monkeypatch):
    """Moves when somebody waits, and no faster."""

    class Clock:
        now_ms, waited_ms = 1_000_000, []

        async def pause(self, waits, seconds):
            self.waited_ms.append(round(seconds * 1000))
            self.now_ms += round(seconds * 1000)
            await asyncio.sleep(0)

    made = Clock()
    made.waited_ms = []
    monkeypatch.setattr(on_time, "clock", lambda: made.now_ms / 1000)
    monkeypatch.setattr(on_time.Waits, "pause", lambda waits, seconds: made.pause(waits, seconds))
    return made


def sent(clock, messages, end_ms, *, leaves_after=99, sending_ms=0, scope=None):
    """What was sent and when, and whether the client stayed."""
    came, began = [], clock.now_ms
    left = asyncio.Event()

    async def receive():
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        came.append((clock.now_ms - began, message["body"]))
        clock.now_ms += sending_ms
        if len(came) == leaves_after:
            left.set()

    async def run():
        return await send_on_time(messages, end_ms, scope or {}, receive, send)

    return came, asyncio.run(run())


def test_each_message_has_its_time(clock):
    """
    And the end has one.
    """
    assert sent(clock, [(5, A), (5, B), (20, C)], 30) == ([(5, b"a"), (5, b"b"), (20, b"c")], True)
    assert clock.waited_ms == [5, 15, 10]


def test_a_delay_does_not_add_up(clock):
    """
    Times count from the request: what is late is sent at once.
    """
    assert sent(clock, [(10, A), (20, B), (60, C)], 60, sending_ms=25)[0] == [(10, b"a"), (35, b"b"), (60, b"c")]


def test_nothing_is_sent_to_a_client_that_left(clock):
    """
    Nor waited for on its behalf.
    """
    assert sent(clock, [(5, A), (20, B)], 60_000, leaves_after=1) == ([(5, b"a")], False)
    assert clock.waited_ms == [5, 15]


def test_a_client_that_leaves_ends_a_wait():
    """
    A stalled answer holds nothing.
    """

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        raise AssertionError("it has left")

    assert asyncio.run(send_on_time([(60_000, A)], 60_000, {}, receive, send)) is False


def test_times_count_from_when_the_request_was_heard(clock):
    """
    Not from when its turn came to be decided on.
    """

    class Protocol:
        def data_received(self, data):
            clock.now_ms += 7

    protocol = clocked(Protocol)()
    protocol.data_received(b"GET")

    assert sent(clock, [(10, A)], 10, scope={"extensions": {EXTENSION: protocol}}) == ([(3, b"a")], True)
