"""`first_byte`: how much later the caller has a chunk because somebody is recording it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median

import httpx2

from benchmarks.exchanges import REQUEST_HEADERS, RESPONSE_HEADERS, exchange
from benchmarks.peers import FLOOR, UNDERSTUDY, peer
from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating
from benchmarks.served import NotServed, served
from benchmarks.stores import Stores
from benchmarks.workers import Worker, workers
from understudy.testing import Answer, Upstream

ROUNDS = 7
AT_MS = tuple(range(50, 801, 50))
RECORDERS = (FLOOR, UNDERSTUDY, "vcrpy yaml", "cassetter yaml")
OVER_HTTP = "understudy, over HTTP"


class Reader:
    """A caller, with a recorder in its process."""

    def __init__(self, recorder: str) -> None:
        self._peer = peer(recorder)

    def read(self, url: str) -> list[tuple[float, int]]:
        """`time.monotonic()` of each chunk, and how many bytes of the body the caller had then."""
        folder = tempfile.mkdtemp(prefix="understudy-benchmarks-")
        arrived, size = [], 0
        try:
            with self._peer.recording(Path(folder)), httpx2.Client(trust_env=False) as client:
                body = exchange(0).request_body
                with client.stream("POST", url, content=body, headers=REQUEST_HEADERS, timeout=20) as response:
                    for chunk in response.iter_bytes():
                        size += len(chunk)
                        arrived.append((time.monotonic(), size))
        finally:
            shutil.rmtree(folder)
        return arrived


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    events = [exchange(0).chunks[0].rstrip(b"\n") + f"\n: {number}\n\n".encode() for number in range(len(AT_MS))]
    answer = Answer.of(200, RESPONSE_HEADERS, events, at_ms=AT_MS)
    notes = []
    with Upstream(lambda _: answer) as upstream, workers() as start, ExitStack() as stack:

        def delays_ms(reader: Worker, base_url: str) -> list[float]:
            arrived = reader.call("read", f"{base_url}/v1/chat/completions")
            sizes = accumulate(len(event) for event in events)
            had = [next(at for at, size in arrived if size >= wanted) for wanted in sizes]
            return [(at - sent) * 1000 for at, sent in zip(had, upstream.sent[-1], strict=True)]

        readers = {who: start(Reader, who) for who in RECORDERS}
        contestants = {who: partial(delays_ms, reader, upstream.url) for who, reader in readers.items()}
        say("starting understudy as a server")
        try:
            url = stack.enter_context(served(upstream.url, stores.folder / "served"))
            contestants[OVER_HTTP] = partial(delays_ms, readers[FLOOR], url)
        except NotServed as error:
            notes.append(f"{OVER_HTTP}: not measured: {error}")
        measured = alternating(contestants, ROUNDS, say)
    first = {who: median(delays[0] for delays in rounds) for who, rounds in measured.items()}
    rows = tuple(
        (who, first[who], *(median(of(delays) for delays in rounds) for of in (median, max)))
        for who, rounds in measured.items()
    )
    return Result(
        "first_byte",
        "From the upstream's write to the caller's having it, in ms, while recording",
        ("recorder", "first chunk", "median chunk", "latest chunk"),
        rows,
        (
            Goal("first chunk, in process", 5, first[UNDERSTUDY], "ms"),
            Goal("first chunk, over HTTP", 5, first.get(OVER_HTTP), "ms"),
        ),
        (f"{len(AT_MS)} chunks, the first {AT_MS[0]} ms after the request and the last after {AT_MS[-1]} ms.", *notes),
    )
