"""Fixtures wider than a test: a thread that one starts, such as a server's, serves whichever test runs."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from understudy.engine import shared


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """Threads that begin here are not the test's that happens to be the first."""
    if fixturedef.scope == "function":
        return (yield)
    with shared():
        return (yield)
