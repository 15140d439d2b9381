"""Settings: `[tool.understudy]` in the nearest pyproject.toml, then `UNDERSTUDY_*`, then arguments; the nearest wins.

Each setting knows who set it, so that a report can say why something was done.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from understudy.engine import SEED, Match, Repeat, parse_match, parse_repeat
from understudy.errors import WrongUse
from understudy.match import Rules, parse_rules
from understudy.model import INSTANT, Fault, Mode, Pace, parse_faults, parse_mode, parse_pace
from understudy.operations.renewing import Age, parse_age

T = TypeVar("T")
PREFIX = "UNDERSTUDY_"


class Unused(Enum):
    """What becomes of a passing test that left recordings of its own unused."""

    FAIL = "fail"
    WARN = "warn"
    IGNORE = "ignore"


class Layout(Enum):
    """Where the recordings of a test lie."""

    PER_TEST = "per-test"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Source:
    """Who set something."""

    name: str
    folder: Path = field(default_factory=Path)
    """Where a relative store begins."""

    is_command_line: bool = False
    """Only the command line may record where `CI` is set."""


DEFAULT = Source("the default")


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value, and who set it."""

    value: T
    source: Source = DEFAULT


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set, each once."""

    mode: Setting[Mode] = Setting(Mode.REPLAY)
    store: Setting[Path | None] = Setting(None)
    """None where `layout` decides."""

    stable_ids: Setting[bool] = Setting(True)
    repeat: Setting[Repeat] = Setting(Repeat.IN_ORDER)
    match: Setting[Match] = Setting(Match.EXACT)
    pace: Setting[Pace] = Setting(INSTANT)
    """When the chunks of what is played are given."""

    faults: Setting[tuple[Fault, ...]] = Setting(())
    """What goes wrong with what is played, on purpose."""

    fault_seed: Setting[str] = Setting(SEED)
    """Chooses, by a fault's probability, which requests meet it."""

    unused: Setting[Unused] = Setting(Unused.FAIL)
    layout: Setting[Layout] = Setting(Layout.PER_TEST)
    ignore_hosts: Setting[tuple[str, ...]] = Setting(())
    """Hosts that may be reached in replay by clients that are not hooked."""

    ignore: Setting[tuple[str, ...]] = Setting(())
    """Paths into requests that do not count in matching."""

    volatile: Setting[tuple[object, ...]] = Setting(())
    """Kinds of values that differ between equal requests, as they are spelt."""

    follow: Setting[bool] = Setting(True)
    """Whether answers that repeat a volatile value of their request follow it."""

    all: Setting[bool] = Setting(False)
    """Whether every test is covered, or only those that ask for it."""

    marks: Setting[tuple[str, ...]] = Setting(())
    """Marks of others that cover a test, such as `vcr`."""

    subprocesses: Setting[bool] = Setting(True)
    """Whether Python programs that a test starts join its session."""

    renew: Setting[tuple[str, ...]] = Setting(())
    """APIs and files that the mode `record` renews; all where there are none."""

    max_age: Setting[Age | None] = Setting(None)
    """The mode `record` renews what is older."""

    review: Setting[bool] = Setting(False)
    """Whether what is recorded anew waits for somebody to look at it."""

    def changed(self, values: Mapping[str, object], source: Source) -> Settings:
        """These settings, with some of them set anew; names are spelt as in Python.

        Raises:
            WrongUse: a name or a value does not exist.
        """
        check_names(values, NAMES, source.name)
        return replace(self, **{name: Setting(_parsed(name, value, source), source) for name, value in values.items()})

    @property
    def rules(self) -> Rules:
        """What means nothing in requests."""
        return _rules(self.ignore.value, json.dumps(self.volatile.value), self.follow.value)

    def for_ci(self, environment: Mapping[str, str]) -> Settings:
        """These settings; with `CI` set, a recording mode that is not from the command line becomes replay."""
        records = self.mode.value in (Mode.RECORD, Mode.RECORD_IF_MISSING)
        if not records or self.mode.source.is_command_line or not is_ci(environment):
            return self
        source = Source(f"CI is set, {self.mode.value.value} was asked for by {self.mode.source.name}")
        return replace(self, mode=Setting(Mode.REPLAY, source))


