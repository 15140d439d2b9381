"""A server is no open relay: what it sends goes where the operator said, and nowhere else."""

from __future__ import annotations

import socket

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.trust.server.conftest import connected, said
from understudy.model import Mode
from understudy.proxy.forward import ways
from understudy.testing import Answer, Upstream

LIVE = [mode for mode in Mode if mode is not Mode.REPLAY]
KEY = "sk-lent-4fR0aZ81mQ"


def redirect(location):
    """Answers everything with a redirect to there."""
    return Upstream(lambda _: Answer.of(307, {"location": location, "content-type": "text/plain"}, [b"go"]))


@pytest.mark.parametrize("mode", LIVE)
def test_a_redirect_is_handed_to_the_client_and_not_followed(served, upstream, mode):
    """
    Wherever it leads, and whoever says so.
    """
    with redirect(f"{upstream.url}/v1/x") as first:
        answer = httpx.post(f"{served(mode, upstreams={'openai': first.url})}/openai/v1/x", json={})

    assert (answer.status_code, answer.headers["location"]) == (307, f"{upstream.url}/v1/x")
    assert upstream.received == []


def test_a_conversation_is_not_redirected_either(served, upstream):
    """
    The library below follows redirects of its own accord, and takes most headers along.
    """
    handshake = (
        b"GET /openai/v1/realtime?model=m HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\nx-api-key: %b\r\n\r\n"
    )
    with (
        redirect(upstream.url.replace("http", "ws", 1)) as first,
        connected(served(Mode.LIVE, upstreams={"openai": first.url})) as client,
    ):
        came, _ = said(client, handshake % KEY.encode())

    assert came.startswith(b"HTTP/1.1 307 ")
    assert came.endswith(b"\r\n\r\ngo")
    assert upstream.received == []


@pytest.mark.parametrize("mode", LIVE)
@pytest.mark.parametrize(
    "target", ["http://{0}/v1/x", "//{0}/v1/x", "/openai//{0}/v1/x", "/openai/@{0}/v1/x", "/openai@{0}/v1/x"]
)
def test_no_spelling_of_an_address_leads_elsewhere(served, upstream, mode, target):
    """
    The host of a request that is sent is the upstream's, or none is sent.
    """
    with Upstream(lambda _: Answer.of(200, {}, [b"stolen"])) as elsewhere:
        host = elsewhere.url.removeprefix("http://")
        address = served(mode, upstreams={"openai": upstream.url, "generic": upstream.url})
        for named in (host, "127.0.0.1"):
            with connected(address) as client:
                said(client, f"GET {target.format(host)} HTTP/1.1\r\nhost: {named}\r\n\r\n".encode(), 0.05)

    assert elsewhere.received == []
    assert {each.header("host") for each in upstream.received} <= {upstream.url.removeprefix("http://")}


@pytest.mark.parametrize("raw", [b"CONNECT 127.0.0.1:%d HTTP/1.1\r\nhost: x\r\n\r\n"])
def test_a_server_that_is_no_forward_proxy_opens_no_tunnel(served, upstream, raw):
    """
    To nobody.
    """
    port = int(upstream.url.rpartition(":")[2])
    with connected(served(Mode.LIVE)) as client:
        came, is_over = said(client, raw % port)

    assert came.startswith(b"HTTP/1.1 400 ")
    assert is_over


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "2130706433", "127.1"])
def test_a_forward_proxy_asks_no_metadata_service_and_no_disguised_address(forward, through, recordings, host):
    """
    The client is told why, and nothing is recorded, nor counted as sent.
    """
    address = forward(Mode.RECORD)
    answer = through(address).get(f"http://{host}/latest/meta-data/iam/security-credentials/")

    assert (answer.status_code, answer.headers["x-understudy-upstream"]) == (403, "forbidden")
    assert "--private-host" in answer.text
    assert recordings() == []
    health = httpx.get(f"{address}/_understudy/health").json()
    assert (health["sent"], health["unsent"]) == (0, 1)


@pytest.mark.parametrize("mode", LIVE)
def test_a_name_that_leads_to_a_private_address_is_refused(forward, through, upstream, monkeypatch, mode):
    """
    A name server says what an attacker wants it to. The operator may allow the name.
    """
    port = int(upstream.url.rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: found if "example" in host else real(host, *rest, **more)
    )
    refused = through(forward(mode)).get(f"http://rebound.example:{port}/x")
    assert (refused.status_code, upstream.received) == (403, [])
    assert "rebound.example is at 127.0.0.1" in refused.text

    allowed = through(forward(mode, private_hosts=("rebound.example",))).get(f"http://rebound.example:{port}/x")
    assert (allowed.status_code, allowed.content) == (200, b"live")


def test_clients_elsewhere_do_not_get_at_this_machine(forward, through, upstream):
    """
    A forward proxy for others reaches public addresses alone, whatever spells the others.
    """
    port = int(upstream.url.rpartition(":")[2])
    address = forward(Mode.RECORD, host="0.0.0.0", is_open=True).replace("0.0.0.0", "127.0.0.1")
    statuses = [through(address).get(f"http://{host}:{port}/x").status_code for host in ("127.0.0.1", "localhost")]

    assert statuses == [403, 403]
    assert upstream.received == []


def test_a_tunnel_that_passes_is_as_limited(forward, upstream, monkeypatch):
    """
    Side traffic is handed on unread while recording: not to a place that its name was pointed at.
    """
    monkeypatch.setattr(ways, "side_traffic_of", lambda url: "telemetry")
    port = int(upstream.url.rpartition(":")[2])
    for place in (f"2130706433:{port}", "127.0.0.1:25", f"127.1:{port}"):
        with connected(forward(Mode.RECORD)) as client:
            came, _ = said(client, f"CONNECT {place} HTTP/1.1\r\nhost: {place}\r\n\r\n".encode())
        assert came.startswith(b"HTTP/1.1 403 ")


def test_a_conversation_is_as_limited(forward):
    """
    Neither metadata nor mail.
    """
    address = forward(Mode.LIVE)
    for place in ("169.254.169.254", "2130706433:8080", "127.0.0.1:25"):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"ws://{place}/v1/realtime?model=m", proxy=address)
        assert refused.value.response.status_code == 403


def test_no_key_goes_to_a_host_that_a_client_named(forward, through, upstream, monkeypatch):
    """
    Not even where it is called as an upstream is.
    """
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    port = int(upstream.url.rpartition(":")[2])
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: found if host == "openai" else real(host, *rest, **more)
    )
    address = forward(Mode.LIVE, private_hosts=("openai",), upstream_keys={"openai": "OPENAI_API_KEY"})
    answer = through(address).post(f"http://openai:{port}/v1/chat/completions", json={"model": "m"})

    assert answer.content == b"live"
    assert KEY not in str(upstream.received[0].headers)
