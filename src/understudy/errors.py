"""Every error of Understudy, as one tree.

UnderstudyError            something is wrong and a caller may want to handle it
├── RecordingUnreadable    a file is damaged, not a recording, or newer than this version
│   └── MediumUnreadable   a picture, sound or document that a recording refers to is missing or altered
├── StoreUnusable          a store cannot be opened or written
│   ├── TooLarge           an answer is larger than a recording may be
│   └── SecretLeft         a recording was not written, because it would have held a secret
├── NotServable            a recording that was never an HTTP exchange was asked for as one
├── RecordedError          a recorded function raised something when it was recorded
└── WrongUse               an argument, a mode or a setting that does not exist
    └── RuleFailed         a rule of yours that hides something has failed (also StoreUnusable)

Refused                    a request was not let through; passes every `except Exception`
├── ReplayMiss             no usable recording
├── LiveTraffic            a connection that no recording can answer, while a session replays
└── SessionUnclear         several sessions are open and nothing says which one is meant

NotKept                    a warning: answers came and were not kept
"""

from __future__ import annotations

import re
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What a terminal obeys or a reader is misled by, but for tabs and line ends."""

LONGEST_LINE = 2000


def visible(text: str) -> str:
    """A text without what a terminal would obey: escapes stand in its place."""
    return CONTROL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"


def printable(text: str) -> str:
    """The same of a text that may hold what a stranger wrote at any length: no line goes on without end."""
    text = visible(text)
    if len(text) <= LONGEST_LINE:
        return text
    return "\n".join(each if len(each) <= LONGEST_LINE else f"{each[:LONGEST_LINE]}…" for each in text.split("\n"))


class UnderstudyError(Exception):
    """Something is wrong, and the text says what to do about it."""

    def __str__(self) -> str:
        return printable(super().__str__())


class RecordingUnreadable(UnderstudyError):
    """A file cannot be read as a recording. The text names the file, the line and the way out."""


class MediumUnreadable(RecordingUnreadable):
    """A recording refers to a medium that cannot be had. The text names the medium's file, and the way out."""


class StoreUnusable(UnderstudyError):
    """A store cannot be opened or written."""


class TooLarge(StoreUnusable):
    """An answer is larger than a recording may be, and its caller alone has it."""


class SecretLeft(StoreUnusable):
    """A recording would have held a secret, and was not written. The text says where, and never what."""


class NotServable(UnderstudyError):
    """A recording holds no HTTP exchange (a tool call, a processed file) and cannot answer a request."""


class RecordedError(UnderstudyError):
    """A function raised this when its call was recorded. Its class is named and not imported."""

    def __init__(self, type: str, message: str, bases: tuple[str, ...] = ()) -> None:
        super().__init__(f"{type}: {message}")
        self.type, self.message, self.bases = type, message, bases

    def __str__(self) -> str:
        return Exception.__str__(self)  # the program that called has it as it was

    def __reduce__(self) -> tuple[Any, ...]:
        return RecordedError, (self.type, self.message, self.bases)


class WrongUse(UnderstudyError, ValueError):
    """An argument, a mode or a setting is not one of those that exist."""


class RuleFailed(StoreUnusable, WrongUse):
    """A project's own rule for what is hidden has raised something. The text names the rule."""


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


class NotKept(UserWarning):
    """A session that records has ended, and answers that came in it were not kept."""
