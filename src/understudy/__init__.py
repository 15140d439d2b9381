"""Records real AI API traffic once and replays it exactly: `understudy.use`, `recorded`, `load`, `fingerprint`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from understudy.engine import Session as Session
    from understudy.errors import (
        LiveTraffic as LiveTraffic,
    )
    from understudy.errors import (
        NotKept as NotKept,
    )
    from understudy.errors import (
        NotServable as NotServable,
    )
    from understudy.errors import (
        RecordedError as RecordedError,
    )
    from understudy.errors import (
        RecordingUnreadable as RecordingUnreadable,
    )
    from understudy.errors import (
        Refused as Refused,
    )
    from understudy.errors import (
        ReplayMiss as ReplayMiss,
    )
    from understudy.errors import (
        SessionUnclear as SessionUnclear,
    )
    from understudy.errors import (
        StoreUnusable as StoreUnusable,
    )
    from understudy.errors import (
        UnderstudyError as UnderstudyError,
    )
    from understudy.errors import (
        WrongUse as WrongUse,
    )
    from understudy.match import fingerprint as fingerprint
    from understudy.model import Mode as Mode
    from understudy.model import Recording as Recording
    from understudy.operations.functions import function as function
    from understudy.operations.functions import recorded as recorded
    from understudy.operations.load import load as load
    from understudy.operations.use import use as use

__version__ = "0.1.0"

_HOMES = {
    "use": "understudy.operations.use",
    "load": "understudy.operations.load",
    "fingerprint": "understudy.match",
    "recorded": "understudy.operations.functions",
    "function": "understudy.operations.functions",
    "Session": "understudy.engine",
    "Recording": "understudy.model",
    "Mode": "understudy.model",
    "UnderstudyError": "understudy.errors",
    "RecordedError": "understudy.errors",
    "RecordingUnreadable": "understudy.errors",
    "StoreUnusable": "understudy.errors",
    "NotKept": "understudy.errors",
    "NotServable": "understudy.errors",
    "WrongUse": "understudy.errors",
    "Refused": "understudy.errors",
    "ReplayMiss": "understudy.errors",
    "LiveTraffic": "understudy.errors",
    "SessionUnclear": "understudy.errors",
}

__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    """Public names come from their homes on first use, so that importing the package costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'understudy' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
