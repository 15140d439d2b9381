"""Every exchange of the wire captures: recorded from its own bytes and reads, and replayed without a network."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import understudy
from tests.clients.adapters import CLIENTS, Client
from tests.clients.offline import offline
from tests.conftest import SHARED
from understudy.testing import Answer, Upstream, read_capture
from understudy.testing import Capture as WireCapture

INDEX = SHARED / "captures" / "index.json"
FILES = [entry["file"] for entry in json.loads(INDEX.read_text())] if INDEX.is_file() else []
NOT_OURS_TO_SEND = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}

# A capture in hundreds of reads took its server a minute; here each read follows the one before at once.
LONG = 200


def read(client: Client, url: str, capture: WireCapture) -> tuple[int | None, list[bytes], str | None]:
    """Status, chunks as the client has them, and the class of the exception that ended them."""
    headers = [pair for pair in capture.request.headers if pair[0].lower() not in NOT_OURS_TO_SEND]
    chunks: list[bytes] = []
    status = None
    try:
        target = url + capture.request.target
        stream = client.open(capture.request.method, target, headers=headers, content=capture.request.body)
        status = stream.status
        for chunk in stream:
            chunks.append(chunk)
    except client.errors as error:
        return status, chunks, type(error).__qualname__
    return status, chunks, None


def answer_of(capture: WireCapture) -> Answer:
    """The capture's bytes, in its reads; each a piece of its own."""
    speed = math.inf if len(capture.reads) > LONG else 20
    return capture.answer(speed=speed)


# Of each family one that lets the wire's chunks be seen; urllib3's is in `tests/clients/urllib3/test_captures.py`.
@pytest.fixture(params=["httpx2-sync", "httpx2-async", "aiohttp-async"])
def client(request: pytest.FixtureRequest) -> Any:
    made = CLIENTS[request.param]()
    yield made
    made.close()


@pytest.mark.parametrize("file", FILES or [pytest.param("", marks=pytest.mark.skip("needs ../shared"))])
def test_a_captured_exchange_is_the_same_on_replay(client: Client, tmp_path: Path, file: str) -> None:
    """
    Status, bytes, and the cuts between chunks; one that broke breaks there again, with the same exception.
    """
    capture = read_capture(SHARED / "captures" / file)
    with (
        Upstream([answer_of(capture)]) as upstream,
        understudy.use(tmp_path, mode="record", record_errors=True, stable_ids=False),
    ):
        status, live, error = read(client, upstream.url, capture)

    with offline(), understudy.use(tmp_path):
        status_again, again, error_again = read(client, upstream.url, capture)

    assert (status_again, error_again) == (status, error)
    if "content-encoding" in {name.lower() for name, _ in capture.headers if capture.raw_response}:
        # Recorded without its coding: what the client decodes is the same, its raw chunks are not.
        assert b"".join(again) == understudy.load(next(tmp_path.glob("*.json"))).response.body
        assert again != live
    elif client.name == "aiohttp-async":
        # What arrives while its caller is busy is one piece to him.
        assert b"".join(again) == b"".join(live)
    else:
        assert again == live


def test_the_captures_are_there() -> None:
    """
    None is left out by a change of their index.
    """
    if not FILES:
        pytest.skip("needs the folder `shared` beside the repository")

    assert len(FILES) == len(list((SHARED / "captures").glob("*/*.response.bin")))


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("nginx-gzip") or "embeddings" in file])
def test_a_captured_gzip_body_is_decoded_to_the_same_bytes(client: Client, tmp_path: Path, file: str) -> None:
    """
    What an application reads, live and on replay.
    """
    capture = read_capture(SHARED / "captures" / file)
    headers = [pair for pair in capture.request.headers if pair[0].lower() not in NOT_OURS_TO_SEND]

    def ask(url: str) -> bytes:
        target = url + capture.request.target
        return client.fetch(capture.request.method, target, headers=headers, content=capture.request.body).body

    with (
        Upstream([answer_of(capture)]) as upstream,
        understudy.use(tmp_path, mode="record", record_errors=True, stable_ids=False),
    ):
        live = ask(upstream.url)

    with offline(), understudy.use(tmp_path):
        assert ask(upstream.url) == live
