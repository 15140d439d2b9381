"""A broken connection has given the client all that was written before, under either of uvicorn's protocols."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import httpx
import pytest
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from understudy.model import FailureKind
from understudy.proxy.aborting import break_off, breakable
from understudy.proxy.asgi import head, piece, read_body

LONG = b"x" * 3_000_000


@pytest.fixture(params=[HttpToolsProtocol, H11Protocol])
def broken(request):
    """A server that sends a long body and breaks. The path is the kind of failure; below it, `none` sends nothing."""

    async def app(scope, receive, send):
        await read_body(scope, receive, 2**20)
        kind, _, sends_none = scope["path"][1:].partition("/")
        if not sends_none:
            await send(head(200, ()))
            await send(piece(LONG))
        await break_off(scope, receive, FailureKind(kind))

    config = uvicorn.Config(app, http=breakable(request.param), ws="none", lifespan="off", log_config=None, port=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),))
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("kind", [FailureKind.READ, FailureKind.PROTOCOL, FailureKind.READ_TIMEOUT])
def test_a_slow_client_has_every_byte_before_the_break(broken, kind):
    """
    A reset overtakes what is under way: it waits until nothing is.
    """
    came = b""
    with socket.create_connection(broken) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.sendall(f"GET /{kind.value} HTTP/1.1\r\nhost: h\r\n\r\n".encode())
        time.sleep(0.1)
        try:
            while more := client.recv(65536):
                came += more
        except ConnectionResetError:
            was_reset = True
        else:
            was_reset = False

    assert came.endswith(b"\r\n%x\r\n%b\r\n" % (len(LONG), LONG))
    assert was_reset is (kind is not FailureKind.PROTOCOL)


@pytest.mark.parametrize(
    ("kind", "error"), [("connect-error", httpx.ReadError), ("protocol-error", httpx.RemoteProtocolError)]
)
def test_a_break_without_an_answer_sends_no_byte(broken, kind, error):
    """
    Not even the 500 that a server gives for an application that says nothing.
    """
    with pytest.raises(error):
        httpx.get(f"http://127.0.0.1:{broken[1]}/{kind}/none")
