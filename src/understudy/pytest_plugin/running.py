"""One test under a session: opened before its fixtures are set up, judged after they are torn down."""

from __future__ import annotations

from contextlib import ExitStack
from contextvars import copy_context

import pytest

from understudy.engine import Session, opened
from understudy.interceptors import guarded, hooked
from understudy.misses import Miss
from understudy.model import Mode
from understudy.operations.settings import Unused
from understudy.operations.use import now
from understudy.pytest_plugin import texts
from understudy.pytest_plugin.covering import Coverage
from understudy.pytest_plugin.ledger import Line
from understudy.pytest_plugin.staging import Staged
from understudy.store import Directory


class UnusedRecordings(UserWarning):
    """A test passed and left recordings of its own unused."""


class Run:
    """A test, its session, and what is known of its outcome."""

    def __init__(self, test: str, coverage: Coverage) -> None:
        """Opens the session.

        Raises:
            UnderstudyError: the store cannot be read.
        """
        self.test, self._coverage = test, coverage
        settings, store = coverage.settings, Directory(coverage.store)
        self._staged = Staged(store) if settings.mode.value is Mode.RECORD else None
        self.session = Session(
            self._staged or store,
            settings.mode.value,
            scope=coverage.scope,
            stable_ids=settings.stable_ids.value,
            repeat=settings.repeat.value,
            today=now,
        )
        self.has_passed = False
        """Until its call has, and from a failure on."""
        self._told = 0
        self._unused: list[str] = []
        self._open = ExitStack()
        # In a context of its own: the session is that of every thread and task, whichever context they began in,
        # and an event loop that serves several tests does not keep the session of the first.
        self._context = copy_context()
        self._context.run(self._enter)

    def _enter(self) -> None:
        with ExitStack() as stack:
            stack.enter_context(hooked())
            stack.enter_context(guarded(self.session, self._coverage.settings.ignore_hosts.value))
            stack.enter_context(opened(self.session))
            self._open = stack.pop_all()

    def untold(self) -> str:
        """The misses that no report of a failure has told of, for people; empty where there are none."""
        misses = self._untold()
        return texts.missed(misses, self.test, self._coverage.settings.mode) if misses else ""

    def told(self, report: str) -> str:
        """What a report of a failure leaves out of the misses; from now on they are told."""
        misses = self._untold()
        self._told = self.session.journal.missed
        missing = [miss for miss in misses if miss.headline() not in report]
        text = texts.missed(missing, self.test, self._coverage.settings.mode)
        return text if misses and (missing or text not in report) else ""

    def _untold(self) -> list[Miss]:
        fresh = self.session.journal.missed - self._told
        return list(self.session.misses)[-fresh:] if fresh else []

    def end(self, item: pytest.Item) -> str:
        """Close the session, keep what was recorded if the test has passed, and say what is wrong with it.

        Raises:
            UnderstudyError: something could not be kept or read.
        """
        try:
            self._context.run(self._open.close)
            if text := self.untold():
                self.has_passed = False
                return text
            return self._settle(item) if self.has_passed else ""
        except BaseException:
            self.has_passed = False
            raise
        finally:
            if self._staged is not None:
                self._staged.discard()

    def give_up(self) -> None:
        """The run was interrupted."""
        self._context.run(self._open.close)
        if self._staged is not None:
            self._staged.discard()

    def _settle(self, item: pytest.Item) -> str:
        """What becomes of the recordings of a test that has passed."""
        journal, setting = self.session.journal, self._coverage.settings.unused.value
        # Another test may ask for what lies in a scope that is not this one's own.
        is_own = self.session.scope == self.test
        names = [recording.name for recording in self.session.unused] if is_own or setting is not Unused.IGNORE else []
        if self._staged is not None:
            # Where an answer was not kept, its old recording may be the one that seems stale.
            self._staged.commit(names if is_own and journal.sent == len(journal.kept) else ())
            return ""
        self._unused = names
        if not names or setting is Unused.IGNORE:
            return ""
        text = texts.unused(names, self._coverage.store, self.test)
        if setting is Unused.WARN:
            item.warn(UnusedRecordings(text))
            return ""
        self.has_passed = False
        return text

    @property
    def line(self) -> Line:
        """What the summary has to know."""
        journal, setting = self.session.journal, self._coverage.settings.mode
        is_dropped = self._staged is not None and not self.has_passed
        return Line(
            mode=f"{setting.value.value} ({setting.source.name})",
            played=sum(journal.played.values()),
            recorded=0 if is_dropped else len(journal.kept),
            missed=journal.missed,
            unused=len(self._unused),
            live=journal.sent if setting.value is Mode.LIVE else 0,
            dropped=len(journal.kept) if is_dropped else 0,
        )
