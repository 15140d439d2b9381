"""Where a server listens."""

from __future__ import annotations

import errno
import socket
import sys

from understudy.errors import WrongUse

BACKLOG = 2048
HIGHEST_PORT = 2**16 - 1

ANY_PORT = "Take another port; 0 is any free one."
ANOTHER_ADDRESS = "Take an address of this machine: --host 127.0.0.1 for programs on it alone, --host 0.0.0.0 for all."


def listening(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A socket that takes connections from now on.

    Args:
        is_shared: whether others listen on the same port, and the system deals connections out to all of them.

    Raises:
        WrongUse: there is no such address, or it is taken.
    """
    if not 0 <= port <= HIGHEST_PORT:
        # The resolver takes any number, and the system its last 16 bits.
        raise WrongUse(f"--port {port}: ports are from 0 to {HIGHEST_PORT}\n\n  {ANY_PORT}")
    try:
        # The protocol's number has to be in the socket: without it asyncio leaves Nagle's algorithm on.
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if hasattr(socket, "SO_REUSEPORT"):  # not Windows, where SO_REUSEADDR lets two servers share a port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if is_shared:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        is_address = isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL
        remedy = ANOTHER_ADDRESS if is_address else ANY_PORT
        raise WrongUse(f"{host}:{port}: cannot listen there: {error.strerror}\n\n  {remedy}") from error
    return listener


def listening_together(host: str, port: int, count: int) -> list[socket.socket]:
    """Sockets on one port, for as many processes.

    Raises:
        WrongUse: there is no such address, or it is taken.
    """
    if not sys.platform.startswith("linux"):
        # Others give all connections to the last one that listens: one socket is in all processes.
        return [listening(host, port)] * count
    # That nobody else listens there is only told to a socket that does not share.
    first = listening(host, port)
    first.close()
    first = listening(host, port, is_shared=True)
    port = first.getsockname()[1]
    return [first, *(listening(host, port, is_shared=True) for _ in range(count - 1))]
