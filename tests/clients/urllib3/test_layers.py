"""What lies above the hook works as without it: retries, redirects, proxies, uploads of all kinds."""

from __future__ import annotations

import io
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3
import urllib3.http2

import understudy
from tests.clients.certificates import certified
from tests.clients.offline import offline
from tests.clients.twice import only_recording
from understudy.testing import Answer, Finish, Piece, Received, Upstream

TEXT = {"content-type": "text/plain"}


def both(store: Path, ask: Callable[[], Any]) -> tuple[Any, Any, int, int]:
    """What was got while recording and on replay, how many requests were sent, and how many recordings played."""
    with understudy.use(store, mode="record", record_errors=True) as recording:
        live = ask()
    with offline(), understudy.use(store) as playing:
        again = ask()
    return live, again, recording.journal.sent, len(playing.played)


def test_each_retry_is_an_exchange(tmp_path: Path) -> None:
    """
    A connection that broke and a server that was busy, then the answer: three times, both times.
    """
    answers = [Answer((), Finish.CLOSE), Answer.of(503, TEXT, [b"busy"]), Answer.of(200, TEXT, [b"good"])]
    retry = urllib3.Retry(5, status_forcelist=[503], allowed_methods=None, backoff_factor=0)
    with Upstream(answers) as upstream, urllib3.PoolManager(retries=retry, timeout=5) as pool:
        url = f"{upstream.url}/v1/models"

        def ask() -> Any:
            response = pool.request("GET", url)
            assert response.retries is not None
            return response.data, [(entry.status, str(entry.error)) for entry in response.retries.history]

        live, again, sent, played = both(tmp_path, ask)

    assert live == again
    assert live[0] == b"good"
    assert (sent, played) == (3, 3)


def test_a_redirect_is_two_exchanges(tmp_path: Path) -> None:
    """
    Followed on replay as while recording.
    """

    def moving(received: Received) -> Answer:
        if received.target == "/v1/old":
            return Answer.of(307, {"location": "/v1/new"}, [b"moved"], framing="length")
        return Answer.of(200, TEXT, [received.body], framing="length")

    with Upstream(moving) as upstream, urllib3.PoolManager(timeout=5) as pool:

        def ask() -> Any:
            response = pool.request("POST", f"{upstream.url}/v1/old", body=b"question")
            return response.status, response.data, response.geturl()

        live, again, sent, played = both(tmp_path, ask)

    assert live == again == (200, b"question", "/v1/new")
    assert (sent, played) == (2, 2)


def test_a_file_is_rewound_for_a_retry(tmp_path: Path) -> None:
    """
    Reading it for its fingerprint takes nothing from the second attempt.
    """
    answers = [Answer((), Finish.CLOSE), Answer.of(200, TEXT, [b"good"])]
    retry = urllib3.Retry(1, allowed_methods=None)
    with Upstream(answers) as upstream, urllib3.PoolManager(retries=retry, timeout=5) as pool:
        url = f"{upstream.url}/v1/files"
        live, again, sent, played = both(tmp_path, lambda: pool.request("POST", url, body=io.BytesIO(b"all")).data)
        bodies = [received.body for received in upstream.received]

    assert live == again == b"good"
    assert bodies == [b"all", b"all"]
    assert (sent, played) == (2, 2)


UPLOADS: dict[str, Callable[[], Any]] = {
    "bytes": lambda: b"one two",
    "text": lambda: "one two",
    "bytearray": lambda: bytearray(b"one two"),
    "file": lambda: io.BytesIO(b"one two"),
    "text file": lambda: io.StringIO("one two"),
    "list": lambda: [b"one ", b"two"],
    "generator": lambda: (piece for piece in (b"one ", b"two")),
    "nothing": lambda: None,
    "4 MB": lambda: bytes(1 << 22),
}


@pytest.mark.parametrize("make", UPLOADS.values(), ids=UPLOADS)
def test_an_upload_is_sent_as_without_us(tmp_path: Path, make: Callable[[], Any]) -> None:
    """
    The same bytes in the same framing, and the recording is found by them.
    """
    with Upstream([Answer.of(200, TEXT, [b"got it"])] * 2) as upstream, urllib3.PoolManager(timeout=5) as pool:

        def ask() -> bytes:
            return pool.request("POST", f"{upstream.url}/v1/files", body=make()).data

        ask()
        live, again, *_ = both(tmp_path, ask)
        free, ours = upstream.received

    assert live == again == b"got it"
    assert ours.body == free.body
    assert ours.headers == free.headers


def test_through_a_proxy_that_forwards(tmp_path: Path) -> None:
    """
    The proxy is a way, not an address: without it the same recording answers.
    """
    with (
        Upstream(lambda received: Answer.of(200, TEXT, [received.target.encode()])) as proxy,
        urllib3.ProxyManager(proxy.url, timeout=5) as pool,
        understudy.use(tmp_path, mode="record"),
    ):
        live = pool.request("GET", "http://api.example/v1/models").data

    with offline(), understudy.use(tmp_path), urllib3.PoolManager() as direct:
        assert direct.request("GET", "http://api.example/v1/models").data == live == b"http://api.example/v1/models"
    with offline(), understudy.use(tmp_path):
        assert pool.request("GET", "http://api.example/v1/models").data == live


