"""Every exchange of the wire captures, by urllib3 and by requests; and a stream cut anywhere.

The cuts come back where the wire had chunks and the answer was a stream. A whole answer comes back with a length,
and where the end of the connection was the end of a stream, urllib3 waits for more than arrived: not on replay.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import understudy
from tests.clients.adapters import URLLIB3_FAMILY, Client
from tests.clients.offline import offline
from tests.clients.twice import only_recording
from tests.conftest import SHARED
from tests.contracts.interceptors.test_captures import FILES, answer_of, read
from understudy.testing import Answer, Finish, Piece, Upstream, read_capture
from understudy.testing.capture import chunks
from understudy.testing.http1 import is_chunked

SSE = {"content-type": "text/event-stream"}
STREAM = (
    b'event: a\r\ndata: {"n": 1}\r\n\r\n'
    b': ping\n\ndata: {"text":"Gr\xc3\xbc\xc3\x9fe \xf0\x9f\x99\x82"}\n\n'
    b'data: {"n":1.10,"n":2}\n\ndata: \xff\n\ndata: [DONE]\n\n'
)


@pytest.fixture(params=URLLIB3_FAMILY)
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    made = URLLIB3_FAMILY[request.param](timeout=30)
    yield made
    made.close()


@pytest.mark.parametrize("file", FILES or [pytest.param("", marks=pytest.mark.skip("needs ../shared"))])
def test_a_captured_exchange_is_the_same_on_replay(client: Client, tmp_path: Path, file: str) -> None:
    """
    Status and bytes; one that broke breaks there again, with the same exception; a stream has the chunks of the wire.
    """
    capture = read_capture(SHARED / "captures" / file)
    with (
        Upstream([answer_of(capture)]) as upstream,
        understudy.use(tmp_path, mode="record", record_errors=True, stable_ids=False),
    ):
        status, live, error = read(client, upstream.url, capture)

    with offline(), understudy.use(tmp_path):
        status_again, again, error_again = read(client, upstream.url, capture)

    headers = capture.headers if b"\r\n\r\n" in capture.raw_response else ()
    assert (status_again, error_again) == (status, error)
    if "content-encoding" in {name.lower() for name, _ in headers}:
        assert b"".join(again) == only_recording(tmp_path).response.body
    elif error is None and is_chunked(headers) and only_recording(tmp_path).is_streaming:
        assert again == live == list(chunks(capture))
    else:
        assert b"".join(again) == b"".join(live)


def test_broken_off_at_every_byte(client: Client, tmp_path: Path) -> None:
    """
    The connection ends after so many bytes; nothing less and nothing more comes back, then the same exception.
    """
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
    framings = (
        b"content-length: 100000\r\n\r\n",
        b"transfer-encoding: chunked\r\n\r\n40\r\n" + STREAM[:64] + b"\r\nffff\r\n",
    )
    answers = [
        Answer((Piece(head + begin + STREAM[:at]),), Finish.CLOSE) for begin in framings for at in range(len(STREAM))
    ]

    with Upstream(answers) as upstream, understudy.use(tmp_path, mode="record", record_errors=True, stable_ids=False):
        live = [broken(client, upstream.url) for _ in answers]
    with offline(), understudy.use(tmp_path):
        again = [broken(client, upstream.url) for _ in answers]

    assert again == live
    assert [got for got, _ in again[: len(STREAM)]] == [STREAM[:at] for at in range(len(STREAM))]
    # Of a chunk that did not arrive whole the library hands out nothing.
    assert {got for got, _ in again[len(STREAM) :]} == {STREAM[:64]}


def broken(client: Client, url: str) -> tuple[bytes, str]:
    body = b""
    try:
        for chunk in client.open("POST", f"{url}/v1/chat/completions", content=b'{"stream":true}'):
            body += chunk
    except client.errors as error:
        return body, f"{type(error).__name__}: {error}"
    raise AssertionError("it did not break")


def test_cut_by_the_network_at_every_byte(client: Client, tmp_path: Path) -> None:
    """
    Two chunks, wherever the cut: within a frame, a character, a line end.
    """
    answers = [Answer.of(200, SSE, [STREAM[:at], STREAM[at:]], at_ms=(0, 1)) for at in range(1, len(STREAM))]

    def ask(url: str) -> list[bytes]:
        return list(client.open("POST", f"{url}/v1/chat/completions", content=b'{"stream":true}'))

    with Upstream(answers) as upstream, understudy.use(tmp_path, mode="record", record_errors=True, stable_ids=False):
        live = [ask(upstream.url) for _ in answers]
    with offline(), understudy.use(tmp_path):
        again = [ask(upstream.url) for _ in answers]

    assert again == live == [[STREAM[:at], STREAM[at:]] for at in range(1, len(STREAM))]
