"""What programs that a test starts, and forks of the test itself, do in the test's session."""

from __future__ import annotations

import os
import tempfile
from itertools import count
from pathlib import Path

from understudy.engine import Session
from understudy.operations.invited_settings import invitation_to
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
        self._uninvite = invite_children(
            invitation_to(
                coverage.settings,
                coverage.store.absolute(),
                folder=folder,
                scope=coverage.scope,
                stage=staged.place if staged else None,
                commands=session.commands,
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
