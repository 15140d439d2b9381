"""Answers of which aiohttp reads more than its caller: what arrived is recorded, however it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

import understudy
from tests.clients.adapters import Aiohttp
from tests.clients.offline import offline
from tests.clients.twice import only_recording
from understudy.model import ClosedByClient, Failed, FailureKind
from understudy.testing import Answer, Finish, Piece, Upstream

SSE = {"content-type": "text/event-stream"}
FRAMES = [b'data: {"n":1}\n\n', b'data: {"n":2}\n\n']
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
LENGTH = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"
CHUNK = b"f\r\n" + FRAMES[0] + b"\r\n"


@pytest.fixture
def client() -> Iterator[Aiohttp]:
    made = Aiohttp()
    yield made
    made.close()


def read(client: Aiohttp, url: str) -> tuple[bytes, Exception | None]:
    """All that arrives, and what it ends with. One run of the loop: nothing comes between two reads."""

    async def run() -> tuple[bytes, Exception | None]:
        body = b""
        try:
            async with client.session.post(url, data=b"{}") as response:
                async for chunk in response.content.iter_any():
                    body += chunk
        except client.errors as error:
            return body, error
        return body, None

    return client.run(run())


@pytest.mark.parametrize(
    "first, pause, finish",
    [
        (HEAD + CHUNK, 50, Finish.CLOSE),
        (HEAD + CHUNK, 50, Finish.RESET),
        (HEAD + b"ff\r\n" + FRAMES[0], 50, Finish.CLOSE),
        (LENGTH + FRAMES[0], 50, Finish.CLOSE),
    ],
    ids=["closed", "reset", "closed within a chunk", "shorter than announced"],
)
def test_a_broken_answer_breaks_again(
    client: Aiohttp, tmp_path: Path, first: bytes, pause: int, finish: Finish
) -> None:
    """
    The same bytes, then a `ClientPayloadError` with the same text.
    """
    answer = Answer((Piece(first), Piece(b"", pause)), finish)
    with Upstream([answer]) as upstream, understudy.use(tmp_path, mode="record", record_errors=True):
        live, error = read(client, f"{upstream.url}/v1/files")

    with offline(), understudy.use(tmp_path):
        again, error_again = read(client, f"{upstream.url}/v1/files")

    assert live == again == FRAMES[0]
    assert type(error) is type(error_again) is aiohttp.ClientPayloadError
    assert str(error_again) == str(error)


def test_the_whole_patience_ended(client: Aiohttp, tmp_path: Path) -> None:
    """
    `ClientTimeout(total=…)` is a timeout again, at once.
    """

    async def ask(url: str) -> None:
        async with client.session.get(url, timeout=aiohttp.ClientTimeout(total=0.3)) as response:
            await response.read()

    with Upstream([Answer((Piece(HEAD + CHUNK), Piece(b"", 60_000)))]) as upstream:
        with understudy.use(tmp_path, mode="record", record_errors=True), pytest.raises(asyncio.TimeoutError):
            client.run(ask(f"{upstream.url}/v1/files"))

        with offline(), understudy.use(tmp_path), pytest.raises(asyncio.TimeoutError):
            client.run(ask(f"{upstream.url}/v1/files"))

    ended = only_recording(tmp_path).response.ended
    assert isinstance(ended, Failed)
    assert (ended.kind, ended.after) == (FailureKind.READ_TIMEOUT, len(FRAMES[0]))


def test_a_caller_that_leaves_early_leaves_the_upstream(client: Aiohttp, tmp_path: Path) -> None:
    """
    What had arrived by then is recorded, read or not.
    """
    slow = Answer.of(200, SSE, FRAMES, at_ms=(0, 60_000))
    with Upstream([slow]) as upstream, understudy.use(tmp_path, mode="record", record_errors=True):
        stream = client.open("POST", f"{upstream.url}/v1/chat/completions", content=b"{}")
        assert next(stream) == FRAMES[0]
        stream.close()

    assert upstream.left == [True]
    assert only_recording(tmp_path).response.ended == ClosedByClient(len(FRAMES[0]))


def test_cancelled_before_an_answer_is_not_recorded(client: Aiohttp, tmp_path: Path) -> None:
    """
    There is nothing that a replay could give.
    """

    async def cancelled(url: str) -> None:
        task = asyncio.create_task(client.session.get(url))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with (
        Upstream([Answer((Piece(b"", 60_000),))]) as upstream,
        understudy.use(tmp_path, mode="record", record_errors=True),
    ):
        client.run(cancelled(f"{upstream.url}/v1/files"))

    assert list(tmp_path.iterdir()) == []
