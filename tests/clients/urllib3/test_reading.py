"""Every way to read a response of urllib3: the same while recording as without us, and the same on replay."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

import understudy
from tests.clients.offline import offline
from tests.clients.twice import only_recording
from understudy.model import Complete
from understudy.testing import Answer, Upstream

SSE = {"content-type": "text/event-stream"}
FRAMES = [b'data: {"n":1}\n\n', b'data: {"text":"' + b"x" * 40_000 + b'"}\n\n', b"data: [DONE]\n\n"]
ASKED = b'{"model":"m","messages":[],"stream":true}'


@pytest.fixture
def pool() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(timeout=5, retries=False) as made:
        yield made


def pieces_of(read: Callable[[int], bytes], size: int) -> list[bytes]:
    return list(iter(lambda: read(size), b""))


WAYS: dict[str, Callable[[Any], Any]] = {
    "stream": lambda response: list(response.stream()),
    "stream by 7": lambda response: list(response.stream(7)),
    "stream whole": lambda response: list(response.stream(None)),
    "read_chunked": lambda response: list(response.read_chunked()),
    "read_chunked by 10": lambda response: list(response.read_chunked(10)),
    "read": lambda response: response.read(),
    "read by 1": lambda response: b"".join(pieces_of(response.read, 1)),
    "read by 1000": lambda response: pieces_of(response.read, 1000),
    "read1": lambda response: b"".join(pieces_of(response.read1, 100_000)),
    "data": lambda response: (response.data, response.data),
    "readinto": lambda response: (response.readinto(buffer := bytearray(5)), bytes(buffer), response.read()),
    "lines": lambda response: list(response),
}


def ask(pool: Any, url: str, read: Callable[[Any], Any], **more: Any) -> Any:
    response = pool.request("POST", url, body=ASKED, preload_content=False, **more)
    got = read(response)
    return type(response), response.status, response.isclosed(), response.connection, got


@pytest.mark.parametrize("read", WAYS.values(), ids=WAYS)
def test_a_way_to_read_gives_the_same_pieces(pool: Any, tmp_path: Path, read: Callable[[Any], Any]) -> None:
    """
    Without us, while recording, and on replay; and the connection goes back to its pool.
    """
    with Upstream([Answer.of(200, SSE, FRAMES, at_ms=(0, 5, 10))] * 2) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        free = ask(pool, url, read)
        with understudy.use(tmp_path, mode="record", stable_ids=False):
            live = ask(pool, url, read)
    with offline(), understudy.use(tmp_path):
        again = ask(pool, url, read)

    assert live == free
    assert again == live
    assert only_recording(tmp_path).response.body == b"".join(FRAMES)
    assert only_recording(tmp_path).response.ended == Complete()


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_a_preloaded_answer(pool: Any, tmp_path: Path, framing: Any) -> None:
    """
    As `request` gives it by default: `data`, `json()` and the pool's count of connections.
    """
    answer = Answer.of(200, {"content-type": "application/json"}, [b'{"a":', b"1}"], framing=framing)

    def told(response: Any) -> Any:
        return response.data, response.json(), response.isclosed(), response.reason, response.version

    with Upstream([answer]) as upstream:
        url = f"{upstream.url}/v1/models"
        with understudy.use(tmp_path, mode="record"):
            live = told(pool.request("GET", url))
    with offline(), understudy.use(tmp_path):
        again = told(pool.request("GET", url))

    assert live == again == (b'{"a":1}', {"a": 1}, True, "OK", 11)


@pytest.mark.parametrize("decode", [True, False])
def test_a_coded_answer(pool: Any, tmp_path: Path, decode: bool) -> None:
    """
    Decoded where the reader wants it, raw where not; recorded and replayed as what it says.
    """
    plain = json.dumps({"text": "ab" * 500}).encode()
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    coded = gzip.compress(plain)
    with Upstream([Answer.of(200, headers, [coded], framing="length")]) as upstream:
        url = f"{upstream.url}/v1/models"
        with understudy.use(tmp_path, mode="record"):
            live = pool.request("GET", url, preload_content=False, decode_content=decode).read()
    with offline(), understudy.use(tmp_path):
        again = pool.request("GET", url, preload_content=False, decode_content=decode).read()

    assert live == (plain if decode else coded)
    assert again == plain


def test_a_connection_that_is_released_unread(pool: Any, tmp_path: Path) -> None:
    """
    `drain_conn` and `release_conn` give it back, and what was drained is recorded.
    """
    with Upstream([Answer.of(200, {}, [b"rest"], framing="length")] * 2) as upstream:
        with understudy.use(tmp_path, mode="record"):
            for _ in range(2):
                response = pool.request("GET", f"{upstream.url}/v1/models", preload_content=False)
                response.drain_conn()
                response.release_conn()
        connections = pool.connection_from_url(upstream.url).num_connections

    assert connections == 1
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_a_replay_opens_no_connection_and_spoils_none(pool: Any, tmp_path: Path) -> None:
    """
    What the pool held before is used again afterwards.
    """
    with Upstream([Answer.of(200, {}, [b"%d" % n], framing="length") for n in range(2)]) as upstream:
        url = f"{upstream.url}/v1/models"
        with understudy.use(tmp_path, mode="record"):
            pool.request("GET", url)
        with offline(), understudy.use(tmp_path):
            again = pool.request("GET", url).data
        after = pool.request("GET", url).data
        connections = pool.connection_from_url(upstream.url).num_connections

    assert (again, after) == (b"0", b"1")
    assert connections == 1
