"""A client made of nothing but a socket, so that tests see bytes and not a library's idea of them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

Connect = Callable[[str], socket.socket]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens a socket to a URL's host; it is closed after the test."""
    sockets: list[socket.socket] = []

    def open_socket(url: str) -> socket.socket:
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or 0)
        sockets.append(socket.create_connection(address, timeout=10))
        return sockets[-1]

    yield open_socket
    for each in sockets:
        each.close()


@pytest.fixture
def read_exactly() -> Callable[[socket.socket, int], bytes]:
    """Reads that many bytes, fewer only where the connection ended."""

    def read(client: socket.socket, size: int) -> bytes:
        content = bytearray()
        while len(content) < size and (more := client.recv(size - len(content))):
            content += more
        return bytes(content)

    return read


@pytest.fixture
def read_to_end() -> Callable[[socket.socket], bytes]:
    """Reads until the connection ends in good order."""

    def read(client: socket.socket) -> bytes:
        return b"".join(iter(lambda: client.recv(65536), b""))

    return read
