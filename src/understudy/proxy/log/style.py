"""How the log is written."""

from __future__ import annotations

from enum import Enum

from understudy.model.choice import choice


class LogStyle(Enum):
    """One line for each request."""

    OFF = "off"
    """No lines but those on troubles."""

    TEXT = "text"
    """For people."""

    JSON = "json"
    """An object, for programs; troubles are such lines, too."""


def parse_log(name: str) -> LogStyle:
    """The style of this name.

    Raises:
        WrongUse: there is none.
    """
    return choice(LogStyle, "log", name)
