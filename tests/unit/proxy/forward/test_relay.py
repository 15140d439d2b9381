"""Hosts that pass: their own TLS, from end to end, and nothing recorded."""

from __future__ import annotations

import base64
import socket
import threading
from contextlib import ExitStack

import pytest

from tests.unit.proxy.forward.raw import connected, until
from understudy.model import Mode
from understudy.proxy.forward import relay
from understudy.testing import Answer, Upstream


@pytest.mark.parametrize("mode", [Mode.REPLAY, Mode.RECORD])
def test_an_ignored_host_passes_in_any_mode(forward, through, tls, outside, recordings, mode):
    """
    Its client sees its certificate, and not ours.
    """
    with Upstream([Answer.of(200, {}, [b"live"])]) as upstream:
        address = forward(mode, ignore_hosts=("localhost",))

        assert through(address, outside.certificate).get(tls(upstream)).content == b"live"
    assert recordings() == []


@pytest.mark.parametrize("mode", [Mode.REPLAY, Mode.RECORD])
def test_an_ignored_host_passes_without_tls_too(forward, through, recordings, mode):
    """
    In absolute form.
    """
    with Upstream([Answer.of(200, {}, [b"live"])]) as upstream:
        address = forward(mode, ignore_hosts=("127.0.0.1",))

        assert through(address).get(upstream.url).content == b"live"
    assert recordings() == []


def test_much_passes_in_both_directions(forward, through, tls, outside):
    """
    Whoever is slow is waited for.
    """
    much = b"x" * 10_000_000
    with Upstream([Answer.of(200, {}, [much], framing="length")]) as upstream:
        address = forward(ignore_hosts=("localhost",))

        answer = through(address, outside.certificate).post(tls(upstream), content=much)

    assert answer.content == much
    assert upstream.received[0].body == much


@pytest.fixture
def on_the_way(monkeypatch):
    """A proxy that the environment names; it gives this answer. Gives what it was asked."""
    with ExitStack() as stack:

        def start(answer):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            asked = []
            proxy = f"http://me:se%40cret@127.0.0.1:{listener.getsockname()[1]}"
            monkeypatch.setattr(relay, "proxy_for", lambda scheme, host: proxy)
            thread = threading.Thread(target=_answer_once, args=(listener, answer, asked))
            thread.start()
            stack.callback(thread.join)
            return asked

        yield start


def _answer_once(listener, answer, asked):
    client, _ = listener.accept()
    with client:
        asked.append(client.recv(65536).decode())
        client.sendall(answer)


def test_the_way_may_lead_through_another_proxy(forward, on_the_way):
    """
    With the credentials for it; what comes right after its answer is the tunnel's.
    """
    asked = on_the_way(b"HTTP/1.1 200 OK\r\nx: y\r\n\r\nhello")
    with connected(forward(ignore_hosts=("h.example",))) as client:
        client.sendall(b"CONNECT h.example:443 HTTP/1.1\r\n\r\n")

        assert until(client, b"hello") == b"HTTP/1.1 200 Connection Established\r\n\r\nhello"
    secret = base64.b64encode(b"me:se@cret").decode()
    assert asked == [
        f"CONNECT h.example:443 HTTP/1.1\r\nhost: h.example:443\r\nproxy-authorization: Basic {secret}\r\n\r\n"
    ]


@pytest.mark.parametrize("answer", [b"HTTP/1.1 407 Who are you\r\n\r\n", b""])
def test_another_proxy_may_refuse(forward, on_the_way, answer):
    """
    That is told.
    """
    on_the_way(answer)
    with connected(forward(ignore_hosts=("h.example",))) as client:
        client.sendall(b"CONNECT h.example:443 HTTP/1.1\r\n\r\n")

        told = until(client, b"\n\r\n") + client.recv(65536)
    assert told.startswith(b"HTTP/1.1 502 ")
    assert (b"the proxy on the way answered HTTP/1.1 407" if answer else b"the proxy on the way hung up") in told


def test_a_host_that_cannot_be_reached_is_told(forward, through):
    """
    As a proxy tells it.
    """
    with pytest.raises(Exception, match="502 Bad Gateway"):
        through(forward(ignore_hosts=("127.0.0.1",))).get("https://127.0.0.1:1")
