"""No network: whoever tries to reach it finds out at once, whatever he catches."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest


class NetworkTouched(BaseException):
    """A socket was about to connect, or a name to be resolved. No client takes this for its own failure."""


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise NetworkTouched(f"the network was touched: {args[-1:]!r}")


@contextmanager
def offline() -> Iterator[None]:
    """Until the block ends, no socket connects and no name resolves."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _refuse)
        for name in ("getaddrinfo", "gethostbyname", "create_connection"):
            patch.setattr(socket, name, _refuse)
        yield
