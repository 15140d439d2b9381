"""How an upstream failed, in the words of urllib3 (and of `http.client` below it) and in ours."""

from __future__ import annotations

import re
import socket
from http.client import BadStatusLine, RemoteDisconnected
from typing import Any, NoReturn

from understudy.engine import Capture, Playback
from understudy.model import ClosedByClient, Failed, FailureKind

KINDS: dict[str, FailureKind | None] = {
    "ProxyError": None,
    "ReadTimeoutError": FailureKind.READ_TIMEOUT,
    "NewConnectionError": FailureKind.CONNECT,
    "ConnectTimeoutError": FailureKind.CONNECT_TIMEOUT,
    "SSLError": FailureKind.CONNECT,
    "ProtocolError": FailureKind.PROTOCOL,
    "HTTPException": FailureKind.PROTOCOL,
    # Bare ones come from below urllib3, which names them only above us: while reading it gives its own.
    "TimeoutError": FailureKind.WRITE_TIMEOUT,
    "OSError": FailureKind.READ,
}
"""The exception and our kind, most specific first. Others are the client's own doing."""

ERRNO = re.compile(r"\[Errno (\d+)\] (.*)", re.DOTALL)
DISCONNECTED = "Remote end closed connection without response"
TOO_SHORT = "the connection ended before the answer did"
"""Where the library says nothing of it, because its caller asked it not to compare lengths."""


def failure_of(error: BaseException) -> FailureKind | None:
    """The kind of failure this is, or None if the upstream is not to blame."""
    names = [class_.__name__ for class_ in type(error).__mro__]
    kind = next((kind for name, kind in KINDS.items() if name in names), None)
    if kind is FailureKind.PROTOCOL and len(error.args) == 2 and isinstance(error.args[1], OSError):
        return FailureKind.READ
    return kind


def text_of(error: BaseException) -> str:
    """What the exception says. A timeout of a connection names the connection's place in memory first."""
    return str(error.args[-1] if type(error).__name__ == "ConnectTimeoutError" and error.args else error)


def note(capture: Capture, error: BaseException, *, is_by_proxy: bool) -> None:
    """Tell the capture why no answer comes."""
    failure = failure_of(error)
    if failure is None or (is_by_proxy and failure in (FailureKind.CONNECT, FailureKind.CONNECT_TIMEOUT)):
        # Interrupted, refused by a proxy, not even sent: not the upstream's doing.
        capture.closed_by_client()
    else:
        capture.failed(failure, text_of(error))


class Failures:
    """Exceptions of one urllib3."""

    def __init__(self, exceptions: Any) -> None:
        self._exceptions = exceptions

    def connect_error(self, conn: Any, error: OSError) -> Exception:
        """`NewConnectionError` with these words."""
        made: Exception = self._exceptions.NewConnectionError(conn, str(error))
        return made

    def patience_error(self, pool: Any, url: str, error: Exception) -> Exception:
        """`ReadTimeoutError` with these words."""
        made: Exception = self._exceptions.ReadTimeoutError(pool, url, str(error))
        return made

    def raise_ending(self, playback: Playback, pool: Any, url: str) -> None:
        """Raise what ended a body; nothing if it was complete."""
        match playback.ended:
            case Failed(FailureKind.READ_TIMEOUT | FailureKind.WRITE_TIMEOUT | FailureKind.CONNECT_TIMEOUT, message):
                raise _saying(message, self._exceptions.ReadTimeoutError(pool, url, message))
            case Failed(_, message):
                raise self._exceptions.ProtocolError(message)
            case ClosedByClient(after):
                raise self._exceptions.ProtocolError(
                    f"the recording {playback.name} ends here: its client stopped reading after {after} bytes"
                )

    def raise_unanswered(self, playback: Playback, pool: Any, conn: Any, url: str) -> NoReturn:
        """Raise what came in place of an answer."""
        assert isinstance(playback.ended, Failed)
        error = self._unanswered(playback.ended.kind, playback.ended.message, pool, conn, url)
        if conn.proxy:
            # It was reached when this was recorded. The library forgets so where the connection broke, and blames it.
            conn._has_connected_to_proxy = not isinstance(error, ConnectionError)
        raise error

    def _unanswered(self, kind: FailureKind, message: str, pool: Any, conn: Any, url: str) -> Any:
        match kind:
            case FailureKind.CONNECT if "[SSL" in message:
                return self._exceptions.SSLError(message)
            case FailureKind.CONNECT if "Failed to resolve" in message:
                reason = socket.gaierror(message)
                return _saying(message, self._exceptions.NameResolutionError(pool.host, conn, reason))
            case FailureKind.CONNECT:
                return _saying(message, self._exceptions.NewConnectionError(conn, message))
            case FailureKind.CONNECT_TIMEOUT:
                return self._exceptions.ConnectTimeoutError(conn, message)
            case FailureKind.READ_TIMEOUT:
                return _saying(message, self._exceptions.ReadTimeoutError(pool, url, message))
            case FailureKind.WRITE_TIMEOUT:
                return TimeoutError(message)
            case FailureKind.PROTOCOL:
                return RemoteDisconnected(message) if message == DISCONNECTED else BadStatusLine(message)
            case FailureKind.READ | FailureKind.WRITE:
                # With its number it becomes the class that it was.
                found = ERRNO.fullmatch(message)
                return OSError(int(found[1]), found[2]) if found else ConnectionResetError(message)


def _saying(message: str, error: Any) -> Any:
    """The exception with the recorded text alone: its constructor puts the pool's name before it once more."""
    error.args = (message,)
    return error
