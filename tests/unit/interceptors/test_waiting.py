"""Waiting in a process. Whole exchanges: `tests/contracts/interceptors/test_pace.py`."""

from __future__ import annotations

import asyncio
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from tests.clients.clock import Clock
from understudy.engine import Playback
from understudy.interceptors import waiting
from understudy.interceptors.waiting import Due, PatienceEnded, pause_async
from understudy.model import Complete


def due(*due_ms: float, patience_s: float | None = None) -> Due:
    chunks = (b"x",) * (len(due_ms) - 1)
    return Due(Playback("x.json", 200, (), (), chunks, (), Complete(), True, due_ms=due_ms), patience_s)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_times_count_from_the_request(clock: Clock) -> None:
    """
    What was waited too long for one is not waited for the next; what is past is not waited for.
    """
    times = due(10, 20, 30)

    times.wait(10)
    clock.now_ms += 15
    times.wait(20)
    times.wait(30)

    assert clock.waited_ms == [10, 5]


@pytest.mark.parametrize("patience_s, waited_ms", [(0.05, [50]), (0, [])])
def test_patience_ends_after_what_it_is(clock: Clock, patience_s: float, waited_ms: list[int]) -> None:
    """
    Counted from when the client began to wait for this.
    """
    with pytest.raises(PatienceEnded, match=f"nothing came for {patience_s:g} s"):
        due(100, 100, patience_s=patience_s).wait(100)

    assert clock.waited_ms == waited_ms


def test_patience_is_for_each_wait(clock: Clock) -> None:
    """
    A stream may take longer than that in all.
    """
    times = due(40, 80, 120, patience_s=0.05)

    for at_ms in (40, 80, 120):
        times.wait(at_ms)

    assert clock.waited_ms == [40, 40, 40]


def test_the_same_in_an_event_loop(clock: Clock) -> None:
    """
    Word for word.
    """

    async def run() -> None:
        times = due(10, 100, patience_s=0.05)
        await times.wait_async(10)
        with pytest.raises(PatienceEnded):
            await times.wait_async(100)

    asyncio.run(run())

    assert clock.waited_ms == [10, 50]


def test_what_is_due_already_is_done_at_once(clock: Clock) -> None:
    """
    Without another turn of the loop.
    """
    done: list[str] = []
    loop: Any = None

    due(0, 5).call(loop, 0, lambda: done.append("done"))

    assert done == ["done"]


@pytest.mark.parametrize("is_trio", [True, False])
def test_the_loop_that_runs_is_the_one_that_sleeps(monkeypatch: pytest.MonkeyPatch, is_trio: bool) -> None:
    """
    trio's where httpx runs in trio; that it is imported does not mean that.
    """
    slept: list[tuple[str, float]] = []

    def current_task() -> None:
        if not is_trio:
            raise RuntimeError("must be called from async context")

    def sleeper(name: str) -> Any:
        async def sleep(seconds: float) -> None:
            slept.append((name, seconds))

        return sleep

    trio = SimpleNamespace(lowlevel=SimpleNamespace(current_task=current_task), sleep=sleeper("trio"))
    monkeypatch.setitem(sys.modules, "trio", trio)  # type: ignore[arg-type]  # all that is used of it
    monkeypatch.setattr(waiting, "asyncio", SimpleNamespace(sleep=sleeper("asyncio")))

    asyncio.run(pause_async(3))

    assert slept == [("trio" if is_trio else "asyncio", 3)]
