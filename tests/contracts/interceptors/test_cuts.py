"""A stream cut anywhere, by the network or by its end, comes back as it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import understudy
from tests.clients.adapters import HTTPX_FAMILY, Client
from tests.clients.offline import offline
from understudy.testing import Answer, Finish, Piece, Upstream

SSE = {"content-type": "text/event-stream"}
STREAM = (
    b'event: a\r\ndata: {"n": 1}\r\n\r\n'
    b': ping\n\ndata: {"text":"Gr\xc3\xbc\xc3\x9fe \xf0\x9f\x99\x82"}\n\n'
    b'data: {"n":1.10,"n":2}\n\ndata: \xff\n\ndata: [DONE]\n\n'
)
CHAT = b'{"model":"m","messages":[],"stream":true}'


@pytest.fixture(params=["httpx-sync", "httpx2-async"], scope="module")
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    made: Any = HTTPX_FAMILY[request.param](timeout=30)
    yield made
    made.close()


def read(client: Client, url: str) -> tuple[list[bytes], str | None]:
    chunks: list[bytes] = []
    try:
        chunks.extend(client.open("POST", f"{url}/v1/chat/completions", content=CHAT))
    except client.errors as error:
        return chunks, type(error).__name__
    return chunks, None


@contextmanager
def store() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def both(client: Client, answers: list[Answer]) -> tuple[list[Any], list[Any]]:
    """What the client had of these answers while recording, and what it has on replay."""
    with store() as folder:
        with Upstream(answers) as upstream, understudy.use(folder, mode="record", record_errors=True, stable_ids=False):
            live = [read(client, upstream.url) for _ in answers]
        with offline(), understudy.use(folder):
            return live, [read(client, upstream.url) for _ in answers]


def test_cut_by_the_network_at_every_byte(client: Client) -> None:
    """
    Two pieces, wherever the cut: within a frame, a character, a line end.
    """
    answers = [Answer.of(200, SSE, [STREAM[:at], STREAM[at:]], at_ms=(0, 2)) for at in range(1, len(STREAM))]

    live, again = both(client, answers)

    assert again == live
    assert {b"".join(chunks) for chunks, _ in live} == {STREAM}
    assert sum(len(chunks) == 2 for chunks, _ in live) > len(answers) * 0.9


def test_broken_off_at_every_byte(client: Client) -> None:
    """
    The connection ends after so many bytes; nothing less and nothing more comes back, then the same exception.
    """
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 100000\r\n\r\n"
    answers = [Answer((Piece(head + STREAM[:at]),), Finish.CLOSE) for at in range(len(STREAM) + 1)]

    live, again = both(client, answers)

    assert again == live
    assert [b"".join(chunks) for chunks, _ in again] == [STREAM[:at] for at in range(len(STREAM) + 1)]
    assert {error for _, error in again} == {httpx.RemoteProtocolError.__name__}


@settings(max_examples=30, deadline=None)
@given(body=st.binary(min_size=1, max_size=200), data=st.data())
def test_any_bytes_in_any_pieces(client: Client, body: bytes, data: st.DataObject) -> None:
    """
    Whatever they are, and however they were cut.
    """
    cuts = sorted(data.draw(st.sets(st.integers(1, len(body)), max_size=4)))
    pieces = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    content_type = data.draw(st.sampled_from(["text/event-stream", "application/x-ndjson", "application/json", "a/b"]))
    answer = Answer.of(200, {"content-type": content_type}, pieces, at_ms=[2 * n for n in range(len(pieces))])

    live, again = both(client, [answer])

    assert again == live
    assert b"".join(again[0][0]) == body
