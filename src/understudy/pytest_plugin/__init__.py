"""The pytest plugin: a session for each test that asks for one. It loads with pytest, and does nothing until asked.

What it needs is imported when the first test asks.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from understudy.pytest_plugin.asking import JOINED, NAME, asks, check, is_covered, is_set, watch

if TYPE_CHECKING:
    from understudy.engine import Session
    from understudy.pytest_plugin.running import Run

MARK = (
    "understudy(mode, store, stable_ids, repeat, match, pace, faults, fault_seed, record_errors, max_answer, unused, "
    "scope, ignore_hosts, ignore, volatile, follow): answer the test's requests to AI APIs from recordings. All "
    "arguments have names and may be left out."
)

OPTIONS = ("mode", "renew", "max_age", "review", "record_errors", "max_answer")

_RUN: pytest.StashKey[Run] = pytest.StashKey()
_RUNNING: pytest.StashKey[dict[pytest.Item, Run]] = pytest.StashKey()
_HOOKS: pytest.StashKey[ExitStack] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--understudy`, and what goes with recording anew."""
    group = parser.getgroup(NAME, "recordings of AI APIs")
    group.addoption(
        "--understudy",
        dest="understudy_mode",
        metavar="MODE",
        help="mode of all tests that are covered: replay, record-if-missing, record or live. "
        "Stronger than marks and settings; covers no test by itself.",
    )
    group.addoption(
        "--understudy-renew",
        dest="understudy_renew",
        metavar="PATTERN",
        action="append",
        help="in mode record, record anew only these and play the rest: an API (openai-chat), a provider (openai), or "
        "the path of a recording or a folder, with * and ?; may be given several times.",
    )
    group.addoption(
        "--understudy-max-age",
        dest="understudy_max_age",
        metavar="AGE",
        help="in mode record, record anew only what is older, such as 30d (s, m, h, d, w); in replay, count it.",
    )
    group.addoption(
        "--understudy-review",
        dest="understudy_review",
        action="store_true",
        default=None,
        help="in mode record, what is new waits for `understudy review`.",
    )
    group.addoption(
        "--understudy-record-errors",
        dest="understudy_record_errors",
        action="store_true",
        default=None,
        help="keep also 408, 409, 429, 5xx and broken streams, which else reach the caller alone.",
    )
    group.addoption(
        "--understudy-max-answer",
        dest="understudy_max_answer",
        metavar="SIZE",
        help="keep no answer with a larger body, such as 64M (default: 256M).",
    )
    group.addoption("--understudy-claims", dest="understudy_claims", metavar="FILE", help=argparse.SUPPRESS)


def pytest_configure(config: pytest.Config) -> None:
    """A setting that does not exist ends the run before it begins."""
    config.addinivalue_line("markers", MARK)
    config.stash[_RUNNING] = {}
    if any(config.getoption(f"{NAME}_{each}") is not None for each in OPTIONS) or is_set(config):
        check(config)
        watch(config)
    if (claims := config.getoption("understudy_claims")) is not None:
        from understudy.pytest_plugin.claiming import Claiming

        config.pluginmanager.register(Claiming(config, Path(claims)))
    if JOINED in sys.modules:
        from understudy.pytest_plugin.suites import step_aside

        config.add_cleanup(step_aside())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The environment is looked at once a test asks: other programs' tests may have names like ours in it."""
    if any(map(asks, items)):
        check(config)
        _keep_hooks(config)


# Neither first nor last: after marks have skipped tests, before fixtures are set up.
@pytest.hookimpl
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Open the session of a test that is covered."""
    if is_covered(item):
        _start(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """A miss fails the test, even if the test swallowed it."""
    run = item.stash.get(_RUN, None)
    if run is None:
        return (yield)
    result = yield
    if text := run.untold():
        pytest.fail(text, pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Close the session and judge what it did."""
    try:
        result = yield
    except BaseException as failure:
        if (run := item.stash.get(_RUN, None)) and (trouble := _end(item, run, has_passed=False)):
            failure.add_note(trouble)
        raise
    if (run := item.stash.get(_RUN, None)) and (text := _end(item, run)):
        pytest.fail(text, pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the run how a phase ended, and the report what was missed in it."""
    run = item.stash.get(_RUN, None)
    if run is not None and call.excinfo is not None and not item.config.getoption("fulltrace"):
        from understudy.pytest_plugin.tracebacks import shorten

        shorten(call)
    report = yield
    if run is None:
        return report
    has_failed_as_expected = hasattr(report, "wasxfail")
    if report.when == "call":
        run.has_passed = report.passed and not has_failed_as_expected
    if (report.failed or has_failed_as_expected) and (text := run.told(report.longreprtext)):
        report.sections.append((NAME, text))
    if report.when == "teardown":
        run.attach_to(report)
        _forget(item)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the run proved, of all tests that were covered; reports of pytest-xdist's workers are here, too."""
    reports = [each for some in terminalreporter.stats.values() for each in some if hasattr(each, NAME)]
    if not reports:
        return
    from understudy.pytest_plugin.hints import hints
    from understudy.pytest_plugin.ledger import summary
    from understudy.pytest_plugin.remembering import remember

    remember(terminalreporter.config, reports)
    if lines := [*summary(reports), *hints(terminalreporter.config, reports)]:
        terminalreporter.section(NAME)
        for line in lines:
            for piece in line:
                terminalreporter.write(piece.text, **({piece.colour: True} if piece.colour else {}))
            terminalreporter.line("")


def pytest_unconfigure(config: pytest.Config) -> None:
    """What an interrupt left open ends, and changes nothing."""
    for item, run in list(config.stash.get(_RUNNING, {}).items()):
        run.give_up()
        _forget(item)
    config.stash.get(_HOOKS, ExitStack()).close()


@pytest.fixture(name=NAME)
def session_of_the_test(request: pytest.FixtureRequest) -> Session:
    """The test's session: what it played, missed, recorded and left unused. Asking for it covers the test."""
    item: pytest.Item = request.node
    if _RUN not in item.stash:
        _start(item)
    return item.stash[_RUN].session


def _start(item: pytest.Item) -> None:
    from understudy.pytest_plugin.running import run_of

    _keep_hooks(item.config)
    run = run_of(item)
    item.stash[_RUN] = item.config.stash[_RUNNING][item] = run


def _keep_hooks(config: pytest.Config) -> None:
    """Once a test asks the hooks stay: without a session they are idle, and to put them on for each test takes a
    fifth of a millisecond."""
    if _HOOKS not in config.stash:
        from understudy.interceptors import hooked, kept_on
        from understudy.pytest_plugin import running, wide_fixtures  # noqa: F401 - imported for the tests to come

        config.stash[_HOOKS] = ExitStack()
        config.stash[_HOOKS].enter_context(hooked())
        config.stash[_HOOKS].enter_context(kept_on())
        config.pluginmanager.register(wide_fixtures, f"{NAME}-wide-fixtures")


def _end(item: pytest.Item, run: Run, *, has_passed: bool = True) -> str:
    """End the run; what comes back is what is wrong."""
    run.has_passed &= has_passed
    return run.end(item)


def _forget(item: pytest.Item) -> None:
    del item.stash[_RUN], item.config.stash[_RUNNING][item]