@contextmanager
def tunnelling(target: tuple[str, int]) -> Iterator[str]:
    """A proxy that joins its one client with this target, whatever it asks for."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def carry(source: socket.socket, drain: socket.socket) -> None:
            try:
                while content := source.recv(65536):
                    drain.sendall(content)
                drain.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        def serve() -> None:
            client, _ = listener.accept()
            with client, socket.create_connection(target) as upstream:
                client.recv(65536)
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                back = threading.Thread(target=carry, args=(upstream, client), daemon=True)
                back.start()
                carry(client, upstream)
                back.join(5)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A key and a certificate of our own for api.example."""
    return certified(tmp_path, "DNS:api.example")


@contextmanager
def over_tls(certificate: tuple[Path, Path]) -> Iterator[tuple[str, int]]:
    """An upstream behind TLS for one request."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client, context.wrap_socket(client, server_side=True) as wrapped:
                wrapped.recv(65536)
                wrapped.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nsecret")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()
        thread.join(5)


def test_a_tunnel_is_opened_to_record_and_not_to_replay(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """
    HTTPS through a proxy: the tunnel comes before the request, and a replay needs neither.
    """
    store = tmp_path / "store"
    with over_tls(certificate) as target, tunnelling(target) as proxy:
        with (
            urllib3.ProxyManager(proxy, ca_certs=str(certificate[1]), timeout=5, retries=False) as pool,
            understudy.use(store, mode="record"),
        ):
            live = pool.request("GET", "https://api.example/v1/models").data

        with offline(), understudy.use(store):
            again = pool.request("GET", "https://api.example/v1/models").data
        with offline(), understudy.use(store), pytest.raises(understudy.ReplayMiss):
            pool.request("GET", "https://api.example/v1/others")

    assert live == again == b"secret"
    assert only_recording(store).request.url == "https://api.example/v1/models"


def test_http2(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """
    A preview in urllib3: whole answers alone. On replay they are as any other.
    """
    h2_server = pytest.importorskip("tests.clients.h2_upstream", reason="needs h2")
    store = tmp_path / "store"
    urllib3.http2.inject_into_urllib3()
    try:
        with (
            h2_server.H2Upstream(*certificate, pieces=[b"one ", b"two"]) as upstream,
            urllib3.PoolManager(ca_certs=str(certificate[1]), assert_hostname="api.example", timeout=5) as pool,
        ):
            live, again, *_ = both(store, lambda: pool.request("GET", f"{upstream.url}/v1/models").data)
            versions = upstream.versions
    finally:
        urllib3.http2.extract_from_urllib3()

    assert versions == ["h2"]
    assert live == again == b"one two"


def test_a_proxy_that_refuses_is_no_recording(tmp_path: Path) -> None:
    """
    The API was never asked.
    """
    with (
        Upstream([Answer.of(403, TEXT, [b"no way"])]) as proxy,
        urllib3.ProxyManager(proxy.url, timeout=5, retries=False) as pool,
        understudy.use(tmp_path, mode="record", record_errors=True),
        pytest.raises(urllib3.exceptions.HTTPError),
    ):
        pool.request("GET", "https://api.example/v1/models")

    assert list(tmp_path.iterdir()) == []


BREAKING = {
    "closes": Answer((), Finish.CLOSE),
    "is silent": Answer((Piece(b"", 60_000),)),
    "is not HTTP": Answer((Piece(b"220 mail.example ESMTP\r\n\r\n"),), Finish.CLOSE),
}


@pytest.mark.parametrize("answer", BREAKING.values(), ids=BREAKING)
def test_an_upstream_that_breaks_behind_a_proxy(tmp_path: Path, answer: Answer) -> None:
    """
    Whether the library blames the proxy or not, it does so on replay, too.
    """
    with Upstream([answer]) as proxy, urllib3.ProxyManager(proxy.url, timeout=0.3, retries=False) as pool:

        def ask() -> str:
            with pytest.raises(urllib3.exceptions.HTTPError) as caught:
                pool.request("GET", "http://api.example/v1/models")
            return repr(caught.value)

        live, again, sent, played = both(tmp_path, ask)

    assert again == live
    assert (sent, played) == (1, 1)


def test_a_proxy_that_is_not_there_is_no_recording(tmp_path: Path) -> None:
    """
    Nor is it the API that nobody reached.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"

    with (
        urllib3.ProxyManager(url, timeout=5, retries=False) as pool,
        understudy.use(tmp_path, mode="record"),
        pytest.raises(urllib3.exceptions.ProxyError),
    ):
        pool.request("GET", "http://api.example/v1/models")

    assert list(tmp_path.iterdir()) == []
