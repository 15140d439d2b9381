"""What a program that is started has to know to join a session: it travels in the environment.

Read at the start of every interpreter of a run, hence no dataclass: those cost more than all the rest here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, MutableMapping
from typing import Any, NamedTuple

VARIABLE = "_UNDERSTUDY_RUN"
"""Holds the invitation. Not `UNDERSTUDY_…`: those are settings."""

STARTUP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "startup")
"""The folder that Python finds its start hook in."""

PATH = "PYTHONPATH"

ON = "true"
"""What an option says that takes no value."""


class Invitation(NamedTuple):
    """A session to join, and where to tell what was done in it."""

    folder: str
    """For reports; made by the first who reports."""

    store: str
    mode: str
    scope: str | None
    stable_ids: bool
    repeat: str
    match: str
    ignore_hosts: list[str]
    renew: list[str]
    here: str
    """The folder that paths in `renew` begin at; empty where there are none."""

    max_age: str | None
    rules: dict[str, Any]
    """As `parse_rules` takes them."""

    stage: str | None = None
    """Where new recordings wait until a test has passed."""

    mode_source: str = ""
    """Who set the mode."""

    commands: list[str] | None = None
    """What a person types to run the same otherwise: the fields of `misses.Commands`."""

    said: dict[str, str] | None = None
    """What the command line of `understudy run` says, for pytest, which has sessions of its own; None from a test."""

    pace: str = "instant"
    faults: str = ""
    """With commas between them."""

    fault_seed: str = ""
    record_errors: bool = False
    max_answer: str = "256M"


def invited(environment: Mapping[str, str]) -> Invitation | None:
    """The invitation in an environment, if there is one."""
    text = environment.get(VARIABLE)
    return Invitation(**json.loads(text)) if text else None


def invite(environment: MutableMapping[str, str], invitation: Invitation) -> None:
    """Whatever Python is started with this environment joins."""
    put_into(environment, spelt(invitation))


def typed(said: Mapping[str, str]) -> list[str]:
    """What the command line of `understudy run` says, in the words that are typed."""
    return [word for name, value in said.items() for word in (f"--{name.replace('_', '-')}", value) if word != ON]


def spelt(invitation: Invitation) -> str:
    """The invitation as a text."""
    return json.dumps(invitation._asdict())


def put_into(environment: MutableMapping[str, str], text: str) -> None:
    """The same as `invite`, of an invitation that is a text."""
    environment[VARIABLE] = text
    paths = environment.get(PATH)
    if paths is None:
        environment[PATH] = STARTUP
    elif STARTUP not in paths.split(os.pathsep):
        # An empty path means the current folder: it stays.
        environment[PATH] = f"{STARTUP}{os.pathsep}{paths}"


def disinvite(environment: MutableMapping[str, str], before: str | None) -> None:
    """Undo `invite`, and nothing that somebody else has changed since.

    Args:
        before: the invitation that was there, as a text.
    """
    if before is not None:
        environment[VARIABLE] = before
        return
    environment.pop(VARIABLE, None)
    paths = environment.get(PATH)
    if paths == STARTUP:
        del environment[PATH]
    elif paths is not None:
        environment[PATH] = os.pathsep.join(path for path in paths.split(os.pathsep) if path != STARTUP)
