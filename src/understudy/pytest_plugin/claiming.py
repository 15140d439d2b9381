"""What the tests of a collection claim, written into a file for `understudy prune`."""

from __future__ import annotations

from collections.abc import Generator
from os.path import normpath
from pathlib import Path

import pytest

from understudy.errors import UnderstudyError
from understudy.operations.claims import Claim, Claims, write_claims
from understudy.operations.settings import DEFAULT, Unused
from understudy.pytest_plugin.covering import Coverage, coverage_of, scope_of
from understudy.pytest_plugin.remembering import remembered


class Claiming:
    """A plugin for one collection."""

    def __init__(self, config: pytest.Config, path: Path) -> None:
        self._config, self._path = config, path
        self._items: list[pytest.Item] | None = None
        self._files: set[str] = set()
        self._broken: dict[str, str] = {}
        # `--lf` in a project's `addopts`: this one leaves tests out while they are collected, where nobody sees them.
        config.pluginmanager.set_blocked("lfplugin-collwrapper")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that was skipped, or whose tests cannot be collected, is not known."""
        if report.failed:
            self._broken[report.nodeid or str(self._config.rootpath)] = report.longreprtext
        elif report.passed and (self._config.rootpath / report.nodeid).is_file():
            self._files.add(report.nodeid)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, None, None]:
        """All tests, before any is deselected."""
        self._items = list(items)
        yield

    def pytest_sessionfinish(self) -> None:
        """By now they have the marks that a `conftest.py` gives them. A run that did not come so far found nothing."""
        if self._items is None:
            return
        claims = []
        for item in self._items:
            try:
                coverage = coverage_of(item)
            except UnderstudyError as error:
                self._broken[scope_of(item)] = str(error).partition("\n")[0]
                continue
            claims.append(
                Claim(scope_of(item), normpath(coverage.store), coverage.scope, _keeps_unused(item, coverage))
            )
        files = frozenset(self._files - self._in_part())
        root = str(self._config.rootpath)
        write_claims(Claims(root, tuple(claims), files, self._broken, remembered(self._config)), self._path)

    def _in_part(self) -> set[str]:
        """Files of which only some tests were asked for, such as in `addopts`."""
        here, root = self._config.invocation_params.dir, self._config.rootpath
        single = {(here / each.partition("::")[0]).resolve() for each in self._config.args if "::" in each}
        return {file for file in self._files if (root / file).resolve() in single}


def _keeps_unused(item: pytest.Item, coverage: Coverage) -> bool:
    """Whether somebody has said so, or Hypothesis chooses what is asked. A shared scope alone is no reason."""
    unused = coverage.settings.unused
    is_hypothesis = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return unused.value is Unused.IGNORE and (unused.source is not DEFAULT or is_hypothesis)
