"""How an upstream failed: httpcore2's errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpcore2

from understudy.model import FailureKind

KINDS: dict[type[Exception], FailureKind] = {
    httpcore2.ConnectTimeout: FailureKind.CONNECT_TIMEOUT,
    httpcore2.ConnectError: FailureKind.CONNECT,
    httpcore2.ProxyError: FailureKind.CONNECT,
    httpcore2.ReadTimeout: FailureKind.READ_TIMEOUT,
    httpcore2.ReadError: FailureKind.READ,
    httpcore2.WriteTimeout: FailureKind.WRITE_TIMEOUT,
    httpcore2.WriteError: FailureKind.WRITE,
    httpcore2.RemoteProtocolError: FailureKind.PROTOCOL,
}


class UpstreamFailed(Exception):
    """The upstream, or the way to it, broke."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the network are raised as UpstreamFailed; others, such as a request that is none, pass."""
    try:
        yield
    except tuple(KINDS) as error:
        kind = next(kind for class_, kind in KINDS.items() if isinstance(error, class_))
        raise UpstreamFailed(kind, _message(error) or kind.value) from error


def _message(error: BaseException | None) -> str:
    """What the error says; where it says nothing, what its cause does (a reset has its text two causes down)."""
    while error is not None and not str(error):
        error = error.__cause__
    return str(error or "")
