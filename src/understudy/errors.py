"""Every error of Understudy, as one tree.

UnderstudyError            something is wrong and a caller may want to handle it
├── RecordingUnreadable    a file is damaged, not a recording, or newer than this version
├── StoreUnusable          a store cannot be opened or written
├── NotServable            a recording that was never an HTTP exchange was asked for as one
├── RecordedError          a recorded function raised something when it was recorded
└── WrongUse               an argument, a mode or a setting that does not exist

Refused                    a request was not let through; passes every `except Exception`
├── ReplayMiss             no usable recording
├── LiveTraffic            a connection that no recording can answer, while a session replays
└── SessionUnclear         several sessions are open and nothing says which one is meant
"""

from __future__ import annotations

from typing import Any


class UnderstudyError(Exception):
    """Something is wrong, and the text says what to do about it."""


class RecordingUnreadable(UnderstudyError):
    """A file cannot be read as a recording. The text names the file, the line and the way out."""


class StoreUnusable(UnderstudyError):
    """A store cannot be opened or written."""


class NotServable(UnderstudyError):
    """A recording holds no HTTP exchange (a tool call, a processed file) and cannot answer a request."""


class RecordedError(UnderstudyError):
    """A function raised this when its call was recorded. Its class is named and not imported."""

    def __init__(self, type: str, message: str, bases: tuple[str, ...] = ()) -> None:
        super().__init__(f"{type}: {message}")
        self.type, self.message, self.bases = type, message, bases

    def __reduce__(self) -> tuple[Any, ...]:
        return RecordedError, (self.type, self.message, self.bases)


class WrongUse(UnderstudyError, ValueError):
    """An argument, a mode or a setting is not one of those that exist."""


class Refused(BaseException):
    """A request was stopped before it reached the network.

    A BaseException, because SDKs retry and then hide whatever is an Exception: measured with four of
    them, three turned a plain exception into "Connection error." after three attempts.
    """


class ReplayMiss(Refused):
    """No recording may answer this request. `miss` holds what was asked, why, and what is nearest."""

    def __init__(self, miss: Any) -> None:
        super().__init__(str(miss))
        self.miss = miss


class LiveTraffic(Refused):
    """In replay, something was about to reach the network by a way that no recording can answer."""


class SessionUnclear(Refused):
    """Several sessions are open, or the one this context belonged to has ended."""
