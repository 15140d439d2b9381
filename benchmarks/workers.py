"""Processes of our own, one for each contestant: recorders hook the same classes and would meet in one process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

# Where there is a fork server the SDK is imported once and not in each process.
_HAS_FORKSERVER = "forkserver" in multiprocessing.get_all_start_methods()
_CONTEXT = multiprocessing.get_context("forkserver" if _HAS_FORKSERVER else "spawn")
if _HAS_FORKSERVER:
    _CONTEXT.set_forkserver_preload(["benchmarks.sdk"])

PATIENCE_S = 60


class Worker:
    """Holds an object in a process of its own and calls its methods there."""

    def __init__(self, make: Callable[..., Any], *arguments: Any) -> None:
        self._ours, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_work, args=(theirs, make, arguments), daemon=True)
        self._process.start()
        theirs.close()
        self._answer()

    def call(self, method: str, *arguments: Any) -> Any:
        """The method's return value.

        Raises:
            RuntimeError: it raised, or took longer than a minute.
        """
        self._ours.send((method, arguments))
        return self._answer()

    def _answer(self) -> Any:
        if not self._ours.poll(PATIENCE_S):
            raise RuntimeError(f"no answer within {PATIENCE_S} s")
        error, value = self._ours.recv()
        if error:
            raise RuntimeError(error)
        return value

    def close(self) -> None:
        """End the process."""
        self._ours.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.terminate()


@contextmanager
def workers() -> Iterator[Callable[..., Worker]]:
    """Starts workers that end with the block."""
    started: list[Worker] = []

    def start(make: Callable[..., Any], *arguments: Any) -> Worker:
        started.append(Worker(make, *arguments))
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            worker.close()


def _work(connection: Connection, make: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        held = make(*arguments)
        connection.send((None, None))
        while True:
            method, given = connection.recv()
            connection.send((None, getattr(held, method)(*given)))
    except EOFError:
        pass  # the benchmark is over
    except Exception as error:
        connection.send((f"{type(error).__name__}: {error}", None))
