"""A command in which every Python interpreter joins one session, and what they did in it."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from understudy.engine import Faulted, Session
from understudy.engine.journal import WeakerMatch
from understudy.misses import Commands, Miss
from understudy.model import Mode
from understudy.operations.child import found, run_child
from understudy.operations.door import OpenDoor
from understudy.operations.doorway import point
from understudy.operations.invitation import invite, typed
from understudy.operations.invited_settings import invitation_to
from understudy.operations.proof import counts_of
from understudy.operations.reports import Reports
from understudy.operations.settings import Setting, Settings
from understudy.store import Directory

STORE = "recordings"


class Via(Enum):
    """How the programs of a command are answered."""

    AUTO = "auto"
    """Python's in process, all others over HTTP."""

    PROCESS = "process"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a command."""

    status: int
    """The command's own; 128 and the number of the signal that ended it."""

    is_stopped: bool
    """Whether somebody stopped it, as with Ctrl-C."""

    store: str
    mode: Setting[Mode]
    interpreters: int
    """That joined the session."""

    came_over_http: bool
    """Whether a program came to the server."""

    pytest_runs: int
    """How many of them were pytest, which judges its tests itself."""

    played: int
    weaker: int
    """Of recordings of other requests, because `match` allows it."""

    weaker_matches: tuple[WeakerMatch, ...]
    """The latest of them."""

    recorded: int
    sent: int
    misses: tuple[Miss, ...]
    missed: int
    noted: tuple[Miss, ...]
    """What was missed in pytest's tests."""

    refused: Mapping[str, int]
    """Connections that no recording can answer, by host."""

    refusals: Mapping[str, str]
    """What was said of the latest of them."""

    unused: tuple[str, ...]
    faults: tuple[Faulted, ...]
    """What went wrong on purpose."""

    not_kept: Mapping[str, int]
    """Answers that came and were not kept, by what they were."""

    counts: Mapping[str, int]
    """Of all processes together, in the words of `proof.told`."""

    @property
    def faults_by_name(self) -> Mapping[str, int]:
        """How often each fault befell an answer."""
        counts: Counter[str] = Counter()
        for each in self.faults:
            counts[each.fault] += each.count
        return counts

    @property
    def did_anything(self) -> bool:
        """Whether anything but pytest asked for a recording, or could have."""
        return bool(self.played or self.faults or self.recorded or self.sent or self.missed or self.refused)


def run_program(
    command: Sequence[str],
    settings: Settings,
    *,
    scope: str | None = None,
    said: Mapping[str, str] | None = None,
    via: Via = Via.AUTO,
    open_door: OpenDoor | None = None,
) -> Ran:
    """Run a command to its end.

    Args:
        settings: of the session.
        said: what the command line says of them, for pytest.
        via: how its programs are answered.
        open_door: opens a server for those that are answered over HTTP.

    Raises:
        NotStarted: there is no such command.
        UnderstudyError: the store cannot be read. The command was not started then.
    """
    store = settings.store.value or Path.cwd() / STORE
    mode = settings.mode.value
    # Read before anything is started: an interpreter that finds a damaged recording can only end.
    Directory(store, rules=settings.rules).entries()
    program = found(command[0])
    with tempfile.TemporaryDirectory(prefix="understudy-run-") as folder:
        invitation = invitation_to(
            settings,
            store,
            folder=folder,
            scope=scope,
            commands=_commands(command, scope, said or {}, via),
            said=said or {},
        )
        environment = dict(os.environ)
        with ExitStack() as open_doors:
            door = open_doors.enter_context(open_door(invitation, environment)) if open_door else None
            if door is not None:
                point(environment, door.given)
            if via is not Via.HTTP:
                invite(environment, invitation)
            ended = run_child(program, command, environment)
        reports = Reports(folder)
        session = Session(Directory(store, rules=settings.rules), mode, scope=scope)
        reports.add_to(session.journal)
    journal, came_over_http = session.journal, door is not None and door.was_entered()
    unused = _unused(session, reports, is_known=bool(reports.joined or came_over_http))
    counts = sum((counts_of(each, mode) for each in reports.journals.values()), Counter())
    return Ran(
        status=ended.status,
        is_stopped=ended.is_stopped,
        store=_shown(store),
        mode=settings.mode,
        interpreters=reports.joined,
        came_over_http=came_over_http,
        pytest_runs=reports.aside,
        played=sum(journal.played.values()),
        weaker=sum(journal.weaker.values()),
        weaker_matches=tuple(journal.weaker_matches),
        recorded=len(journal.kept),
        sent=journal.sent,
        misses=tuple(journal.misses),
        missed=journal.missed,
        noted=tuple(reports.noted),
        refused=dict(journal.live_traffic),
        refusals=dict(journal.refusals),
        unused=unused,
        faults=session.faults,
        not_kept=dict(journal.not_kept),
        # Several processes may have recorded the same anew.
        counts={**counts, "recorded": len(journal.kept), "unused": len(unused)},
    )


def _commands(command: Sequence[str], scope: str | None, said: Mapping[str, str], via: Via) -> Commands:
    options = {**said, **({"scope": scope} if scope is not None else {})}
    options |= {} if via is Via.AUTO else {"via": via.value}

    def run(**more: str) -> str:
        return shlex.join(["understudy", "run", *typed({**options, **more}), "--", *command])

    return Commands(run(mode=Mode.RECORD_IF_MISSING.value), f"UNDERSTUDY_REPEAT=last {run()}")


def _unused(session: Session, reports: Reports, *, is_known: bool) -> tuple[str, ...]:
    # In a run of pytest the store may be that of its tests.
    if session.mode is Mode.LIVE or reports.aside or not is_known:
        return ()
    return tuple(recording.name for recording in session.unused)


def _shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
