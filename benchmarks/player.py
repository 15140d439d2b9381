"""A process that asks: a recorder's client and one without a recorder, in turns."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

from openai import OpenAI

from benchmarks.exchanges import Exchange, exchanges
from benchmarks.peers import FLOOR, peer
from benchmarks.sdk import ask

CALLS = 40
"""In a round, at most."""

LONGEST_ROUND_S = 0.12
LONGEST_LAP_S = 4.0
"""What is not played by then stays so: only Understudy keeps anything of a first play, and needs less."""


class Round(NamedTuple):
    """One round's medians, in µs of a call."""

    added: float
    """By the recorder."""

    floor: float
    """Without it."""


class Player:
    """A store and a client that asks it; beside it a client that no recorder answers, in the same process.

    A process is a few per cent faster or slower than the next one: only within one can microseconds be compared.
    """

    def __init__(self, recorder: str, store: Path, size: int) -> None:
        self._peer, self._store, self._stack = peer(recorder), store, ExitStack()
        self._exchanges = exchanges(size)
        # Not in the order of the store: those who search it from the beginning meet the average place.
        self._shuffled = random.Random(1).sample(self._exchanges, size)
        with peer(FLOOR).opened(store) as self._floor:
            ask(self._floor, self._exchanges[0])
        self._open()
        for each in islice(cycle(self._shuffled), 10):
            ask(self._client, each)  # the SDK's own first time
        self._open()

    def _open(self) -> None:
        self._stack.close()
        self._client = self._stack.enter_context(self._peer.opened(self._store))
        self._turn = iter(self._shuffled)

    def first_time(self) -> Round:
        """Each call plays a recording for the first time since the store was opened."""
        return self._round(self._unplayed())

    def _unplayed(self) -> Iterator[Exchange]:
        while True:
            following = next(self._turn, None)
            if following is None:
                self._open()
                ask(self._floor, self._exchanges[0])  # Python forgets what it knew of a class that is hooked
            else:
                yield following

    def warm_up(self) -> None:
        """Play every recording once."""
        end = time.monotonic() + LONGEST_LAP_S
        for each in self._shuffled:
            ask(self._client, each)
            if time.monotonic() > end:
                break
        self._turn = cycle(self._shuffled)

    def in_turn(self) -> Round:
        """Each call plays another recording."""
        return self._round(self._turn)

    def same(self) -> Round:
        """Each call plays the recording in the middle of the store."""
        return self._round(cycle([self._exchanges[len(self._exchanges) // 2]]))

    def _round(self, asked: Iterable[Exchange]) -> Round:
        without, played = [], []
        end = time.monotonic() + LONGEST_ROUND_S
        for number, each in enumerate(islice(asked, CALLS)):
            # The second of two calls is some microseconds faster: each is second as often.
            if number % 2:
                played.append(self._timed_us(self._client, each, each.text))
                without.append(self._timed_us(self._floor, each, self._exchanges[0].text))
            else:
                without.append(self._timed_us(self._floor, each, self._exchanges[0].text))
                played.append(self._timed_us(self._client, each, each.text))
            if time.monotonic() > end:
                break
        floor_us = median(without)
        return Round(median(played) - floor_us, floor_us)

    def _timed_us(self, client: OpenAI, asked: Exchange, answer: str) -> float:
        start = time.perf_counter_ns()
        text = ask(client, asked)
        end = time.perf_counter_ns()
        if text != answer:
            raise AssertionError(f"expected {answer!r}, answered {text!r}")
        return (end - start) / 1000
