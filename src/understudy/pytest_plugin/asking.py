"""Which tests ask for a session, and what settings say of that. It loads with pytest, hence its late imports."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NAME = "understudy"
JOINED = "understudy.operations.joining"
"""Loaded where this interpreter was started within a run."""

_ALL: pytest.StashKey[bool] = pytest.StashKey()
_MARKS: pytest.StashKey[tuple[str, ...]] = pytest.StashKey()


def is_set(config: pytest.Config) -> bool:
    """Whether a project or the environment sets anything. Most do not, and are told apart without our imports."""
    projects = (folder / "pyproject.toml" for folder in (config.rootpath, *config.rootpath.parents))
    project = next((path for path in projects if path.is_file()), None)
    is_possible = any(name.lstrip("_").startswith("UNDERSTUDY_") for name in os.environ) or (
        project is not None and re.search(rb"tool.*understudy|understudy.*=", project.read_bytes()) is not None
    )
    if not is_possible:
        return False
    from understudy.operations import settings

    with _as_usage_error():
        return settings.is_set(config.rootpath, os.environ) or JOINED in sys.modules


def check(config: pytest.Config) -> None:
    """Read the settings, and keep what they say of which tests are covered.

    Raises:
        UsageError: there is no such setting.
    """
    from understudy.pytest_plugin.covering import settings_of
    from understudy.pytest_plugin.suites import register

    with _as_usage_error():
        settings = settings_of(config)
        config.stash[_ALL], config.stash[_MARKS] = settings.all.value, settings.marks.value
        register(settings.marks.value, config)


def watch(config: pytest.Config) -> None:
    """Look at what tests ask that no session covers, where they are to replay."""
    from understudy.pytest_plugin import unclaimed
    from understudy.pytest_plugin.covering import settings_of

    if unclaimed.is_set_to_replay(settings_of(config)):
        unclaimed.watch(config, settings_of(config))


@contextmanager
def _as_usage_error() -> Iterator[None]:
    from understudy.errors import WrongUse

    try:
        yield
    except WrongUse as error:
        raise pytest.UsageError(str(error)) from None


def is_covered(item: pytest.Item) -> bool:
    """Whether a test gets a session."""
    return asks(item) or item.config.stash.get(_ALL, False)


def asks(item: pytest.Item) -> bool:
    """Whether it says so itself, by a mark or the fixture."""
    marks = (NAME, *item.config.stash.get(_MARKS, ()))
    return any(map(item.get_closest_marker, marks)) or NAME in getattr(item, "fixturenames", ())
