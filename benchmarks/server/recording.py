"""`server_recording`: what it costs a client that its exchange is recorded, beside a plain reverse proxy."""

from __future__ import annotations

import http.client
import itertools
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from statistics import median
from urllib.parse import urlsplit

from benchmarks.exchanges import REQUEST_HEADERS, exchange
from benchmarks.results import Goal, Result
from benchmarks.rounds import alternating
from benchmarks.server import contestants
from benchmarks.server.load import is_there, load
from benchmarks.stores import Stores

ROUNDS = 5
ASKED = 100
UPSTREAM, PLAIN, OURS = "the upstream itself", "a plain reverse proxy", "understudy, recording"


class Prober:
    """A client that asks another question each time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path
        self._numbers = itertools.count()

    def first_byte_ms(self) -> float:
        """The median from a question to the first byte of its answer."""
        took = []
        connection = http.client.HTTPConnection(self._host, self._port)
        for _ in range(ASKED):
            body = exchange(next(self._numbers)).request_body
            begun = time.perf_counter()
            connection.request("POST", self._path, body, REQUEST_HEADERS)
            answer = connection.getresponse()
            answer.read(1)
            took.append((time.perf_counter() - begun) * 1000)
            answer.read()
        connection.close()
        return median(took)


def run(stores: Stores, say: Callable[[str], None]) -> Result:
    """Measure."""
    body = stores.folder / "recorded-answer"
    body.write_bytes(exchange(0).response_body)
    with ExitStack() as stack:
        upstream = stack.enter_context(contestants.constant(body))
        base = upstream.url.removesuffix(contestants.ENDPOINT)
        store = stores.folder / "recording"
        options = ("--mode", "record", "--upstream", f"openai={base}")
        ours = stack.enter_context(contestants.understudy(store, *options))
        plain = stack.enter_context(contestants.reverse(base))
        urls = {UPSTREAM: upstream.url, PLAIN: plain.url, OURS: ours.url}
        probes = {who: Prober(url).first_byte_ms for who, url in urls.items()}
        late = alternating(probes, ROUNDS, say)
        rates = {}
        if is_there():
            rates = alternating({who: partial(load, url, of=100_000) for who, url in urls.items()}, ROUNDS, say)
    first = {who: median(values) for who, values in late.items()}
    added = {who: median(value - least for value, least in zip(late[who], late[UPSTREAM], strict=True)) for who in late}
    per_second = {who: median(each.per_second for each in rounds) for who, rounds in rates.items()}
    share = None
    if rates:
        pairs = zip(rates[OURS], rates[PLAIN], strict=True)
        share = 100 * median(ours.per_second / theirs.per_second for ours, theirs in pairs)
    return Result(
        "server_recording",
        "Recording over HTTP",
        ("who", "first byte, ms", "added, ms", "answers a second"),
        tuple((who, first[who], added[who], per_second.get(who)) for who in first),
        (
            Goal("added to the first byte", 1, added[OURS], "ms"),
            Goal("answers a second, of a plain reverse proxy", 50, share, "%", is_least=True),
        ),
        ("The upstream answers at once, with the demo's stream; every question is another one, and becomes a file.",),
    )
