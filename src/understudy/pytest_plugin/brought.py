"""Brings the plugin to a pytest in a run whose environment has no Understudy: `understudy run` brings its own."""

from __future__ import annotations

import pytest

import understudy.pytest_plugin

NAME = "understudy"
"""The plugin's, where it is installed. Plugins that are installed have been loaded by now."""


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the plugin, unless it is there or unwanted."""
    is_there = understudy.pytest_plugin in pluginmanager.get_plugins()
    if not (is_there or pluginmanager.has_plugin(NAME) or pluginmanager.is_blocked(NAME)):
        pluginmanager.register(understudy.pytest_plugin, NAME)
