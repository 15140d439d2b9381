"""What programs that a test starts, and forks of the test itself, do in the test's session."""

from __future__ import annotations

import os
import tempfile
from itertools import count
from pathlib import Path

from understudy.engine import Session
from understudy.model import spelt_fault, spelt_size
from understudy.operations.invitation import Invitation
from understudy.operations.inviting import invite_children
from understudy.operations.reporting import Reporter
from understudy.operations.reports import ReportingJournal, Reports
from understudy.pytest_plugin.covering import Coverage
from understudy.pytest_plugin.staging import Staged

_numbers = count(1)
_places: dict[int, str] = {}
"""For each process a name that nobody guesses. Nothing is made there until something is reported."""


class Subprocesses:
    """Those of one test."""

    def __init__(self, session: Session, coverage: Coverage, staged: Staged | None) -> None:
        folder = _folder()
        self._session, self._staged = session, staged
        self._reports = Reports(folder)
        session.journal = ReportingJournal(Reporter(folder, is_inviter=True))
        settings = coverage.settings
        self._uninvite = invite_children(
            Invitation(
                folder=folder,
                store=str(coverage.store.absolute()),
                mode=settings.mode.value.value,
                scope=coverage.scope,
                stable_ids=settings.stable_ids.value,
                repeat=settings.repeat.value.value,
                match=settings.match.value.value,
                pace=str(settings.pace.value),
                faults=", ".join(map(spelt_fault, settings.faults.value)),
                fault_seed=settings.fault_seed.value,
                record_errors=settings.record_errors.value,
                max_answer=spelt_size(settings.max_answer.value),
                ignore_hosts=list(settings.ignore_hosts.value),
                renew=list(settings.renew.value),
                here=str(settings.renew.source.folder.absolute()) if settings.renew.value else "",
                max_age=settings.max_age.value.text if settings.max_age.value else None,
                rules=session.store.rules.spelt,
                stage=str(staged.place.absolute()) if staged else None,
                mode_source=session.mode_source,
                commands=[session.commands.record, session.commands.repeat] if session.commands else None,
            )
        )

    def listen(self) -> None:
        """Count what they have reported since."""
        for name, is_changed in self._reports.add_to(self._session.journal).items():
            if self._staged is not None:
                self._staged.adopt(name, is_changed)

    def end(self) -> None:
        """Whatever is started from now on is another test's; what comes too late, nobody's."""
        self._uninvite()
        self.listen()
        self._reports.discard()


def _folder() -> str:
    process = os.getpid()
    place = _places.get(process) or _places.setdefault(
        process, str(Path(tempfile.gettempdir(), f"understudy-{os.urandom(8).hex()}"))
    )
    return f"{place}-{next(_numbers)}"
