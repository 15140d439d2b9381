"""Clients that speak with a proxy byte by byte."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit


def connected(address):
    """A connection to the proxy at this address."""
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname, parts.port), timeout=20)


def tunnel(address, place):
    """One that the proxy has turned into a tunnel to `host:port`."""
    client = connected(address)
    client.sendall(f"CONNECT {place} HTTP/1.1\r\nhost: {place}\r\n\r\n".encode())
    assert until(client, b"\r\n\r\n").startswith(b"HTTP/1.1 200 ")
    return client


def raw_within_tls(address, ca_dir, request):
    """All that comes for a request to api.example, decrypted, and whether a reset ended it: SSL sockets do not tell."""
    trusted = ssl.create_default_context(cafile=ca_dir / "understudy-ca.pem")
    encrypted, out, came = ssl.MemoryBIO(), ssl.MemoryBIO(), b""
    within = trusted.wrap_bio(encrypted, out, server_hostname="api.example")
    steps = [within.do_handshake, lambda: within.write(request)]
    with tunnel(address, "api.example:443") as client:
        while True:
            try:
                if steps:
                    steps[0]()
                    steps.pop(0)
                else:
                    more = within.read(65536)
                    if not more:
                        return came, False
                    came += more
            except ssl.SSLWantReadError:
                try:
                    if out.pending:
                        client.sendall(out.read())
                    encrypted.write(client.recv(65536)) or encrypted.write_eof()
                except ConnectionResetError:
                    return came, True
            except ssl.SSLEOFError:
                return came, False


def until(client, ending):
    """What comes until this has come."""
    came = b""
    while ending not in came:
        more = client.recv(65536)
        assert more, f"it ended after {came!r}"
        came += more
    return came
