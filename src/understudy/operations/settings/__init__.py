"""Settings: `[tool.understudy]` in the nearest pyproject.toml, then `UNDERSTUDY_*`, then arguments; the nearest wins.

Each setting knows who set it, so that a report can say why something was done.
"""

from understudy.operations.settings.defaults import Settings, is_ci
from understudy.operations.settings.reading import is_set, nearest_project, read_settings
from understudy.operations.settings.source import DEFAULT, Setting, Source
from understudy.operations.settings.values import NAMES, PREFIX, VARIABLES, Layout, Unused, check_names, spelling

__all__ = [
    "DEFAULT",
    "NAMES",
    "PREFIX",
    "VARIABLES",
    "Layout",
    "Setting",
    "Settings",
    "Source",
    "Unused",
    "check_names",
    "is_ci",
    "is_set",
    "nearest_project",
    "read_settings",
    "spelling",
]
