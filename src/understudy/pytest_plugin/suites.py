"""Suites that nobody marked: what the environment, `understudy run` and the marks of others cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from shlex import join, quote

import pytest

from understudy.errors import WrongUse
from understudy.model import Mode
from understudy.operations import joining
from understudy.operations.invitation import invited, typed
from understudy.operations.settings import DEFAULT, PREFIX, Setting, Settings, Source

MODE = f"{PREFIX}MODE"
RUN = "understudy run"
STRONGEST = ("mode", "match", "pace", "faults", "fault_seed", "record_errors", "max_answer")

COMPANIONS = {"vcr": ("default_cassette", "block_network")}
"""Marks that go with a mark, and that nobody knows without the plugin it is of."""

PLUGINS = {"vcr": {"recording": "pytest-recording", "vcr": "pytest-vcr", "cassetter": "Cassetter"}}
"""Plugins that a mark is for, by the names that pytest knows them by."""


def for_suite(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """These settings; a mode that stands in the environment is for every test, unless `all` is set."""
    if settings.all.source is DEFAULT and MODE in environment:
        settings = replace(settings, all=Setting(True, Source(MODE)))
    return for_run(settings, environment)


def for_run(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """These settings, with what the command line of `understudy run` says."""
    invitation = invited(environment)
    if invitation is None or invitation.said is None:
        return settings
    settings = settings.changed(invitation.said, Source(RUN, is_command_line=True))
    return replace(settings, all=Setting(True, Source(RUN))) if settings.all.source is DEFAULT else settings


def over_marks(settings: Settings, environment: Mapping[str, str]) -> Settings:
    """These settings, with what the command line of `understudy run` says that is stronger than marks."""
    invitation = invited(environment)
    said = {} if invitation is None else invitation.said or {}
    said = {name: value for name, value in said.items() if name in STRONGEST}
    return settings.changed(said, Source(RUN, is_command_line=True)) if said else settings


def register(marks: tuple[str, ...], config: pytest.Config) -> None:
    """Make these marks known where they are not.

    Raises:
        WrongUse: a plugin that answers tests with one of the marks itself is loaded.
    """
    for mark in marks:
        for plugin, name in PLUGINS.get(mark, {}).items():
            if config.pluginmanager.has_plugin(plugin):
                raise WrongUse(
                    f"the mark {mark!r} is answered by {name} as well as by Understudy, whose setting `marks` names it"
                    f"\n\n  Leave it out: pytest -p no:{plugin}"
                )
    known = {line.partition(":")[0].partition("(")[0].strip() for line in config.getini("markers")}
    for mark in marks:
        for name in (mark, *COMPANIONS.get(mark, ())):
            if name not in known:
                config.addinivalue_line("markers", f"{name}: of a suite that Understudy answers")


def command_for(test: str, mode: Mode, environment: Mapping[str, str]) -> str:
    """The command that runs a test in a mode, and covers it as it is covered now."""
    if (said := joining.said()) is not None:
        return f"{RUN} {join(typed({**said, 'mode': mode.value}))} -- pytest {quote(test)}"
    if MODE in environment:
        return f"{MODE}={mode.value} pytest {quote(test)}"
    return f"pytest {quote(test)} --understudy={mode.value}"


def step_aside() -> Callable[[], None]:
    """Close the session that this interpreter has in a run of `understudy run`; what comes back opens it again."""
    return joining.step_aside()
