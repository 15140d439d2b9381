"""Upstreams that fail: recorded as they failed, and replayed as the client's own exception after the same bytes."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import understudy
from tests.clients.adapters import Client
from tests.clients.offline import offline
from tests.clients.stepping import SteppingUpstream
from tests.clients.twice import only_recording
from tests.clients.unreachable import full_backlog
from understudy.model import Failed, FailureKind
from understudy.testing import Answer, Finish, Piece, Upstream

CHAT = b'{"model":"m","messages":[],"stream":true}'
SSE = {"content-type": "text/event-stream"}
FRAMES = [b'data: {"n":1}\n\n', b'data: {"n":2}\n\n']
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def read(client: Client, url: str) -> tuple[bytes, Exception | None]:
    """All that arrives, and what it ends with."""
    body = b""
    try:
        stream = client.open("POST", url, content=CHAT)
        for chunk in stream:
            body += chunk
    except client.errors as error:
        return body, error
    return body, None


def reset_mid_stream() -> Answer:
    """Two frames, and the connection is reset. The client has read them by then."""
    frames = Answer.of(200, SSE, FRAMES).pieces
    return Answer((*(Piece(p.content.removesuffix(b"0\r\n\r\n")) for p in frames), Piece(b"", 100)), Finish.RESET)


BROKEN: dict[str, Answer] = {
    "reset mid-stream": reset_mid_stream(),
    "closed mid-stream": Answer((Piece(HEAD + b"f\r\n" + FRAMES[0] + b"\r\n"),), Finish.CLOSE),
    "closed within a chunk": Answer((Piece(HEAD + b"ff\r\ndata: half"),), Finish.CLOSE),
    "shorter than announced": Answer((Piece(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort"),), Finish.CLOSE),
    "not a chunk": Answer((Piece(HEAD + b"f\r\n" + FRAMES[0] + b"\r\n"), Piece(b"nonsense\r\n", 20)), Finish.CLOSE),
    "no answer": Answer((), Finish.CLOSE),
    "reset before an answer": Answer((Piece(b"", 1),), Finish.RESET),
    "half a head": Answer((Piece(b"HTTP/1.1 200 OK\r\ncontent-ty"),), Finish.CLOSE),
    "not HTTP": Answer((Piece(b"220 mail.example ESMTP\r\n\r\n"),), Finish.CLOSE),
}
MID_STREAM = list(BROKEN.values())[:5]

# http.client takes half a head for a whole one, and botocore asks urllib3 not to compare lengths.
TOLERATED = {(name, "half a head") for name in ("urllib3-sync", "requests-sync", "botocore-sync")}
TOLERATED |= {("botocore-sync", "shorter than announced")}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_answer_breaks_again_in_the_same_place(client: Client, tmp_path: Path, how: str) -> None:
    """
    The same bytes, then an exception of the same class with the same text.
    """
    answer = BROKEN[how]
    if answer in MID_STREAM and client.name == "aiohttp-async":
        pytest.skip("aiohttp drops what arrived and was not read yet: tests/clients/aiohttp/test_failures.py")
    with Upstream([answer]) as upstream, understudy.use(tmp_path, mode="record", record_errors=True):
        url = f"{upstream.url}/v1/chat/completions"
        live, error = read(client, url)

    with offline(), understudy.use(tmp_path):
        again, error_again = read(client, url)

    assert (error is None) is ((client.name, how) in TOLERATED)
    assert again == live
    assert type(error_again) is type(error)
    assert str(error_again) == str(error)


def test_a_break_is_told_in_words_that_no_client_owns(client: Client, tmp_path: Path) -> None:
    """
    A recording does not say which library made it.
    """
    with (
        Upstream([BROKEN["closed mid-stream"]]) as upstream,
        understudy.use(tmp_path, mode="record", record_errors=True),
    ):
        read(client, f"{upstream.url}/v1/chat/completions")

    ended = only_recording(tmp_path).response.ended

    assert isinstance(ended, Failed)
    assert (ended.kind, ended.after) == (FailureKind.PROTOCOL, len(FRAMES[0]))


def test_nobody_listens(client: Client, tmp_path: Path) -> None:
    """
    A refused connection is an exchange, too.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1/chat/completions"

    with understudy.use(tmp_path, mode="record", record_errors=True):
        _, error = read(client, url)
    with offline(), understudy.use(tmp_path):
        _, error_again = read(client, url)

    assert error is not None
    assert type(error_again) is type(error)
    ended = only_recording(tmp_path).response.ended
    assert isinstance(ended, Failed)
    assert ended.kind is FailureKind.CONNECT


