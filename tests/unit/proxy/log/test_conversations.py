"""Conversations over WebSocket in a server's log."""

from __future__ import annotations

import json
import threading

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.sync.server import serve

from understudy.model import Mode
from understudy.proxy.log.style import LogStyle


@pytest.fixture
def upstream():
    """A server that says two things and ends."""

    def talk(connection):
        connection.send('{"type": "hello"}')
        connection.send('{"type": "bye", "token": "canary"}')

    server = serve(talk, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    server.shutdown()
    thread.join()


def test_a_conversation_is_one_line(served, upstream, capsys, eventually):
    """
    With all that was said to the client, once it is over.
    """
    address = served(Mode.LIVE, upstreams={"openai": upstream}, log=LogStyle.JSON, log_bodies=True)
    with connect(address.replace("http", "ws", 1) + "/openai/v1/realtime?model=m") as connection:
        assert len(list(connection)) == 2
    lines = []
    eventually(lambda: lines.append(capsys.readouterr().err) or "".join(lines).endswith("\n"))

    (line,) = map(json.loads, "".join(lines).splitlines())
    assert (line["method"], line["action"], line["status"], line["api"]) == (
        "WEBSOCKET",
        "live",
        101,
        "openai-realtime",
    )
    assert line["answered"] == '{"type":"hello"}\n{"type":"bye","token":"<redacted>"}'


def test_so_is_one_that_does_not_begin(served, capsys, eventually):
    """
    With the reason.
    """
    address = served(log=LogStyle.JSON)
    with pytest.raises(InvalidStatus):
        connect(address.replace("http", "ws", 1) + "/openai/v1/realtime?model=m")
    lines = []
    eventually(lambda: lines.append(capsys.readouterr().err) or "".join(lines).endswith("\n"))

    line = json.loads("".join(lines))
    assert (line["action"], line["status"], line["miss"]) == ("miss", 404, "no-store")
