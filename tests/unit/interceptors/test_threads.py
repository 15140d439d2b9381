"""Which session a thread or a pool's work belongs to, and what the thread is otherwise: the same as without us."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest

import understudy
from understudy.engine import session_here


def test_a_thread_runs_as_without_us(tmp_path: Path) -> None:
    """
    With its target, its name and its arguments, and its own `run` where it has one.
    """
    ran: list[Any] = []

    class Own(threading.Thread):
        def run(self) -> None:
            ran.append((self.name, session_here()))

    with understudy.use(tmp_path) as session:
        assigned = threading.Thread()
        assigned.run = lambda: ran.append(("assigned", session_here()))
        threads = [Own(name="own"), assigned]
        threads += [threading.Thread(target=lambda *args: ran.append((*args, session_here())), args=("target",))]
        for thread in threads:
            thread.start()
            thread.join()

    assert ran == [("own", session), ("assigned", session), ("target", session)]
    assert "run" not in vars(threads[0])
    assert "run" in vars(assigned)


def test_a_timer_belongs_to_its_session(tmp_path: Path) -> None:
    """
    It is a thread like any other.
    """
    found: list[Any] = []

    with understudy.use(tmp_path) as session:
        timer = threading.Timer(0, lambda: found.append(session_here()))
        timer.start()
        timer.join()

    assert found == [session]


def test_a_thread_that_a_thread_starts_belongs_to_the_same_session(tmp_path: Path) -> None:
    """
    However many sessions are open by then.
    """
    found: list[Any] = []
    go_on = threading.Event()

    def outer() -> None:
        go_on.wait(10)
        inner = threading.Thread(target=lambda: found.append(session_here()))
        inner.start()
        inner.join()

    with understudy.use(tmp_path / "one") as one:
        thread = threading.Thread(target=outer)
        thread.start()
        with understudy.use(tmp_path / "other"):
            go_on.set()
            thread.join()

    assert found == [one]


def test_threads_of_a_pool_have_no_session_of_their_own(tmp_path: Path) -> None:
    """
    A pool that was filled in one session works for the next, with and without a context of its own.
    """

    async def in_a_worker() -> Any:
        return await anyio.to_thread.run_sync(session_here)

    with ThreadPoolExecutor(1) as pool:
        for _ in range(2):
            with understudy.use(tmp_path) as session:
                assert pool.submit(session_here).result() is session
                assert anyio.run(in_a_worker) is session
        assert pool.submit(session_here).result() is None


def test_a_failure_in_a_pool_is_its_caller_s(tmp_path: Path) -> None:
    """
    With its arguments, and nothing in between.
    """

    def divided(one: int, *, by: int) -> float:
        return one / by

    with understudy.use(tmp_path), ThreadPoolExecutor(1) as pool:
        assert pool.submit(divided, 4, by=2).result() == 2
        with pytest.raises(ZeroDivisionError):
            pool.submit(divided, 4, by=0).result()


def test_afterwards_all_is_as_before(tmp_path: Path) -> None:
    """
    The very same functions.
    """
    before = threading.Thread.start, ThreadPoolExecutor.submit

    with understudy.use(tmp_path):
        assert threading.Thread.start is not before[0]

    assert (threading.Thread.start, ThreadPoolExecutor.submit) == before


@pytest.mark.parametrize("owner, name", [(threading.Thread, "start"), (ThreadPoolExecutor, "submit")], ids=str)
def test_a_session_within_another_hooks_nothing_again(tmp_path: Path, owner: Any, name: str) -> None:
    """
    A suite of two thousand tests would end in a stack of as many hooks, and with that in a RecursionError.
    """
    with understudy.use(tmp_path):
        hook = getattr(owner, name)
        with understudy.use(tmp_path):
            assert getattr(owner, name) is hook
