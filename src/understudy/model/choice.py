"""A setting that is one of several words."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from understudy.errors import WrongUse

Choice = TypeVar("Choice", bound=Enum)


def choice(kind: type[Choice], setting: str, name: str | Choice) -> Choice:
    """The value of this name.

    Raises:
        WrongUse: there is none.
    """
    try:
        return kind(name)
    except ValueError:
        known = ", ".join(each.value for each in kind)
        raise WrongUse(f"{setting} {name!r} does not exist\n\n  It is one of {known}.") from None
