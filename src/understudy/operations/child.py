"""A command as a child process: found, started, sent the signals that are meant for it, and how it ended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from understudy.errors import UnderstudyError

FORWARDED = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGQUIT")
ENDING = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")
FROM_THE_KEYBOARD = ("SIGINT", "SIGQUIT")
"""A terminal sends these to the command as well."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    """Its exit status; 128 and the number of the signal that ended it."""

    is_stopped: bool
    """Whether somebody sent a signal that is meant to end it."""


class NotStarted(UnderstudyError):
    """The command is not there, or is not one. `status` is what a shell would say."""

    def __init__(self, text: str, status: int) -> None:
        super().__init__(text)
        self.status = status


def found(name: str) -> str:
    """The path of a command.

    Raises:
        NotStarted: there is none of this name.
    """
    program = shutil.which(name)
    if program is None:
        raise NotStarted(_missing(name), 126 if Path(name).is_file() else 127)
    return program


def run_child(program: str, command: Sequence[str], environment: Mapping[str, str]) -> Ended:
    """Run a command to its end.

    Args:
        program: the path of its first word.

    Raises:
        NotStarted: the system cannot start it.
    """
    sys.stdout.flush()
    try:
        # The name, not the path: programs look at what they were called as.
        process = subprocess.Popen(command, executable=program, env=environment)
    except OSError as error:
        raise NotStarted(f"{command[0]}: cannot be started: {error.strerror}", 126) from error
    with process, _forwarding(process) as came:
        status = process.wait()
    return Ended(status if status >= 0 else 128 - status, not came.isdisjoint(ENDING))


def _missing(name: str) -> str:
    if Path(name).is_file():
        return f"{name}: is not executable\n\n  If it is a Python program: understudy run -- python {name}"
    return f"{name}: no such command\n\n  Write it as your shell knows it, after two dashes: understudy run -- pytest"


@contextmanager
def _forwarding(process: subprocess.Popen[bytes]) -> Iterator[set[str]]:
    """What ends or wakes us is meant for the command. Gives the names of the signals that came."""
    is_at_terminal = _is_in_foreground()
    came: set[str] = set()

    def forward(number: int, frame: object) -> None:
        came.add(name := signal.Signals(number).name)
        if not (is_at_terminal and name in FROM_THE_KEYBOARD):
            process.send_signal(number)

    numbers = [getattr(signal, name) for name in FORWARDED if hasattr(signal, name)]
    before = {number: signal.signal(number, forward) for number in numbers}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_in_foreground() -> bool:
    """Whether a key pressed at our terminal reaches us, and the command beside us."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
