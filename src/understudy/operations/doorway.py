"""How programs find the server of a run, and how those that are answered in process do without it.

What is set for them travels beside the invitation, together with what it replaced. A program that joins takes that
back in what Python reads, and leaves it in what its children inherit: programs in other languages, and libraries with
a network stack of their own in C, which read the environment themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import NamedTuple

VARIABLE = "_UNDERSTUDY_DOOR"


class Doorway(NamedTuple):
    """What was set in an environment, and what had been there."""

    given: dict[str, str]
    before: dict[str, str]


def point(environment: MutableMapping[str, str], given: Mapping[str, str]) -> None:
    """Whatever is started with this environment finds the server."""
    before = {name: environment[name] for name in given if name in environment}
    environment.update(given)
    environment[VARIABLE] = json.dumps(Doorway(dict(given), before))


def go_without() -> None:
    """In this process the variables are what they were before `point`; whatever it starts finds the server still."""
    doorway = _doorway(os.environ.get(VARIABLE))
    if doorway is None:
        return
    for name, value in doorway.given.items():
        if os.environ.get(name) != value:
            continue  # somebody has set it since
        if name in doorway.before:
            os.environ[name] = doorway.before[name]
        else:
            del os.environ[name]
        # Python's copy of the environment is not told of this; exec, and what reads it in C, is.
        os.putenv(name, value)


def is_pointed(environment: Mapping[str, str]) -> bool:
    """Whether what is started with this environment finds the server, where there is one."""
    text = os.environ.get(VARIABLE)
    doorway = _doorway(text)
    return doorway is None or (
        environment.get(VARIABLE) == text and not any(_is_left(environment, name, doorway) for name in doorway.given)
    )


def point_as_here(environment: MutableMapping[str, str]) -> None:
    """The same as `point`, for an environment that this process gives to a program. What it says otherwise stays."""
    text = os.environ.get(VARIABLE)
    doorway = _doorway(text)
    if doorway is None or text is None:
        return
    environment[VARIABLE] = text
    for name, value in doorway.given.items():
        if _is_left(environment, name, doorway):
            environment[name] = value


def _is_left(environment: Mapping[str, str], name: str, doorway: Doorway) -> bool:
    return environment.get(name) == doorway.before.get(name)


@lru_cache(maxsize=1)
def _doorway(text: str | None) -> Doorway | None:
    return None if not text else Doorway(*json.loads(text))