def test_nobody_knows_the_name(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A failed look-up comes back as what it was, or as the class above it; nothing is looked up.
    """

    def unknown(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    url = "http://api.invalid/v1/chat/completions"
    with monkeypatch.context() as patch, understudy.use(tmp_path, mode="record", record_errors=True):
        patch.setattr(socket, "getaddrinfo", unknown)
        _, error = read(client, url)
    with offline(), understudy.use(tmp_path):
        _, error_again = read(client, url)

    assert error_again is not None
    assert isinstance(error, type(error_again))
    assert str(error_again)


def test_nobody_takes_the_connection(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    A full backlog: the caller's patience with a connection ends, and on replay at once.
    """
    client = make_client(timeout=0.3)
    with full_backlog() as address, understudy.use(tmp_path, mode="record", record_errors=True):
        _, error = read(client, url := f"{address}/v1/chat/completions")

    with offline(), understudy.use(tmp_path):
        _, error_again = read(client, url)

    assert error is not None
    assert type(error_again) is type(error)
    ended = only_recording(tmp_path).response.ended
    assert isinstance(ended, Failed)
    assert ended.kind is FailureKind.CONNECT_TIMEOUT


def test_each_attempt_of_an_application_is_an_exchange(client: Client, tmp_path: Path) -> None:
    """
    A connection that broke and a server that was busy, then the answer: three times, both times.
    """
    answers = [Answer((), Finish.CLOSE), Answer.of(503, {}, [b"busy"]), Answer.of(200, {}, [b"good"])]

    def ask() -> list[Any]:
        outcomes: list[Any] = []
        for _ in answers:
            try:
                answer = client.fetch("POST", url, content=CHAT)
                outcomes.append((answer.status, answer.body))
            except client.errors as error:
                outcomes.append(type(error))
        return outcomes

    with Upstream(answers) as upstream, understudy.use(tmp_path, mode="record", record_errors=True) as session:
        url = f"{upstream.url}/v1/chat/completions"
        live = ask()
    with offline(), understudy.use(tmp_path) as playing:
        again = ask()

    assert live == again
    assert live[1:] == [(503, b"busy"), (200, b"good")]
    assert session.journal.sent == len(playing.played) == 3


@pytest.mark.parametrize("sent", [0, 1], ids=["before the head", "after a frame"])
def test_an_upstream_that_falls_silent(make_client: Callable[..., Any], tmp_path: Path, sent: int) -> None:
    """
    The caller's own patience ended; on replay it ends at once, in the same way.
    """
    client = make_client(timeout=0.3)
    pieces = [Piece(HEAD + b"f\r\n" + FRAMES[0] + b"\r\n")][:sent]
    silent = Answer((*pieces, Piece(b"", 60_000)))
    with Upstream([silent]) as upstream, understudy.use(tmp_path, mode="record", record_errors=True):
        url = f"{upstream.url}/v1/chat/completions"
        live, error = read(client, url)

    with offline(), understudy.use(tmp_path):
        again, error_again = read(client, url)

    assert error is not None
    assert again == live == FRAMES[0] * sent
    assert type(error_again) is type(error)
    ended = only_recording(tmp_path).response.ended
    assert isinstance(ended, Failed)
    assert ended.kind is FailureKind.READ_TIMEOUT


def test_a_request_that_was_never_sent_is_not_recorded(client: Client, tmp_path: Path) -> None:
    """
    An address that the client itself refuses says nothing about an upstream.
    """
    with understudy.use(tmp_path, mode="record", record_errors=True), pytest.raises(client.errors):
        client.fetch("POST", "gopher://127.0.0.1/v1/chat/completions", content=CHAT)

    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_caller_while_reading_is_his_leaving(client: Client, tmp_path: Path) -> None:
    """
    An application that fails between two chunks is not an upstream that failed.
    """
    with SteppingUpstream() as upstream, understudy.use(tmp_path, mode="record"):
        stream = client.open("POST", upstream.url, content=CHAT)
        upstream.send(FRAMES[0])
        with pytest.raises(KeyError):
            raise KeyError(next(stream))
        stream.close()

    assert not isinstance(only_recording(tmp_path).response.ended, Failed)
