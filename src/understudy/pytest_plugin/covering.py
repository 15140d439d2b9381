"""Which tests are covered, and what their marks, the project and the command line say of them."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from understudy.engine import Repeat
from understudy.errors import WrongUse
from understudy.model import Mode
from understudy.operations.folders import FOLDER, folder_of
from understudy.operations.renewing import Renewal, renewal
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
from understudy.pytest_plugin.suites import for_suite, over_marks

NAME = "understudy"
"""Of the mark, the fixture and the option."""

RULES = ("ignore", "volatile", "follow")
"""What a mark may say of requests that mean the same."""

PLAYING = ("repeat", "match", "pace", "faults", "fault_seed")
"""What a mark may say of how recordings are played."""

KEEPING = ("record_errors", "max_answer")
"""What a mark may say of which answers are kept."""

MARKED = ("mode", "store", "stable_ids", *PLAYING, *KEEPING, "unused", "scope", "ignore_hosts", *RULES)
"""What a mark may say."""

OPTIONS = {
    "mode": "--understudy",
    "renew": "--understudy-renew",
    "max_age": "--understudy-max-age",
    "review": "--understudy-review",
    "record_errors": "--understudy-record-errors",
    "max_answer": "--understudy-max-answer",
}
"""What the command line may say, by the name of the setting; pytest keeps it as `understudy_<name>`."""

_SETTINGS = pytest.StashKey[Settings]()
_RENEWAL = pytest.StashKey[Renewal]()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What holds for one test."""

    settings: Settings
    store: Path
    scope: str | None
    """A mark may choose another one than the test's own."""

    renewal: Renewal
    """What the mode `record` renews."""

    @property
    def has_own_store(self) -> bool:
        """Whether the store is this test's alone."""
        return self.settings.store.value is None and self.settings.layout.value is Layout.PER_TEST


def settings_of(config: pytest.Config) -> Settings:
    """What the project, the environment and the command line say; read once.

    Raises:
        WrongUse: a name or a value does not exist.
    """
    if _SETTINGS not in config.stash:
        settings = _with_options(for_suite(read_settings(config.rootpath, os.environ), os.environ), config)
        mode = settings.for_ci(os.environ).mode.value
        if mode is Mode.RECORD:
            _renewal(settings, config)
        elif settings.renew.value and settings.renew.source.is_command_line:
            raise WrongUse(
                f"{OPTIONS['renew']}: chooses what the mode record renews, and the mode is {mode.value}"
                f"\n\n  Add {OPTIONS['mode']}=record."
            )
        config.stash[_SETTINGS] = settings
    return config.stash[_SETTINGS]


def coverage_of(item: pytest.Item) -> Coverage:
    """What holds for a test: the mark nearest to it wins; only the command line is stronger.

    Raises:
        WrongUse: a mark says something that does not exist.
    """
    settings, scope = settings_of(item.config), scope_of(item)
    own_scope: str | None = scope
    said = False
    for node, mark in reversed(list(item.iter_markers_with_node(NAME))):
        if not (mark.args or mark.kwargs):
            continue
        said, source = True, Source(f"the mark of {node.nodeid or 'the project'}", _folder(node))
        values = _said(mark, source)
        if "scope" in values:
            own_scope = values.pop("scope")
        settings = settings.changed(values, source)
    if said:
        settings = _with_options(settings, item.config)
    settings = settings.for_ci(os.environ)
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
    return Coverage(settings, store, own_scope, _renewal(settings, item.config))


def scope_of(item: pytest.Item) -> str:
    """The test's node id, as pytest prints it without plugins: pytest-xdist appends a group's name to some."""
    return f"{item.parent.nodeid}::{item.name}" if item.parent and item.parent.nodeid else item.nodeid


def _with_options(settings: Settings, config: pytest.Config) -> Settings:
    settings = over_marks(settings, os.environ)
    for name, option in OPTIONS.items():
        value = config.getoption(f"understudy_{name}", None)
        if value is not None:
            settings = settings.changed({name: value}, Source(option, Path.cwd(), is_command_line=True))
    return settings


def _renewal(settings: Settings, config: pytest.Config) -> Renewal:
    """What the settings choose to renew. Looked up once: what is recorded anew may bear another name."""
    max_age = settings.max_age.value
    if settings.mode.value is not Mode.RECORD:
        return Renewal(max_age=max_age)
    if _RENEWAL not in config.stash:
        source = settings.renew.source
        try:
            config.stash[_RENEWAL] = renewal(settings.renew.value, source.folder, max_age)
        except WrongUse as error:
            raise WrongUse(f"{source.name}: {error}") from None
    return config.stash[_RENEWAL]


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
