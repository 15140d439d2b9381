"""In a suite that is set to replay, live traffic that no session claims: it fails the test, or the run.

A suite is set to replay where somebody wrote so: on the command line, in the environment or in pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from typing import Any

import pytest

from understudy.interceptors import Unclaimed, unclaimed
from understudy.model import Mode
from understudy.operations.settings import DEFAULT, Settings

NAME = "understudy"
WORKER = "understudy_unclaimed"
"""What a worker of pytest-xdist tells the run of traffic that belonged to none of its tests."""

SHOWN = 10


def is_set_to_replay(settings: Settings) -> bool:
    """Whether somebody set this mode; by default it is no more than what covered tests do."""
    return settings.mode.value is Mode.REPLAY and settings.mode.source is not DEFAULT


def watch(config: pytest.Config, settings: Settings) -> None:
    """From now on to the end of the run."""
    stack = ExitStack()
    noted = stack.enter_context(unclaimed(settings.ignore_hosts.value))
    config.add_cleanup(stack.close)
    config.pluginmanager.register(Watching(config, noted), f"{NAME}-unclaimed")


class Watching:
    """The hooks of a run that is watched."""

    def __init__(self, config: pytest.Config, noted: list[Unclaimed]) -> None:
        self._config, self._noted, self._judged = config, noted, 0
        self._outside: list[str] = []
        """Texts of what happened while no test ran."""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None, Any, Any]:
        self._outside += self._fresh()
        return (yield from self._judging())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None, Any, Any]:
        return (yield from self._judging())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, Any, Any]:
        return (yield from self._judging())

    def _judging(self) -> Generator[None, Any, Any]:
        result = yield
        if texts := self._fresh():
            pytest.fail(_told(texts), pytrace=False)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A phase that failed by itself: what its report does not tell is added to it."""
        report = yield
        if report.failed:
            said = report.longreprtext
            if texts := [text for text in self._fresh() if text.partition("\n")[0] not in said]:
                report.sections.append((NAME, _told(texts)))
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """What no test is to blame for fails the run."""
        self._outside += self._fresh()
        if (output := getattr(self._config, "workeroutput", None)) is not None:
            output[WORKER] = self._outside
        elif self._outside and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist has ended."""
        self._outside += getattr(node, "workeroutput", {}).get(WORKER, ())

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name each of those."""
        if not self._outside:
            return
        terminalreporter.section(f"{NAME}: live traffic outside of tests", red=True, bold=True)
        terminalreporter.line(f"{_told(self._outside)}\n")
        terminalreporter.line(f"The run fails: {len(self._outside)} refused while no test ran.")

    def _fresh(self) -> list[str]:
        fresh, self._judged = self._noted[self._judged :], len(self._noted)
        return [each.text for each in fresh]


def _told(texts: list[str]) -> str:
    """Each text once."""
    different = list(dict.fromkeys(texts))
    more = [f"and {len(different) - SHOWN} more"] if len(different) > SHOWN else []
    return "\n\n".join([*different[:SHOWN], *more])
