"""What lies above the hook works as without it: redirects, auth, hooks, mounts, proxies, transports of one's own."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import understudy
from tests.clients.adapters import HTTPX_FAMILY
from tests.clients.certificates import certified
from tests.clients.offline import offline
from tests.clients.twice import recorded, replayed
from understudy.testing import Answer, Received, Upstream

TEXT = {"content-type": "text/plain"}


@pytest.fixture(params=HTTPX_FAMILY)
def make_client(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """As everywhere in these folders, but of this family only."""
    made = []

    def make(**settings: Any) -> Any:
        made.append(HTTPX_FAMILY[request.param](**settings))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: Callable[..., Any]) -> Any:
    return make_client()


def transport_of(client: Any, **settings: Any) -> Any:
    """A network transport of this client's library and kind."""
    name = "AsyncHTTPTransport" if client.name.endswith("async") else "HTTPTransport"
    return getattr(client.module, name)(**settings)


def redirecting(received: Received) -> Answer:
    """`/v1/old` has moved to `/v1/new`."""
    if received.target == "/v1/old":
        return Answer.of(307, {"location": "/v1/new"}, [b"moved"], framing="length")
    return Answer.of(200, TEXT, [b"at " + received.target.encode()], framing="length")


@pytest.mark.parametrize("content", [b"{}", [b"{", b"}"]], ids=["bytes", "generator"])
def test_a_redirect_is_two_exchanges(make_client: Callable[..., Any], tmp_path: Path, content: Any) -> None:
    """
    The client follows it on replay as it did while recording.
    """
    client = make_client(follow_redirects=True)
    with Upstream(redirecting) as upstream:
        url = f"{upstream.url}/v1/old"
        live = recorded(tmp_path, lambda: client.fetch("POST", url, content=content))

    again = replayed(tmp_path, lambda: client.fetch("POST", url, content=content))

    assert (live.status, live.body) == (again.status, again.body) == (200, b"at /v1/new")
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_auth_that_needs_a_second_request(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    Digest auth answers a challenge: the first request has a 401, the second one the answer.
    """

    def guarded(received: Received) -> Answer:
        if received.header("authorization") is None:
            challenge = 'Digest realm="r", nonce="abc", qop="auth", algorithm=MD5'
            return Answer.of(401, {"www-authenticate": challenge}, [b"who are you?"], framing="length")
        return Answer.of(200, TEXT, [b"welcome"], framing="length")

    client = make_client()
    client.client.auth = client.module.DigestAuth("user", "password")
    with Upstream(guarded) as upstream:
        live = recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    client.client.auth = client.module.DigestAuth("user", "password")
    again = replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    assert (live.status, live.body) == (again.status, again.body) == (200, b"welcome")


def test_a_replayed_response_knows_its_request(client: Any, tmp_path: Path) -> None:
    """
    `raise_for_status`, `elapsed`, `url`, `reason_phrase` and `http_version` are there.
    """
    with Upstream([Answer.of(404, TEXT, [b"x"])]) as upstream:
        url = f"{upstream.url}/v1/models"
        recorded(tmp_path, lambda: client.fetch("GET", url))

    with offline(), understudy.use(tmp_path):
        if client.name.endswith("async"):
            response = client.run(client.client.get(url))
        else:
            response = client.client.get(url)

    assert str(response.request.url) == str(response.url) == url
    assert (response.reason_phrase, response.http_version) == ("Not Found", "HTTP/1.1")
    assert response.elapsed.total_seconds() >= 0
    with pytest.raises(client.module.HTTPStatusError):
        response.raise_for_status()


def test_a_mounted_transport_is_hooked(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    A transport for one host only.
    """
    mounted = transport_of(make_client())
    client = make_client(mounts={"all://127.0.0.1": mounted})
    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream:
        recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    assert replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models")).body == b"x"


def test_requests_through_a_proxy_are_those_to_its_target(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    The proxy is a way, not an address: without it the same recording answers.
    """

    def proxy(received: Received) -> Answer:
        return Answer.of(200, TEXT, [f"by proxy: {received.target}".encode()])

    with Upstream(proxy) as upstream:
        client = make_client(proxy=upstream.url)
        live = recorded(tmp_path, lambda: client.fetch("GET", "http://api.example/v1/models"))

    direct = make_client()
    again = replayed(tmp_path, lambda: direct.fetch("GET", "http://api.example/v1/models"))

    assert live.body == again.body == b"by proxy: http://api.example/v1/models"


def test_a_proxy_that_refuses_is_no_recording(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    The API was never asked.
    """
    with Upstream([Answer.of(403, TEXT, [b"no way"])]) as upstream:
        client = make_client(proxy=upstream.url)
        with pytest.raises(client.module.ProxyError):
            recorded(tmp_path, lambda: client.fetch("GET", "https://api.example/v1/models"))

    assert list(tmp_path.iterdir()) == []


def test_a_wrapped_transport_is_hooked_inside(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    A transport that adds a header and hands on: the upstream gets it, and a replay finds the recording.
    """
    plain = make_client()
    inner = transport_of(plain)
    is_async = plain.name.endswith("async")
    base = plain.module.AsyncBaseTransport if is_async else plain.module.BaseTransport

    class Wrapping(base):
        def handle_request(self, request: Any) -> Any:
            request.headers["x-added"] = "1"
            return inner.handle_request(request)

        async def handle_async_request(self, request: Any) -> Any:
            request.headers["x-added"] = "1"
            return await inner.handle_async_request(request)

        def close(self) -> None:
            inner.close()

        async def aclose(self) -> None:
            await inner.aclose()

    client = make_client(transport=Wrapping())
    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream:
        recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))
        (received,) = upstream.received

    again = replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    assert received.header("x-added") == "1"
    assert again.body == b"x"


def test_a_subclassed_transport_is_hooked_once(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    Its override runs, and what it calls above itself is the hook.
    """
    plain = make_client()
    calls: list[str] = []

    class Own(type(transport_of(plain))):
        def handle_request(self, request: Any) -> Any:
            calls.append("own")
            return super().handle_request(request)

        async def handle_async_request(self, request: Any) -> Any:
            calls.append("own")
            return await super().handle_async_request(request)

    client = make_client(transport=Own())
    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream:
        recorded(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    again = replayed(tmp_path, lambda: client.fetch("GET", f"{upstream.url}/v1/models"))

    assert again.body == b"x"
    assert calls == ["own", "own"]
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_a_transport_that_is_no_network_is_left_alone(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    A mock or an ASGI application inside the test is not recorded, and not refused.
    """
    plain = make_client()
    mock = plain.module.MockTransport(lambda request: plain.module.Response(200, content=b"mocked"))
    client = make_client(transport=mock)

    with offline(), understudy.use(tmp_path) as session:
        answer = client.fetch("GET", "http://api.example/v1/models")

    assert answer.body == b"mocked"
    assert session.misses == ()


def test_a_cancelled_request_is_not_recorded(make_client: Callable[..., Any], tmp_path: Path) -> None:
    """
    Nothing had come back: a replay has nothing to give, and says so.
    """
    client = make_client()
    if not client.name.endswith("async"):
        pytest.skip("only a task can be cancelled")

    async def impatient(url: str) -> None:
        async with asyncio.timeout(0.1):
            await client.client.get(url)

    with (
        Upstream([Answer.of(200, TEXT, [b"x"], at_ms=[60_000])]) as upstream,
        pytest.raises(TimeoutError),
        understudy.use(tmp_path, mode="record"),
    ):
        client.run(impatient(f"{upstream.url}/v1/models"))

    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A key and a certificate of our own for 127.0.0.1."""
    return certified(tmp_path_factory.mktemp("tls"), "IP:127.0.0.1")


def test_http2(make_client: Callable[..., Any], tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """
    The way over the wire is not part of a recording: HTTP/2 is recorded and replayed like HTTP/1.1.
    """
    h2_server = pytest.importorskip("tests.clients.h2_upstream", reason="needs h2")
    context = ssl.create_default_context(cafile=str(certificate[1]))
    client = make_client(http2=True, verify=context)
    with h2_server.H2Upstream(*certificate, pieces=[b"one ", b"two"]) as upstream:
        live = recorded(tmp_path, lambda: client.fetch("POST", f"{upstream.url}/v1/files", content=b"{}"))

    again = replayed(tmp_path, lambda: client.fetch("POST", f"{upstream.url}/v1/files", content=b"{}"))

    assert upstream.versions == ["h2"]
    assert live.body == again.body == b"one two"


def test_credentials_in_the_url_are_not_written(client: Any, tmp_path: Path) -> None:
    """
    `http://user:password@host` is sent as a header, and neither form is kept.
    """
    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream:
        url = upstream.url.replace("http://", "http://user:hunter2hunter2@") + "/v1/models"
        recorded(tmp_path, lambda: client.fetch("GET", url))
    (path,) = tmp_path.glob("*.json")

    assert "hunter2" not in path.read_text()
    assert base64.b64encode(b"user:hunter2hunter2").decode() not in path.read_text()
    assert replayed(tmp_path, lambda: client.fetch("GET", url)).body == b"x"
