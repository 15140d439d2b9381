"""How an upstream failed, in aiohttp's words and in ours.

aiohttp has one exception before an answer (`ServerDisconnectedError`, `ClientOSError`, `ClientResponseError`) and
another within its body (`ClientPayloadError`) for the same event; which one it was follows from the place.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from understudy.engine import Capture, Playback
from understudy.model import ClosedByClient, Complete, Failed, FailureKind

NOT_HTTP = re.compile(r"(\d{3}), message:\n(.*)", re.DOTALL)
"""The text of aiohttp's `HttpProcessingError`."""
ERRNO = re.compile(r"\[Errno (\d+)\] (.*)", re.DOTALL)


def _exceptions() -> Any:
    return import_module("aiohttp.client_exceptions")


def note_connect(capture: Capture, error: BaseException) -> None:
    """Tell the capture why there is no connection."""
    if isinstance(error, _exceptions().ClientConnectorError):
        os_error = getattr(error, "os_error", error)
        capture.failed(FailureKind.CONNECT, os_error.strerror or str(os_error))
    elif isinstance(error, TimeoutError):
        capture.failed(FailureKind.CONNECT_TIMEOUT, str(error))
    else:
        # Cancelled, refused by a proxy, not even sent: the upstream was never asked.
        capture.discard()


def connector_error(key: Any, error: OSError) -> OSError:
    """`ClientConnectorError` for this connection."""
    made: OSError = _exceptions().ClientConnectorError(key, error)
    return made


def raise_connect(playback: Playback, key: Any) -> None:
    """Raise what `connect` raised when the exchange was recorded; nothing if there was a connection."""
    match playback.ended:
        case Failed(FailureKind.CONNECT, message) if playback.status is None:
            raise connector_error(key, OSError(111, message))
        case Failed(FailureKind.CONNECT_TIMEOUT) if playback.status is None:
            # aiohttp makes it a `ConnectionTimeoutError` that names the host.
            raise TimeoutError


def kind_of(error: BaseException, *, is_lost: bool = False) -> FailureKind:
    """What happened on an established connection; `is_lost` where the system said so, not the upstream."""
    if isinstance(error, TimeoutError):
        return FailureKind.READ_TIMEOUT
    return FailureKind.READ if is_lost or isinstance(error, OSError) else FailureKind.PROTOCOL


def ending(playback: Playback) -> Exception | None:
    """What a replay ends with; None if the answer is whole."""
    exceptions = _exceptions()
    match playback.ended:
        case Complete():
            return None
        case ClosedByClient(after):
            text = f"the recording {playback.name} ends here: its client stopped reading after {after} bytes"
            return _made(exceptions.ClientPayloadError, text)
        case Failed(FailureKind.READ_TIMEOUT | FailureKind.WRITE_TIMEOUT, message):
            class_ = getattr(exceptions, "SocketTimeoutError", exceptions.ServerTimeoutError)
            return _made(class_, message or "Timeout on reading data from socket")
        case Failed(_, message) if playback.status is not None:
            return _made(exceptions.ClientPayloadError, message)
        case Failed(FailureKind.PROTOCOL, message):
            if not (found := NOT_HTTP.fullmatch(message)):
                return _made(exceptions.ServerDisconnectedError, message)
            text = re.sub("^  ", "", found[2], flags=re.MULTILINE)
            return _made(import_module("aiohttp.http_exceptions").HttpProcessingError, code=int(found[1]), message=text)
        case Failed(_, message):
            found = ERRNO.fullmatch(message)
            return _made(exceptions.ClientOSError, *((int(found[1]), found[2]) if found else (message,)))


def _made(class_: Any, *args: Any, **kwargs: Any) -> Exception:
    made: Exception = class_(*args, **kwargs)
    return made
