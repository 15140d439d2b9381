"""requests: what lies above urllib3 works as without us, and a request through both counts once."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

import understudy
from tests.clients.offline import offline
from tests.clients.twice import only_recording, recorded, replayed
from tests.clients.unreachable import full_backlog
from understudy.testing import Answer, Finish, Piece, Received, Upstream

TEXT = {"content-type": "text/plain"}
SSE = {"content-type": "text/event-stream"}
FRAMES = [b'data: {"n":1}\n\n', b'data: {"n":2}\n\n', b"data: [DONE]\n\n"]
WAITS_LONG = 60_000


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.trust_env = False
        yield made


def test_a_request_counts_once(session: requests.Session, tmp_path: Path) -> None:
    """
    requests lies on urllib3: one request is sent, and one is recorded.
    """
    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream, understudy.use(tmp_path, mode="record") as recording:
        session.get(f"{upstream.url}/v1/models", timeout=5)

    assert recording.journal.sent == len(recording.recorded) == 1


WAYS: dict[str, Callable[[requests.Response], Any]] = {
    "content": lambda response: (response.content, response.text),
    "iter_content": lambda response: b"".join(response.iter_content()),
    "iter_content as it comes": lambda response: list(response.iter_content(chunk_size=None)),
    "iter_content by 10": lambda response: list(response.iter_content(10)),
    "iter_lines": lambda response: list(response.iter_lines()),
    "iter_lines of text": lambda response: list(response.iter_lines(decode_unicode=True)),
    "raw.read": lambda response: response.raw.read(),
    "raw.stream": lambda response: list(response.raw.stream()),
    "raw.read1": lambda response: [response.raw.read1() for _ in FRAMES],
}


@pytest.mark.parametrize("read", WAYS.values(), ids=WAYS)
def test_a_stream_is_read_again_in_the_same_way(
    session: requests.Session, tmp_path: Path, read: Callable[[requests.Response], Any]
) -> None:
    """
    The same pieces, and one recording in the upstream's own chunks.
    """
    with Upstream([Answer.of(200, SSE, FRAMES, at_ms=(0, 10, 20))]) as upstream:
        url = f"{upstream.url}/v1/chat/completions"

        def ask() -> Any:
            with session.post(url, json={"stream": True}, stream=True, timeout=5) as response:
                return read(response)

        live = recorded(tmp_path, ask, stable_ids=False)

    assert replayed(tmp_path, ask) == live
    assert only_recording(tmp_path).response.chunks() == tuple(FRAMES)


def test_json_and_its_length(session: requests.Session, tmp_path: Path) -> None:
    """
    A whole answer has the length that its body has.
    """
    with Upstream([Answer.of(200, {"content-type": "application/json"}, [b'{"a":1}'], framing="length")]) as upstream:

        def ask() -> Any:
            response = session.get(f"{upstream.url}/v1/models", timeout=5)
            return response.json(), response.headers["content-length"], response.encoding, response.reason

        live = recorded(tmp_path, ask)

    assert replayed(tmp_path, ask) == live == ({"a": 1}, "7", "utf-8", "OK")


def test_raise_for_status_and_hooks(session: requests.Session, tmp_path: Path) -> None:
    """
    The application's hook sees each response; an error has its text.
    """
    seen: list[int] = []
    session.hooks["response"].append(lambda response, **_: seen.append(response.status_code))
    with Upstream([Answer.of(404, TEXT, [b"no"])]) as upstream:

        def ask() -> str:
            with pytest.raises(requests.HTTPError) as caught:
                session.get(f"{upstream.url}/v1/models", timeout=5).raise_for_status()
            return str(caught.value)

        live = recorded(tmp_path, ask)

    assert replayed(tmp_path, ask) == live
    assert "404 Client Error: Not Found" in live
    assert seen == [404, 404]


def test_a_redirect_keeps_its_history(session: requests.Session, tmp_path: Path) -> None:
    """
    Two exchanges, both times.
    """

    def moving(received: Received) -> Answer:
        if received.target == "/v1/old":
            return Answer.of(307, {"location": "/v1/new"}, [b"moved"], framing="length")
        return Answer.of(200, TEXT, [received.body], framing="length")

    with Upstream(moving) as upstream:

        def ask() -> Any:
            response = session.post(f"{upstream.url}/v1/old", data=b"question", timeout=5)
            return response.content, [each.status_code for each in response.history], response.url

        live = recorded(tmp_path, ask)

    assert replayed(tmp_path, ask) == live
    assert live[:2] == (b"question", [307])
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_retries_of_an_adapter(session: requests.Session, tmp_path: Path) -> None:
    """
    Each attempt is an exchange; the last one answers.
    """
    session.mount("http://", HTTPAdapter(max_retries=Retry(3, status_forcelist=[503], backoff_factor=0)))
    answers = [Answer((), Finish.CLOSE), Answer.of(503, TEXT, [b"busy"]), Answer.of(200, TEXT, [b"good"])]
    with Upstream(answers) as upstream:

        def ask() -> bytes:
            return session.get(f"{upstream.url}/v1/models", timeout=5).content

        live = recorded(tmp_path, ask)

    assert replayed(tmp_path, ask) == live == b"good"
    assert len(list(tmp_path.glob("*.json"))) == 3


def test_cookies_reach_the_session_and_no_file(session: requests.Session, tmp_path: Path) -> None:
    """
    While recording they work as without us; they are not written, and a replay sets none.
    """
    with Upstream([Answer.of(200, {"set-cookie": "session=s3cr3tvalue"}, [b"x"])]) as upstream:
        url = f"{upstream.url}/v1/models"
        recorded(tmp_path, lambda: session.get(url, timeout=5))
    (path,) = tmp_path.glob("*.json")

    assert session.cookies.get_dict() == {"session": "s3cr3tvalue"}
    assert "s3cr3tvalue" not in path.read_text()
    assert replayed(tmp_path, lambda: requests.get(url, timeout=5)).cookies.get_dict() == {}


def nobody_listens() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
FAILING: dict[str, tuple[Answer, type[Exception]]] = {
    "closes at once": (Answer((), Finish.CLOSE), requests.ConnectionError),
    "resets at once": (Answer((Piece(b"", 1),), Finish.RESET), requests.ConnectionError),
    "is silent": (Answer((Piece(b"", WAITS_LONG),)), requests.ReadTimeout),
    "is silent within a body": (
        Answer((Piece(HEAD + b"2\r\nab\r\n"), Piece(b"", WAITS_LONG))),
        requests.ConnectionError,
    ),
    "closes within a body": (
        Answer((Piece(HEAD + b"2\r\nab\r\n"),), Finish.CLOSE),
        requests.exceptions.ChunkedEncodingError,
    ),
}


@pytest.mark.parametrize("answer, class_", FAILING.values(), ids=FAILING)
def test_a_failure_is_requests_own_again(
    session: requests.Session, tmp_path: Path, answer: Answer, class_: type[Exception]
) -> None:
    """
    The same class with the same text.
    """
    with Upstream([answer]) as upstream:
        url = f"{upstream.url}/v1/models"

        def ask() -> Exception:
            with pytest.raises(requests.RequestException) as caught:
                session.get(url, timeout=0.3)
            return caught.value

        live = recorded(tmp_path, ask)

    again = replayed(tmp_path, ask)

    assert type(again) is type(live) is class_
    assert str(again) == str(live)


def test_nobody_listens_and_nobody_knows_the_name(session: requests.Session, tmp_path: Path) -> None:
    """
    `ConnectionError`, both times, without a lookup on replay.
    """
    for number, url in enumerate([nobody_listens(), "http://no-such-name.invalid"]):
        store = tmp_path / str(number)

        def ask(url: str = url) -> Exception:
            with pytest.raises(requests.ConnectionError) as caught:
                session.get(f"{url}/v1/models", timeout=5)
            return caught.value

        live = recorded(store, ask)
        again = replayed(store, ask)

        assert type(again.args[0].reason) is type(live.args[0].reason)
        assert str(again.args[0].reason) == str(live.args[0].reason)


def test_an_unreachable_upstream_times_out_again(session: requests.Session, tmp_path: Path) -> None:
    """
    `ConnectTimeout` at replay, at once.
    """
    with full_backlog() as address:

        def ask() -> type[BaseException]:
            with pytest.raises(requests.ConnectionError) as caught:
                session.get(f"{address}/v1/models", timeout=0.3)
            return caught.type

        live = recorded(tmp_path, ask)

    assert replayed(tmp_path, ask) is live is requests.ConnectTimeout


def test_a_miss_is_not_retried_and_not_hidden(session: requests.Session, tmp_path: Path) -> None:
    """
    One refusal, through all handlers and retries.
    """
    session.mount("http://", HTTPAdapter(max_retries=5))

    with offline(), understudy.use(tmp_path) as playing, pytest.raises(understudy.ReplayMiss):
        session.get("http://api.example/v1/models")

    assert len(playing.misses) == 1
