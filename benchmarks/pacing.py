"""`pacing`: how far from its recorded time each chunk of a stream comes, alone and among many."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating
from benchmarks.served import NotServed, serving
from benchmarks.stores import Stores
from benchmarks.workers import workers
from understudy.match import fingerprint
from understudy.model import Mark, Request, Response
from understudy.store import Directory, Draft

ROUNDS = 5
AT_MS = tuple(range(50, 1050, 25))
STREAMS = 64
SPREAD_S = 0.5
URL = "https://api.openai.com/v1/chat/completions"
BODY = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": True}).encode()
FRAMES = tuple(
    b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": f" word {number}"}}]}).encode() + b"\n\n"
    for number in range(len(AT_MS))
)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
CONCURRENT = f"{STREAMS} within {SPREAD_S:g} s"
STARTS = {"1": (1, 0.0), CONCURRENT: (STREAMS, SPREAD_S), f"{STREAMS} at once": (STREAMS, 0.0)}
"""How many streams, and how long it takes until the last has begun."""

OURS, FLOOR = "understudy", "an event loop alone"


class Stream(asyncio.Protocol):
    """One request over a connection of its own, and when each frame of its answer was here."""

    def __init__(self, host: str) -> None:
        self._head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n"
            f"content-type: application/json\r\ncontent-length: {len(BODY)}\r\n\r\n"
        ).encode()
        self.sent, self._came = 0.0, list[tuple[float, bytes]]()
        self.ended = asyncio.get_running_loop().create_future()

    def ask(self) -> None:
        """Send the request."""
        self.sent = time.monotonic()
        self.transport.write(self._head + BODY)

    def connection_made(self, transport: Any) -> None:
        """Kept for `ask`."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Noted, and looked at when nothing is to be late because of it."""
        self._came.append((time.monotonic(), data))

    def connection_lost(self, exc: Exception | None) -> None:
        """All is here."""
        self.ended.set_result(None)

    def arrived(self) -> list[float]:
        """When each frame was whole. Nothing else looks like an end of one: its JSON has no line ends."""
        whole, times = bytearray(), list[float]()
        for at, data in self._came:
            whole += data
            times += [at] * (whole.count(b"\n\n") - len(times))
        return times


class Bare(asyncio.Protocol):
    """The least that a server can do: bytes that are ready, written by timers."""

    def connection_made(self, transport: Any) -> None:
        """Kept for later."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Any request is the one."""
        loop = asyncio.get_running_loop()
        self._transport.write(HEAD)
        for frame, at_ms in zip(FRAMES, AT_MS, strict=True):
            loop.call_later(at_ms / 1000, self._transport.write, b"%x\r\n%b\r\n" % (len(frame), frame))
        loop.call_later((AT_MS[-1] + 5) / 1000, self._transport.close)


class BareServer:
    """Such a server, in a process of its own."""

    def url(self) -> str:
        """Starts it, and gives its address."""
        loop = _new_event_loop()
        server = loop.run_until_complete(loop.create_server(Bare, "127.0.0.1", 0))
        threading.Thread(target=loop.run_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


class Reader:
    """A client of many streams, in a process of its own."""

    def late_ms(self, url: str, count: int, spread_s: float) -> list[float]:
        """How much later than its mark each frame came, in ms."""
        with asyncio.Runner(loop_factory=_new_event_loop) as runner:
            return runner.run(self._late_ms(url, count, spread_s))

    async def _late_ms(self, url: str, count: int, spread_s: float) -> list[float]:
        loop, parts = asyncio.get_running_loop(), urlsplit(url)
        made = [
            (await loop.create_connection(lambda: Stream(parts.netloc), parts.hostname, parts.port))[1]
            for _ in range(count)
        ]
        for number, stream in enumerate(made):
            loop.call_later(0.05 + spread_s * number / count, stream.ask)
        await asyncio.gather(*(stream.ended for stream in made))
        late = []
        for stream in made:
            arrived = stream.arrived()
            if len(arrived) != len(AT_MS):
                raise RuntimeError(f"{len(arrived)} of {len(AT_MS)} frames came")
            late += [(at - stream.sent) * 1000 - due for at, due in zip(arrived, AT_MS, strict=True)]
        return late


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    store = _recorded(stores.folder / "paced")
    columns = ("server", "streams", "median", "p99", "latest", "earliest")
    notes = (f"{len(AT_MS)} chunks each, the first {AT_MS[0]} ms after the request, then one every 25 ms; in ms.",)
    with workers() as start, ExitStack() as stack:
        reader = start(Reader)
        say("starting understudy as a server")
        try:
            url = stack.enter_context(serving([str(store), "--pace", "recorded", "--repeat", "last"]))
        except NotServed as error:
            return Result("pacing", _TITLE, columns, (), (), (f"not measured: {error}",))
        urls = {OURS: url, FLOOR: start(BareServer).call("url")}
        reader.call("late_ms", url, 1, 0)  # the recording is read for the first time
        measured = alternating(
            {
                (server, streams): partial(reader.call, "late_ms", at, *how)
                for streams, how in STARTS.items()
                for server, at in urls.items()
            },
            ROUNDS,
            say,
        )
    late = {who: [each for each_round in rounds for each in each_round] for who, rounds in measured.items()}
    rows = tuple((*who, median(each), quantiles(each, n=100)[98], max(each), min(each)) for who, each in late.items())
    goal = Goal(f"median of {CONCURRENT}", 2, median(late[OURS, CONCURRENT]), "ms")
    return Result("pacing", _TITLE, columns, rows, (goal,), notes)


_TITLE = "How much later than its mark a chunk is with the client, over HTTP, at `--pace recorded`"


def _new_event_loop() -> asyncio.AbstractEventLoop:
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.new_event_loop()
    return new_event_loop()


def _recorded(folder: Path) -> Path:
    offsets = [0, *accumulate(map(len, FRAMES))][:-1]
    marks = tuple(Mark(offset, at) for offset, at in zip(offsets, AT_MS, strict=True))
    request = Request("POST", URL, (("content-type", "application/json"),), BODY)
    response = Response(200, (("content-type", "text/event-stream"),), b"".join(FRAMES), marks)
    Directory(folder).save(Draft(None, request, response, fingerprint("POST", URL, BODY), 1, "2026-11-22T12:00:00Z"))
    return folder