@lru_cache(maxsize=64)
def _rules(ignore: tuple[str, ...], volatile: str, follow: bool) -> Rules:
    """Made once, and not for every test: patterns are tried out."""
    return parse_rules(ignore, json.loads(volatile), follow=follow)


def is_ci(environment: Mapping[str, str]) -> bool:
    """Whether a machine runs this, with nobody beside it."""
    return environment.get("CI", "").lower() not in ("", "0", "false")


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


def spelling(name: str) -> str:
    """The name as pyproject.toml spells it."""
    return name.replace("_", "-")


def check_names(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Every name is a known one.

    Raises:
        WrongUse: one is not; the text lists those that are.
    """
    known = list(known)
    if unknown := [name for name in names if name not in known]:
        raise WrongUse(f"{where}: unknown: {', '.join(unknown)}\n\n  Known are {', '.join(known)}.")


def _table(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    if b"understudy" not in raw:
        return {}
    try:
        table = tomllib.loads(raw.decode("utf-8")).get("tool", {}).get("understudy", {})
    except ValueError as error:
        raise WrongUse(f"{path}: not TOML: {error}") from None
    if not isinstance(table, dict):
        raise WrongUse(f"{path.name}: tool.understudy is {table!r}, expected a table\n\n  Write [tool.understudy].")
    return table


def _switch(value: object, source: Source) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    found = words.get(str(value).lower())
    if found is None:
        raise WrongUse(f"{value!r} is neither true nor false")
    return found


def _path(value: object, source: Source) -> Path:
    if not isinstance(value, (str, Path)) or value == "":
        raise WrongUse(f"{value!r} is not a path")
    return source.folder / value


def _names(value: object, source: Source) -> tuple[str, ...]:
    names = [name.strip() for name in value.split(",")] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) and name for name in names):
        raise WrongUse(f"{value!r} is not a list of names")
    return tuple(names)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongUse(f"{value!r} is not a text")
    return value


def _ignored(value: object, source: Source) -> tuple[str, ...]:
    names = _names(value, source)
    parse_rules(ignore=names)
    return names


def _volatile(value: object, source: Source) -> tuple[object, ...]:
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else _names(value, source)
    if not isinstance(value, (list, tuple)):
        raise WrongUse(f"{value!r} is not a list of names, or of tables with name and pattern")
    parse_rules(volatile=value)
    return tuple(value)


def _one_of(kind: type[Enum]) -> Callable[[object, Source], Enum]:
    def parse(value: object, source: Source) -> Enum:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(str(each.value) for each in kind)
            raise WrongUse(f"{value!r} does not exist\n\n  It is one of {known}.") from None

    return parse


_PARSERS: dict[str, Callable[[Any, Source], object]] = {
    "mode": lambda value, source: parse_mode(value),
    "store": _path,
    "stable_ids": _switch,
    "repeat": lambda value, source: parse_repeat(value),
    "match": lambda value, source: parse_match(value),
    "pace": lambda value, source: parse_pace(_text(value)),
    "faults": lambda value, source: parse_faults(value),
    "fault_seed": lambda value, source: _text(str(value) if isinstance(value, int) else value),
    "unused": _one_of(Unused),
    "layout": _one_of(Layout),
    "ignore_hosts": _names,
    "ignore": _ignored,
    "volatile": _volatile,
    "follow": _switch,
    "all": _switch,
    "marks": _names,
    "subprocesses": _switch,
    "renew": _names,
    "max_age": lambda value, source: parse_age(value),
    "review": _switch,
}
NAMES = tuple(_PARSERS)
VARIABLES = tuple(PREFIX + name.upper() for name in NAMES)


def _parsed(name: str, value: object, source: Source) -> Any:
    try:
        return _PARSERS[name](value, source)
    except (WrongUse, TypeError) as error:
        # A rule says itself which setting it belongs to.
        said = str(error).removeprefix(f"{spelling(name)}: ")
        raise WrongUse(f"{source.name}: {spelling(name)}: {said}") from None
