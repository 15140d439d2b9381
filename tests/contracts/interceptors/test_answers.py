"""Whole answers: what a client got while recording it gets again on replay, without a network."""

from __future__ import annotations

import gzip
import importlib
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard

from tests.clients.adapters import Client, Whole
from tests.clients.twice import only_recording, recorded, replayed
from understudy.testing import Answer, Upstream

CHAT = b'{"model":"m","messages":[{"role":"user","content":"hi"}]}'
JSON = (("content-type", "application/json"),)
TEXT = {"content-type": "text/plain"}

BODIES = {
    "json": b'{"id":"chatcmpl-1","choices":[{"message":{"content":"Gr\xc3\xbc\xc3\x9fe"}}]}',
    "odd-json": b'{ "a" : 1.10,"a":2}\r\n',
    "text": b"plain\r\ntext\n\n",
    "not-utf-8": b"\xff\xfe\x00caf\xe9",
    "one-byte": b"\x00",
    "empty": b"",
    "large": bytes(range(256)) * 2000,
}

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_comes_back_byte_for_byte(client: Client, tmp_path: Path, body: bytes, framing: str) -> None:
    """
    The bytes of an answer, whatever they are and however its end was told.
    """
    with Upstream([Answer.of(200, dict(JSON), [body], framing=framing)]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        live = recorded(tmp_path, lambda: client.fetch("POST", url, headers=JSON, content=CHAT), stable_ids=False)

    again = replayed(tmp_path, lambda: client.fetch("POST", url, headers=JSON, content=CHAT))

    assert (live.status, live.body) == (200, body)
    assert (again.status, again.body) == (200, body)


@pytest.mark.parametrize("status", [200, 201, 400, 401, 404, 429, 500, 503, 529])
def test_a_status_comes_back(client: Client, tmp_path: Path, status: int) -> None:
    """
    Errors are answers like any other.
    """
    body = b'{"error":{"message":"no"}}'
    with Upstream([Answer.of(status, dict(JSON), [body], framing="length")]) as upstream:
        live = recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    again = replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    assert (live.status, live.body) == (again.status, again.body) == (status, body)


@pytest.mark.parametrize(
    "name", ["content-type", "x-request-id", "request-id", "retry-after", "x-ratelimit-remaining-requests"]
)
def test_headers_that_matter_come_back(client: Client, tmp_path: Path, name: str) -> None:
    """
    An SDK shows the request's id and obeys the times to wait.
    """
    value = "application/json" if name == "content-type" else "7"
    with Upstream([Answer.of(200, {name: value}, [b"{}"])]) as upstream:
        recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    again = replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    assert again.headers[name] == value


def test_cookies_of_an_upstream_are_not_written(client: Client, tmp_path: Path) -> None:
    """
    A session cookie is a credential.
    """
    with Upstream([Answer.of(200, {"set-cookie": "session=s3cr3tvalue"}, [b"{}"])]) as upstream:
        recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    (path,) = tmp_path.glob("*.json")

    assert "s3cr3tvalue" not in path.read_text()


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_coded_body_is_recorded_without_its_coding(client: Client, tmp_path: Path, coding: str) -> None:
    """
    The client reads the same decoded bytes, and nothing tells it to decode them again.
    """
    body = b'{"text":"' + b"ab" * 500 + b'"}'
    coded = ENCODERS[coding](body)
    with Upstream([Answer.of(200, {**dict(JSON), "content-encoding": coding}, [coded], framing="length")]) as upstream:
        live = recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    again = replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    # A client that lacks the library for a coding hands out the coded bytes: httpx2 does zstd only with an extra.
    assert live.body in (body, coded)
    assert again.body == only_recording(tmp_path).response.body == body
    assert "content-encoding" not in again.headers
    assert again.headers.get("content-length") in (None, str(len(body)))


@pytest.mark.parametrize("coding", ENCODERS)
def test_a_coded_stream_is_recorded_without_its_coding(client: Client, tmp_path: Path, coding: str) -> None:
    """
    The raw chunks of a replayed stream are the decoded ones, and its headers agree with them.
    """
    frames = [b'data: {"n":1}\n\n', b'data: {"n":2}\n\n', b"data: [DONE]\n\n"]
    coded = ENCODERS[coding](b"".join(frames))
    headers = {"content-type": "text/event-stream", "content-encoding": coding}
    pieces = [coded[:7], coded[7:20], coded[20:]]
    with Upstream([Answer.of(200, headers, pieces, at_ms=(0, 5, 10))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"
        live = recorded(tmp_path, lambda: list(client.open("POST", url, content=CHAT)))

    stream = replayed(tmp_path, lambda: client.open("POST", url, content=CHAT))

    assert b"".join(live) == coded
    assert b"".join(stream) == b"".join(frames)
    assert "content-encoding" not in stream.headers
    assert "content-length" not in stream.headers


@pytest.mark.parametrize("method, status", [("HEAD", 200), ("GET", 204), ("GET", 304), ("DELETE", 204)])
def test_an_answer_without_a_body_comes_back(client: Client, tmp_path: Path, method: str, status: int) -> None:
    """
    There is nothing to read, and reading it ends at once.
    """
    with Upstream([Answer.of(status, {"x-request-id": "7"}, [], framing="length")]) as upstream:
        live = recorded(tmp_path, lambda: client.fetch(method, f"{upstream.url}/v1/files/1"))

    again = replayed(tmp_path, lambda: client.fetch(method, f"{upstream.url}/v1/files/1"))

    assert (live.status, live.body) == (again.status, again.body) == (status, b"")


def test_a_head_answer_keeps_the_length_that_it_announces(client: Client, tmp_path: Path) -> None:
    """
    `content-length` of an answer to HEAD is that of the body which GET would give.
    """
    with Upstream([Answer.of(200, {**TEXT, "content-length": "1000"}, [], framing="length")]) as upstream:
        live = recorded(tmp_path, lambda: client.fetch("HEAD", f"{upstream.url}/v1/files/1/content"))

    again = replayed(tmp_path, lambda: client.fetch("HEAD", f"{upstream.url}/v1/files/1/content"))

    assert live.headers["content-length"] == "1000"
    assert again.headers.get("content-length") in (None, "1000")


def test_an_upload_in_pieces_reaches_the_upstream_whole(client: Client, tmp_path: Path) -> None:
    """
    A body that is generated is read for its fingerprint, sent, and found again.
    """
    pieces = [b'{"input":', b'"one, two"', b"}"]
    with Upstream([Answer.of(200, dict(JSON), [b'{"object":"list"}'])]) as upstream:
        url = f"{upstream.url}/v1/embeddings"
        live = recorded(tmp_path, lambda: client.fetch("POST", url, headers=JSON, content=iter(pieces)))
        (received,) = upstream.received

    again = replayed(tmp_path, lambda: client.fetch("POST", url, headers=JSON, content=iter(pieces)))

    assert received.body == b"".join(pieces)
    assert live.body == again.body == b'{"object":"list"}'


def test_equal_questions_get_their_answers_in_order(client: Client, tmp_path: Path) -> None:
    """
    Asked three times, answered three times, in the order of recording.
    """
    answers = [Answer.of(200, TEXT, [f"answer {n}".encode()]) for n in range(3)]

    with Upstream(answers) as upstream:

        def ask() -> list[bytes]:
            return [client.fetch("POST", f"{upstream.url}/v1/chat/completions", content=CHAT).body for _ in range(3)]

        live = recorded(tmp_path, ask)

    assert live == replayed(tmp_path, ask) == [b"answer 0", b"answer 1", b"answer 2"]


def test_a_client_uses_what_the_session_of_its_moment_has(client: Client, tmp_path: Path) -> None:
    """
    One client, built once: recorded, replayed, and then live again.
    """
    answers = [Answer.of(200, TEXT, [f"answer {n}".encode()]) for n in range(2)]
    with Upstream(answers) as upstream:

        def ask() -> Whole:
            return client.fetch("GET", f"{upstream.url}/v1/models")

        first = recorded(tmp_path, ask)
        second = replayed(tmp_path, ask)
        third = ask()

    assert [first.body, second.body, third.body] == [b"answer 0", b"answer 0", b"answer 1"]


@pytest.mark.parametrize("coding", ["x-unknown", "gzip"], ids=["unknown", "damaged"])
def test_a_body_whose_coding_cannot_be_undone_stays_as_it_is(client: Client, tmp_path: Path, coding: str) -> None:
    """
    What cannot be decoded is recorded as received, header and all: the client meets the same bytes again.
    """
    with Upstream([Answer.of(200, {**TEXT, "content-encoding": coding}, [b"no such coding"])]) as upstream:
        url = f"{upstream.url}/v1/files/1/content"
        live = recorded(tmp_path, lambda: list(client.open("GET", url)))

    stream = replayed(tmp_path, lambda: client.open("GET", url))

    assert b"".join(stream) == b"".join(live) == b"no such coding"
    assert stream.headers["content-encoding"] == coding


def test_the_libraries_under_test_are_two() -> None:
    """
    `httpx` and `httpx2` are installed side by side, as two modules.
    """
    assert importlib.import_module("httpx") is not importlib.import_module("httpx2")
