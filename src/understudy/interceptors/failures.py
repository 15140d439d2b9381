"""How an upstream failed, in the words of the httpx family and in ours."""

from __future__ import annotations

from typing import Any, NoReturn

from understudy.engine import Playback
from understudy.model import ClosedByClient, Failed, FailureKind

KINDS: dict[str, FailureKind] = {
    "ConnectTimeout": FailureKind.CONNECT_TIMEOUT,
    "ConnectError": FailureKind.CONNECT,
    "ReadTimeout": FailureKind.READ_TIMEOUT,
    "ReadError": FailureKind.READ,
    "WriteTimeout": FailureKind.WRITE_TIMEOUT,
    "WriteError": FailureKind.WRITE,
    "RemoteProtocolError": FailureKind.PROTOCOL,
}
"""The library's exception and our kind, most specific first. Others are the client's own doing."""


def failure_of(error: BaseException) -> FailureKind | None:
    """The kind of failure this is, or None if the upstream is not to blame."""
    names = [class_.__name__ for class_ in type(error).__mro__]
    return next((kind for name, kind in KINDS.items() if name in names), None)


def raise_ending(playback: Playback, module: Any) -> None:
    """Raise what the client's library raised when the exchange was recorded; nothing if it was complete."""
    match playback.ended:
        case Failed(kind, message):
            _raise(module, kind, message)
        case ClosedByClient(after):
            _raise(
                module,
                FailureKind.READ,
                f"the recording {playback.name} ends here: its client stopped reading after {after} bytes",
            )


def patience_error(module: Any, error: Exception) -> Exception:
    """The library's `ReadTimeout` with these words."""
    made: Exception = module.ReadTimeout(str(error))
    return made


def connect_error(module: Any, error: OSError) -> Exception:
    """The library's `ConnectError` with these words."""
    made: Exception = module.ConnectError(str(error))
    return made


def _raise(module: Any, kind: FailureKind, message: str) -> NoReturn:
    name = next(name for name, each in KINDS.items() if each is kind)
    raise getattr(module, name)(message)
