"""Servers that are attacked, upstreams that tell what reached them, and a client that sends any bytes."""

from __future__ import annotations

import re
import socket
import ssl
from urllib.parse import urlsplit

import pytest

from tests.unit.proxy.conftest import asked, ending, eventually, recordings, served, store
from tests.unit.proxy.forward.conftest import ca_dir, forward, outside, through, tls
from understudy.proxy.forward.authority import Signer
from understudy.testing import Answer, Upstream

__all__ = ["asked", "ca_dir", "ending", "eventually", "forward", "outside", "recordings", "served", "store", "through"]
__all__ += ["tls"]


@pytest.fixture
def upstream():
    """Answers every request with `live`; `received` has them."""
    with Upstream(lambda _: Answer.of(200, {"content-type": "text/plain"}, [b"live"], framing="length")) as upstream:
        yield upstream


@pytest.fixture
def within(ca_dir):
    """A connection within TLS to the host that the forward proxy is asked for."""

    def connect(address, host, port=443):
        plain = connected(address)
        plain.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nhost: {host}:{port}\r\n\r\n".encode())
        assert plain.recv(4096).startswith(b"HTTP/1.1 200 ")
        trusted = ssl.create_default_context(cafile=Signer(ca_dir).certificate)
        return trusted.wrap_socket(plain, server_hostname=host)

    return connect


def connected(address):
    """A connection to a server."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def said(connection, raw, quiet_s=0.3):
    """All that a server says to these bytes, until it has been quiet for a while or hangs up; and whether it did."""
    came = b""
    try:
        connection.sendall(raw)
        while True:
            # The first word may take long on a busy machine.
            connection.settimeout(quiet_s if came else 20)
            more = connection.recv(65536)
            if not more:
                return came, True
            came += more
    except TimeoutError:
        return came, False
    except (ConnectionError, ssl.SSLError):
        return came, True


def statuses(came):
    """Of each answer."""
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", came)]
