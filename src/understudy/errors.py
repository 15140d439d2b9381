"""Every error of Understudy, as one tree.

UnderstudyError            something is wrong and a caller may want to handle it
├── RecordingUnreadable    a file is damaged, not a recording, or newer than this version
├── StoreUnusable          a store cannot be opened or written
├── NotServable            a recording that was never an HTTP exchange was asked for as one
└── WrongUse               an argument, a mode or a setting that does not exist

Refused                    a request was not let through; passes every `except Exception`
├── ReplayMiss             no usable recording
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


class SessionUnclear(Refused):
    """Several sessions are open, or the one this context belonged to has ended."""
