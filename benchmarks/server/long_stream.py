"""A stream of a thousand frames, recorded."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import httpx2

import understudy
from benchmarks.exchanges import REQUEST_HEADERS, RESPONSE_HEADERS, exchange
from understudy.testing import Answer, Upstream

FRAMES = 1000


@cache
def frames() -> list[bytes]:
    """The demo's frame of text, each with a number."""
    frame = exchange(0).chunks[1]
    return [
        *(frame.replace(b"number 00000", b"number %05d" % number) for number in range(FRAMES - 1)),
        b"data: [DONE]\n\n",
    ]


def long_store(folder: Path) -> Path:
    """A store with that stream, as an answer to the benchmarks' question."""
    store = folder / "long-store"
    answer = Answer.of(200, RESPONSE_HEADERS, frames(), at_ms=tuple(range(FRAMES)))
    with Upstream([answer]) as upstream, understudy.use(store, "record"), httpx2.Client(trust_env=False) as http:
        url = f"{upstream.url}/v1/chat/completions"
        http.post(url, content=exchange(0).request_body, headers=REQUEST_HEADERS, timeout=30)
    return store
