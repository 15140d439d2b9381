"""What can be set to what: the names of all settings, and what each accepts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any

from understudy.engine import parse_match, parse_repeat
from understudy.errors import WrongUse
from understudy.match import parse_rules
from understudy.model import Keep, parse_faults, parse_mode, parse_pace, parse_size
from understudy.operations.renewing import parse_age
from understudy.operations.settings.source import Source
from understudy.redact import parse_allowed, parse_hiding

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


def _switch(value: object, source: Source) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    found = words.get(str(value).lower())
    if found is None:
        raise WrongUse(f"{value!r} is neither true nor false\n\n  Write true or false.")
    return found


def _path(value: object, source: Source) -> Path:
    if not isinstance(value, (str, Path)) or value == "":
        raise WrongUse(f"{value!r} is not a path\n\n  Write one in quotes: 'recordings'")
    return source.folder / value


def _names(value: object, source: Source) -> tuple[str, ...]:
    names = [name.strip() for name in value.split(",")] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) and name for name in names):
        raise WrongUse(f"{value!r} is not a list of names\n\n  Write them in brackets: ['one', 'two']")
    return tuple(names)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongUse(f"{value!r} is not a text\n\n  Write it in quotes.")
    return value


def _ignored(value: object, source: Source) -> tuple[str, ...]:
    names = _names(value, source)
    parse_rules(ignore=names)
    return names


def _volatile(value: object, source: Source) -> tuple[object, ...]:
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else _names(value, source)
    if not isinstance(value, (list, tuple)):
        raise WrongUse(
            f"{value!r} is not a list\n\n  Write names, or tables with name and pattern:"
            " ['uuid', {name = 'ticket', pattern = 'T-[0-9]+'}]"
        )
    parse_rules(volatile=value)
    return tuple(value)


def _redact(value: object, source: Source) -> tuple[object, ...]:
    rules = _list(value, source)
    parse_hiding(each for each in rules if not (isinstance(each, str) and ":" in each))  # functions: when one is needed
    return rules


def _allowed(value: object, source: Source) -> tuple[object, ...]:
    rules = _list(value, source)
    parse_allowed(rules)
    return rules


def _list(value: object, source: Source) -> tuple[object, ...]:
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else _names(value, source)
    if not isinstance(value, (list, tuple)):
        raise WrongUse(f"{value!r} is not a list\n\n  Write it in brackets, also where it has one entry.")
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
    "redact": _redact,
    "allow_secrets": _allowed,
    "all": _switch,
    "marks": _names,
    "subprocesses": _switch,
    "renew": _names,
    "max_age": lambda value, source: parse_age(value),
    "review": _switch,
    "record_errors": _switch,
    "max_answer": lambda value, source: Keep(max_answer=parse_size(str(value))).max_answer,
}
NAMES = tuple(_PARSERS)
VARIABLES = tuple(PREFIX + name.upper() for name in NAMES)


def parsed(name: str, value: object, source: Source) -> Any:
    """The value of a setting.

    Raises:
        WrongUse: there is no such value; the text says who set it.
    """
    try:
        return _PARSERS[name](value, source)
    except (WrongUse, TypeError) as error:
        # A rule says itself which setting it belongs to.
        said = str(error).removeprefix(f"{spelling(name)}: ")
        raise WrongUse(f"{source.name}: {spelling(name)}: {said}") from None
