"""Where settings stand: `[tool.understudy]` in the nearest pyproject.toml, then `UNDERSTUDY_*`; the nearest wins."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from understudy.errors import WrongUse
from understudy.operations.settings.defaults import Settings
from understudy.operations.settings.source import Source
from understudy.operations.settings.values import NAMES, PREFIX, VARIABLES, check_names, spelling


def read_settings(folder: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of the pyproject.toml nearest to a folder, then those of the environment.

    Raises:
        WrongUse: a name or a value does not exist, or the file is not TOML.
    """
    settings, path = Settings(), nearest_project(folder)
    if path is not None:
        source = Source(f"{path.name}, [tool.understudy]", path.parent)
        spelt = _table(path)
        check_names(spelt, [spelling(name) for name in NAMES], source.name)
        settings = settings.changed({name.replace("-", "_"): value for name, value in spelt.items()}, source)
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    check_names(given, VARIABLES, "the environment")
    for name, value in given.items():
        settings = settings.changed({name.removeprefix(PREFIX).lower(): value}, Source(name, Path.cwd()))
    return settings


def is_set(folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether a project or the environment sets anything."""
    path = nearest_project(folder)
    return any(name in environment for name in VARIABLES) or (path is not None and bool(_table(path)))


def nearest_project(folder: Path) -> Path | None:
    """The pyproject.toml of this folder, or of the nearest one above."""
    paths = (each / "pyproject.toml" for each in (folder, *folder.parents))
    return next((path for path in paths if path.is_file()), None)


def _table(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    if b"understudy" not in raw:
        return {}
    try:
        table = tomllib.loads(raw.decode("utf-8")).get("tool", {}).get("understudy", {})
    except ValueError as error:
        raise WrongUse(f"{path}: not TOML: {error}\n\n  Mend that line in an editor.") from None
    if not isinstance(table, dict):
        raise WrongUse(f"{path.name}: tool.understudy is {table!r}, expected a table\n\n  Write [tool.understudy].")
    return table
