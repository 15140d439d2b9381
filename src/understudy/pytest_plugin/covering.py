"""Which tests are covered, and what their marks, the project and the command line say of them."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from understudy.engine import Repeat
from understudy.errors import WrongUse
from understudy.operations.settings import (
    DEFAULT,
    Layout,
    Setting,
    Settings,
    Source,
    Unused,
    check_names,
    read_settings,
)
from understudy.pytest_plugin.folders import FOLDER, folder_of

NAME = "understudy"
"""Of the mark, the fixture and the option."""

MARKED = ("mode", "store", "stable_ids", "repeat", "unused", "scope", "ignore_hosts")
"""What a mark may say."""

_SETTINGS = pytest.StashKey[Settings]()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What holds for one test."""

    settings: Settings
    store: Path
    scope: str | None
    """A mark may choose another one than the test's own."""


def settings_of(config: pytest.Config) -> Settings:
    """What the project, the environment and the command line say; read once.

    Raises:
        WrongUse: a name or a value does not exist.
    """
    if _SETTINGS not in config.stash:
        settings = read_settings(config.rootpath, os.environ)
        config.stash[_SETTINGS] = _with_option(settings, config)
    return config.stash[_SETTINGS]


def coverage_of(item: pytest.Item) -> Coverage:
    """What holds for a test: the mark nearest to it wins; only the command line is stronger.

    Raises:
        WrongUse: a mark says something that does not exist.
    """
    settings, scope = settings_of(item.config), scope_of(item)
    own_scope: str | None = scope
    for node, mark in reversed(list(item.iter_markers_with_node(NAME))):
        source = Source(f"the mark of {node.nodeid or 'the project'}", _folder(node))
        values = _said(mark, source)
        if "scope" in values:
            own_scope = values.pop("scope")
        settings = settings.changed(values, source)
    settings = _with_option(settings, item.config).for_ci(os.environ)
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        # Hypothesis runs it as often as it likes: examples may ask the same again, and some may not be run.
        settings = _by_default(settings, Repeat.CYCLE, Unused.IGNORE)
    elif own_scope != scope:
        # What this test leaves unused, another one of the same scope may ask for.
        settings = _by_default(settings, Repeat.IN_ORDER, Unused.IGNORE)
    store = settings.store.value
    if store is None:
        is_shared = settings.layout.value is Layout.SHARED
        store = item.config.rootpath / FOLDER if is_shared else folder_of(item.path, scope)
    return Coverage(settings, store, own_scope)


def scope_of(item: pytest.Item) -> str:
    """The test's node id, as pytest prints it without plugins: pytest-xdist appends a group's name to some."""
    return f"{item.parent.nodeid}::{item.name}" if item.parent and item.parent.nodeid else item.nodeid


def _with_option(settings: Settings, config: pytest.Config) -> Settings:
    mode = config.getoption("understudy_mode", None)
    return settings if mode is None else settings.changed({"mode": mode}, Source("--understudy", is_command_line=True))


def _said(mark: pytest.Mark, source: Source) -> dict[str, Any]:
    known = ", ".join(MARKED)
    if mark.args:
        raise WrongUse(f"{source.name}: {mark.args[0]!r} has no name\n\n  Write one of {known}, with = and a value.")
    check_names(mark.kwargs, MARKED, source.name)
    scope = mark.kwargs.get("scope")
    if not (scope is None or isinstance(scope, str)):
        raise WrongUse(f"{source.name}: scope: {scope!r} is neither a text nor None")
    return dict(mark.kwargs)


def _folder(node: pytest.Item | pytest.Collector | Any) -> Path:
    path: Path = node.path
    return path if path.is_dir() else path.parent


def _by_default(settings: Settings, repeat: Repeat, unused: Unused) -> Settings:
    if settings.repeat.source is DEFAULT:
        settings = replace(settings, repeat=Setting(repeat))
    if settings.unused.source is DEFAULT:
        settings = replace(settings, unused=Setting(unused))
    return settings
