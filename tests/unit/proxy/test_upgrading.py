"""A request that offers another protocol is seen whole."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest

from understudy.model import Mode
from understudy.testing import Answer, Upstream

BODY = b'{"model": "m", "messages": []}'
OFFER = b"connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n"
JSON = {"content-type": "application/json"}


def request(body, *, is_chunked=False):
    head = b"POST /openai/v1/chat/completions HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n" + OFFER
    if is_chunked:
        return head + b"transfer-encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    return head + b"content-length: %d\r\n\r\n%b" % (len(body), body)


@pytest.mark.parametrize("size", [1, 100, 10_000], ids="{}B".format)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_its_body_arrives(served, size, is_chunked):
    """
    However the network cuts it; the connection serves on.
    """
    with Upstream(lambda received: Answer.of(200, JSON, [b"%d" % len(received.body)], framing="length")) as upstream:
        parts = urlsplit(served(Mode.RECORD, upstreams={"openai": upstream.url}))
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as client:
            for body in (BODY, BODY + b" "):
                sent = request(body, is_chunked=is_chunked)
                for start in range(0, len(sent), size):
                    client.sendall(sent[start : start + size])
                came = b""
                while not came.endswith(b"\r\n\r\n%d" % len(body)):
                    more = client.recv(65536)
                    assert more, came
                    came += more

    assert [received.body for received in upstream.received] == [BODY, BODY + b" "]
    assert not any(name.lower() in ("upgrade", "http2-settings") for name, _ in upstream.received[0].headers)


def test_requests_that_differ_are_not_taken_for_each_other(served, store, eventually):
    """
    Without their bodies they were equal.
    """
    with Upstream([Answer.of(200, JSON, [b"{}"], framing="length")]) as upstream:
        ask(served(Mode.RECORD, upstreams={"openai": upstream.url}), BODY)
        eventually(lambda: store.exists() and list(store.glob("*.json")))
    other = json.dumps({"model": "another", "messages": []}).encode()

    assert ask(served(), BODY).startswith(b"HTTP/1.1 200 ")
    assert ask(served(), other).startswith(b"HTTP/1.1 404 ")


def ask(address, body):
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as client:
        client.sendall(request(body))
        return client.recv(65536)
