"""Conversations through a tunnel, within TLS and without."""

from __future__ import annotations

import ssl
import threading

import pytest
from websockets.sync.client import connect
from websockets.sync.server import serve

from understudy.model import Mode


@pytest.fixture(params=["wss", "ws"])
def upstream(request, outside, monkeypatch):
    """The address of a server that greets whoever asks, and what ends it."""
    is_tls = request.param == "wss"
    monkeypatch.setenv("SSL_CERT_FILE", str(outside.certificate))

    def talk(connection):
        connection.send(f"hello {connection.recv()}")

    server = serve(talk, "127.0.0.1", 0, ssl=outside.context_for("localhost") if is_tls else None)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def end():
        server.shutdown()
        thread.join()

    yield f"{request.param}://localhost:{server.socket.getsockname()[1]}/v1/realtime?model=m", end
    end()


def test_a_conversation_is_recorded_and_replayed(forward, ca_dir, upstream, store, eventually):
    """
    With the true address.
    """
    url, end = upstream

    def heard(address):
        trusted = ssl.create_default_context(cafile=ca_dir / "understudy-ca.pem") if url.startswith("wss") else None
        with connect(url, proxy=address, ssl=trusted) as connection:
            connection.send("there")
            return connection.recv()

    recorded = heard(forward(Mode.RECORD))
    eventually(lambda: store.exists() and list(store.glob("*.json")))
    end()

    assert recorded == heard(forward()) == "hello there"
    [path] = store.glob("*.json")
    assert f'"url": "{url}"' in path.read_text("utf-8")
