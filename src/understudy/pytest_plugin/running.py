"""One test under a session: opened before its fixtures are set up, judged after they are torn down."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import UTC, datetime

import pytest

from understudy.engine import opened
from understudy.errors import RecordingUnreadable, UnderstudyError
from understudy.interceptors import guarded, hooked
from understudy.misses import Miss
from understudy.model import Mode
from understudy.operations.joining import note
from understudy.operations.opening import now, session_settings
from understudy.operations.pending import Change, Kind, count_waiting
from understudy.operations.redaction import secrets_of
from understudy.operations.settings import Unused
from understudy.pytest_plugin import ledger, remembering, texts
from understudy.pytest_plugin.covering import Coverage, coverage_of, scope_of
from understudy.pytest_plugin.ledger import Line, line_of
from understudy.pytest_plugin.staging import Staged
from understudy.pytest_plugin.subprocesses import Subprocesses
from understudy.store import Directory


def _store(coverage: Coverage) -> Directory:
    return Directory(coverage.store, texts.shown(coverage.store), coverage.settings.rules)


def run_of(item: pytest.Item) -> Run:
    """The run of a test. It fails where its store cannot be read, or a mark says what does not exist."""
    try:
        return Run(scope_of(item), coverage_of(item))
    except UnderstudyError as error:
        trouble = str(error)
    # Not while the error is handled: pytest would tell of both.
    pytest.fail(trouble, pytrace=False)


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
        self._began_ns, self._is_complete = time.time_ns(), False
        settings, store = coverage.settings, _store(coverage)
        self._staged = Staged(store) if settings.mode.value is Mode.RECORD else None
        self._renews = coverage.renewal.chooses(coverage.store, datetime.now(UTC))
        self.session = session_settings(settings, coverage.store).open(
            self._staged or store,
            scope=coverage.scope,
            renews=self._renews,
            is_ordered=coverage.has_own_store,
            commands=texts.commands_for(test),
            secrets=secrets_of(settings.redact.value, settings.allow_secrets.value),
        )
        self.has_passed = False
        """Until its call has, and from a failure on."""
        self._told = 0
        self._told_live: Counter[str] = Counter()
        self._unused: list[str] = []
        self._is_kept, self._pending = False, 0
        # In a context of its own: the session is that of every thread and task, whichever context they began in,
        # and an event loop that serves several tests does not keep the session of the first.
        self._context = copy_context()
        self._open = self._opened()
        self._context.run(self._open.__enter__)
        joins = settings.subprocesses.value
        self._subprocesses = Subprocesses(self.session, coverage, self._staged) if joins else None

    @contextmanager
    def _opened(self) -> Iterator[None]:
        with hooked(), guarded(self.session, self._coverage.settings.ignore_hosts.value), opened(self.session):
            yield

    def untold(self) -> str:
        """The misses and refused connections that no report of a failure has told of; empty where there are none."""
        misses, refused = self._untold(), self._refused()
        missed = [texts.missed(misses)] if misses else []
        return "\n\n".join([*missed, *refused])

    def told(self, report: str) -> str:
        """What a report of a failure leaves out of them; from now on they are told."""
        misses = self._untold()
        refused = [text for text in self._refused() if text.partition("\n")[0] not in report]
        self._told, self._told_live = self.session.journal.missed, Counter(self.session.journal.live_traffic)
        missing = [miss for miss in misses if miss.headline() not in report]
        text = texts.missed(missing)
        missed = [text] if misses and (missing or text not in report) else []
        return "\n\n".join([*missed, *refused])

    def _untold(self) -> list[Miss]:
        if self._subprocesses is not None:
            self._subprocesses.listen()
        fresh = self.session.journal.missed - self._told
        return list(self.session.misses)[-fresh:] if fresh else []

    def _refused(self) -> list[str]:
        journal = self.session.journal
        if not journal.live_traffic:
            return []
        fresh = Counter(journal.live_traffic) - self._told_live
        return [journal.refusals.get(host, texts.refused_elsewhere(host)) for host in fresh]

    def end(self, item: pytest.Item) -> str:
        """Close the session, keep what was recorded if the test has passed, and say what is wrong with it."""
        try:
            self._close()
            if self.session.journal.missed:
                note(self.session.misses)
            if text := self.untold():
                self.has_passed = False
                return text
            self._is_complete = self.has_passed
            return self._settle(item) if self.has_passed else ""
        except UnderstudyError as error:
            self.has_passed = self._is_complete = False
            return str(error)
        except BaseException:
            self.has_passed = self._is_complete = False
            raise
        finally:
            if self._staged is not None:
                self._staged.discard()

    def _close(self) -> None:
        try:
            self._context.run(self._open.__exit__, None, None, None)
        finally:
            if (subprocesses := self._subprocesses) is not None:
                self._subprocesses = None
                subprocesses.end()

    def give_up(self) -> None:
        """The run was interrupted."""
        self._close()
        if self._staged is not None:
            self._staged.discard()

    def _settle(self, item: pytest.Item) -> str:
        """What becomes of the recordings of a test that has passed."""
        journal, setting = self.session.journal, self._coverage.settings.unused.value
        # Another test may ask for what lies in a scope that is not this one's own.
        is_own = self.session.scope == self.test
        unused = self.session.unused if is_own or setting is not Unused.IGNORE else ()
        if self._staged is not None:
            # Where an answer was not kept, its old recording may be the one that seems stale.
            is_known = is_own and journal.is_all_kept
            self._keep(self._staged, [each.name for each in unused if is_known and self._renews(each)])
            unused = tuple(each for each in unused if not self._renews(each))
        self._unused = names = [recording.name for recording in unused]
        if not names or setting is Unused.IGNORE:
            return ""
        text = texts.unused(names, self._coverage.store, self.test)
        if setting is Unused.WARN:
            item.warn(UnusedRecordings(text))
            return ""
        self.has_passed = False
        return text

    def _keep(self, staged: Staged, stale: list[str]) -> None:
        if self._coverage.settings.review.value:
            self._pending = staged.hold(self.test, stale, now(), self._is_settled)
        else:
            staged.commit(stale)
            staged.release(self.test, now(), self._is_settled)
        self._is_kept = True

    def _is_settled(self, change: Change) -> bool:
        """Whether this run settles an earlier change of the test's recordings, which still waits for a review."""
        journal = self.session.journal
        is_played = change.kind is Kind.REMOVE and change.name in journal.played
        return self._coverage.renewal.is_all or is_played or change.name in journal.kept

    def attach_to(self, report: pytest.TestReport) -> None:
        """Give the test's last report what the run has to know of it."""
        ledger.attach(report, self._line())
        if self._is_complete:
            # Whether it left others unused does not matter.
            remembering.attach(
                report, self.test, remembering.ran_of(self.session, self._coverage.store, self._began_ns)
            )

    def _line(self) -> Line:
        setting = self._coverage.settings.mode
        is_staged = self._staged is not None
        return line_of(
            self.session,
            f"{setting.value.value} ({setting.source.name})",
            is_kept=not is_staged or (self._is_kept and not self._coverage.settings.review.value),
            is_dropped=is_staged and not self._is_kept,
            unused=len(self._unused),
            pending=self._pending or self._waiting(),
            old=self._old(),
        )

    def _waiting(self) -> int:
        """What was recorded may be what was missed, and only wait for a review."""
        try:
            return count_waiting(self._coverage.store, self.test) if self.session.journal.missed else 0
        except RecordingUnreadable:
            # `understudy review` reports it.
            return 0

    def _old(self) -> int:
        """How many recordings it played that are older than they should be."""
        max_age = self._coverage.settings.max_age.value
        if max_age is None:
            return 0
        now = datetime.now(UTC)
        return sum(max_age.is_exceeded(entry.recorded, now) for entry in self.session.entries_played)
