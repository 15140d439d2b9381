"""Wire captures are read whole and served again byte for byte."""

from __future__ import annotations

import gzip
import json
import math
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from understudy.testing import Finish, Piece, Upstream, read_capture
from understudy.testing.capture import body, chunks

CAPTURES = Path(__file__).resolve().parents[4] / "shared" / "captures"
INDEX = CAPTURES / "index.json"
ENTRIES = json.loads(INDEX.read_bytes()) if INDEX.exists() else []

every_capture = pytest.mark.parametrize(
    "entry",
    [pytest.param(entry, id=entry["file"]) for entry in ENTRIES]
    or [pytest.param(None, marks=pytest.mark.skip(reason="the captures are not beside the repository"))],
)

REQUEST = b"POST /v1/x HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


def write_capture(
    directory: Path, response: bytes, *, reads: list[list[float]], closed_by: str | None = "client"
) -> Path:
    (directory / "a.1.request.bin").write_bytes(REQUEST)
    (directory / "a.1.response.bin").write_bytes(response)
    times = {
        "request": {"bytes": len(REQUEST), "chunks": [[0.0, 0, 40], [0.5, 40, len(REQUEST) - 40]]},
        "response": {"bytes": len(response), "chunks": reads, "closed_by": closed_by},
    }
    (directory / "a.1.json").write_text(json.dumps(times))
    return directory / "a.1"


@every_capture
def test_every_capture_is_served_byte_for_byte(
    entry: dict[str, str],
    connect: Callable[[str], socket.socket],
    read_exactly: Callable[[socket.socket, int], bytes],
    read_to_end: Callable[[socket.socket], bytes],
) -> None:
    """
    A client that sends the captured request reads the captured bytes, and then what followed them.
    """
    capture = read_capture(CAPTURES / entry["file"])
    answer = capture.answer(speed=5000)

    with Upstream([answer, answer]) as upstream:
        client = connect(upstream.url)
        client.sendall(capture.raw_request)
        if capture.finish is Finish.CLOSE:
            assert read_to_end(client) == capture.raw_response
        else:
            assert read_exactly(client, len(capture.raw_response)) == capture.raw_response
            client.sendall(capture.raw_request)
            assert read_exactly(client, len(capture.raw_response)) == capture.raw_response

    assert all(received == capture.request for received in upstream.received)
    assert [len(sent) for sent in upstream.sent] == [len(capture.reads)] * len(upstream.received)


@every_capture
def test_every_capture_is_what_the_index_says(entry: dict[str, object]) -> None:
    """
    The index was made by an HTTP library; it counts bodies with their content coding removed.
    """
    capture = read_capture(CAPTURES / str(entry["file"]))
    content = body(capture)
    if entry["content_encoding"] == "gzip":
        content = gzip.decompress(content)

    assert (capture.request.method, capture.request.target) == (entry["method"], entry["target"])
    assert len(capture.request.body) == entry["request_body_bytes"]
    assert len(content) == entry["body_bytes"]
    assert (capture.finish is Finish.KEEP) is (entry["end"] == "complete" and entry["framing"] != "close")


def test_reads_are_timed_from_the_end_of_the_request(tmp_path: Path) -> None:
    """
    An answer's clock starts when the request was read whole; an early byte is not sent in the past.
    """
    path = write_capture(tmp_path, b"abcd", reads=[[0.25, 0, 1], [0.75, 1, 2], [2.5, 3, 1]])
    capture = read_capture(path)

    assert capture.answer().pieces == (Piece(b"a", 0), Piece(b"bc", 250), Piece(b"d", 2000))
    assert capture.answer(speed=1000).pieces == (Piece(b"a", 0), Piece(b"bc", 0.25), Piece(b"d", 2))
    assert capture.answer(speed=math.inf).pieces == (Piece(b"a", 0), Piece(b"bc", 0), Piece(b"d", 0))


@pytest.mark.parametrize(
    ("response", "closed_by", "finish"),
    [
        pytest.param(CHUNKED + b"1\r\na\r\n0\r\n\r\n", "client", Finish.KEEP, id="chunked"),
        pytest.param(CHUNKED + b"1\r\na\r\n0\r\n\r\n", None, Finish.KEEP, id="next-request"),
        pytest.param(CHUNKED + b"1\r\na\r\n0\r\n\r\n", "upstream", Finish.CLOSE, id="upstream-closed"),
        pytest.param(CHUNKED + b"1\r\na\r\n", "upstream", Finish.CLOSE, id="cut"),
        pytest.param(CHUNKED + b"1\r\na\r\n", "reset", Finish.CLOSE, id="cut-by-client"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na", "client", Finish.KEEP, id="length"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\na", "client", Finish.CLOSE, id="too-short"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\na", "client", Finish.CLOSE, id="framed-by-close"),
        pytest.param(b"HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na", "client", Finish.CLOSE, id="1.0"),
        pytest.param(b"HTTP/1.1 304 Not Modified\r\n\r\n", "client", Finish.KEEP, id="no-body"),
        pytest.param(b"HTTP/1.1 2", "upstream", Finish.CLOSE, id="cut-in-head"),
        pytest.param(b"", "upstream", Finish.CLOSE, id="nothing"),
        pytest.param(b"", "reset", Finish.RESET, id="nothing-but-a-reset"),
    ],
)
def test_the_finish_follows_from_the_bytes_and_who_closed(
    response: bytes, closed_by: str | None, finish: Finish, tmp_path: Path
) -> None:
    """
    A connection is kept only after an answer that is whole.
    """
    reads: list[list[float]] = [[1.0, 0, len(response)]] if response else []
    path = write_capture(tmp_path, response, reads=reads, closed_by=closed_by)

    assert read_capture(path).finish is finish


def test_chunks_are_those_of_http_where_there_are_any(tmp_path: Path) -> None:
    """
    Reads cut anywhere; chunks are what the sender wrote.
    """
    response = CHUNKED + b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
    path = write_capture(tmp_path, response, reads=[[1.0, 0, 60], [1.1, 60, len(response) - 60]])

    assert chunks(read_capture(path)) == (b"one", b"two")


def test_chunks_are_reads_where_http_has_none(tmp_path: Path) -> None:
    """
    The head is no part of them, wherever the reads cut it.
    """
    response = b"HTTP/1.0 200 OK\r\n\r\nonetwo"
    path = write_capture(tmp_path, response, reads=[[1.0, 0, 5], [1.1, 5, 17], [1.2, 22, 3]])
    capture = read_capture(path)

    assert chunks(capture) == (b"one", b"two")
    assert body(capture) == b"onetwo"


def test_reads_that_do_not_make_up_the_response_are_refused(tmp_path: Path) -> None:
    """
    A damaged capture is not served in part.
    """
    path = write_capture(tmp_path, b"abcd", reads=[[1.0, 0, 3]])

    with pytest.raises(ValueError, match="do not make up"):
        read_capture(path)
