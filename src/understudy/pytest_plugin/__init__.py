"""The pytest plugin: a session for each test that asks for one. It loads with pytest, and does nothing until asked.

What it needs is imported when the first test asks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from understudy.engine import Session
    from understudy.pytest_plugin.running import Run

NAME = "understudy"
MARK = (
    "understudy(mode, store, stable_ids, repeat, unused, scope, ignore_hosts): answer the test's requests to AI APIs "
    "from recordings. All arguments have names and may be left out."
)

_RUN: pytest.StashKey[Run] = pytest.StashKey()
_RUNNING: pytest.StashKey[dict[pytest.Item, Run]] = pytest.StashKey()
_ALL: pytest.StashKey[bool] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--understudy`."""
    parser.getgroup(NAME, "recordings of AI APIs").addoption(
        "--understudy",
        dest="understudy_mode",
        metavar="MODE",
        help="mode of all tests that are covered: replay, record-if-missing, record or live. "
        "Stronger than marks and settings; covers no test by itself.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """A setting that does not exist ends the run before it begins."""
    config.addinivalue_line("markers", MARK)
    config.stash[_RUNNING] = {}
    if config.getoption("understudy_mode") is not None or _is_set(config):
        _check(config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The environment is looked at once a test asks: other programs' tests may have names like ours in it."""
    if any(map(_asks, items)):
        _check(config)


# Neither first nor last: after marks have skipped tests, before fixtures are set up.
@pytest.hookimpl
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Open the session of a test that is covered."""
    if _is_covered(item):
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
    report = yield
    if (run := item.stash.get(_RUN, None)) is None:
        return report
    has_failed_as_expected = hasattr(report, "wasxfail")
    if report.when == "call":
        run.has_passed = report.passed and not has_failed_as_expected
    if (report.failed or has_failed_as_expected) and (text := run.told(report.longreprtext)):
        report.sections.append((NAME, text))
    if report.when == "teardown":
        from understudy.pytest_plugin.ledger import attach

        attach(report, run.line)
        _forget(item)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the run proved, of all tests that were covered; reports of pytest-xdist's workers are here, too."""
    reports = [each for some in terminalreporter.stats.values() for each in some if hasattr(each, NAME)]
    if not reports:
        return
    from understudy.pytest_plugin.ledger import summary

    if lines := summary(reports):
        terminalreporter.section(NAME)
        for line in lines:
            terminalreporter.line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """What an interrupt left open ends, and changes nothing."""
    for item, run in list(config.stash.get(_RUNNING, {}).items()):
        run.give_up()
        _forget(item)


@pytest.fixture(name=NAME)
def session_of_the_test(request: pytest.FixtureRequest) -> Session:
    """The test's session: what it played, missed, recorded and left unused. Asking for it covers the test."""
    item: pytest.Item = request.node
    if _RUN not in item.stash:
        _start(item)
    return item.stash[_RUN].session


def _is_set(config: pytest.Config) -> bool:
    """Whether a project or the environment sets anything. Most do not, and are told apart without our imports."""
    projects = (folder / "pyproject.toml" for folder in (config.rootpath, *config.rootpath.parents))
    project = next((path for path in projects if path.is_file()), None)
    is_possible = any(name.startswith("UNDERSTUDY_") for name in os.environ) or (
        project is not None and re.search(rb"tool.*understudy|understudy.*=", project.read_bytes()) is not None
    )
    if not is_possible:
        return False
    from understudy.operations.settings import is_set

    with _as_usage_error():
        return is_set(config.rootpath, os.environ)


def _check(config: pytest.Config) -> None:
    from understudy.pytest_plugin.covering import settings_of

    with _as_usage_error():
        config.stash[_ALL] = settings_of(config).all.value


@contextmanager
def _as_usage_error() -> Iterator[None]:
    from understudy.errors import WrongUse

    try:
        yield
    except WrongUse as error:
        raise pytest.UsageError(str(error)) from None


def _is_covered(item: pytest.Item) -> bool:
    return _asks(item) or item.config.stash.get(_ALL, False)


def _asks(item: pytest.Item) -> bool:
    return item.get_closest_marker(NAME) is not None or NAME in getattr(item, "fixturenames", ())


def _start(item: pytest.Item) -> None:
    from understudy.errors import UnderstudyError
    from understudy.pytest_plugin.covering import coverage_of, scope_of
    from understudy.pytest_plugin.running import Run

    try:
        run = Run(scope_of(item), coverage_of(item))
    except UnderstudyError as error:
        pytest.fail(str(error), pytrace=False)
    item.stash[_RUN] = item.config.stash[_RUNNING][item] = run


def _end(item: pytest.Item, run: Run, *, has_passed: bool = True) -> str:
    """End the run; what comes back is what is wrong."""
    from understudy.errors import UnderstudyError

    run.has_passed &= has_passed
    try:
        return run.end(item)
    except UnderstudyError as error:
        return str(error)


def _forget(item: pytest.Item) -> None:
    del item.stash[_RUN], item.config.stash[_RUNNING][item]
