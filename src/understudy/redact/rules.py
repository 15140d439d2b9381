"""A project's own rules: what is hidden besides credentials, by its path, its pattern, or a function that finds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from understudy.errors import RuleFailed, WrongUse
from understudy.redact.guard import Allowed
from understudy.redact.personal import PERSONAL

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
PLACES = ("request.body.", "request.kwargs.", "response.body.")
EXAMPLE = 'Write {pattern = "ACME-[0-9]{6}", name = "acme"}, {path = "request.body.user"}, or "module:function".'

Find = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Finds values in a text, each of which is hidden wherever it stands."""

    name: str
    find: Find


@dataclass(frozen=True, slots=True)
class AtPath:
    """What stands at a path is hidden, whatever it is."""

    name: str
    place: str
    """`request.body.`"""

    path: str


@dataclass(frozen=True, slots=True)
class HidingRules:
    """All of a project."""

    findings: tuple[Finding, ...] = ()
    paths: tuple[AtPath, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.findings or self.paths)

    def learn(self, text: str) -> dict[str, str]:
        """What the rules find in a text: labels by value.

        Raises:
            RuleFailed: one of them has raised something. The text names the rule, and not what it was given.
        """
        found: dict[str, str] = {}
        for rule in self.findings:
            try:
                found |= {str(value): rule.name for value in rule.find(text) if value}
            except Exception as error:
                raise RuleFailed(
                    f"redact: the rule {rule.name!r} failed: {type(error).__name__}\n"
                    f"\n  Nothing was written. What it was given is not told here: call the function by itself."
                ) from None
        return found


def parse_hiding(rules: Iterable[object]) -> HidingRules:
    """The rules, as settings and `understudy.use` spell them.

    Raises:
        WrongUse: one is none.
    """
    parsed = [_parsed(rule) for rule in rules]
    return HidingRules(
        tuple(rule for rule in parsed if isinstance(rule, Finding)),
        tuple(rule for rule in parsed if isinstance(rule, AtPath)),
    )


def parse_allowed(rules: Iterable[object]) -> tuple[Allowed, ...]:
    """What may be written although it looks like a credential: paths, and `{pattern = …}`.

    Raises:
        WrongUse: one is neither.
    """
    return tuple(_allowed(rule) for rule in rules)


def _parsed(rule: object) -> Finding | AtPath:
    match rule:
        case str() if rule in PERSONAL:
            return Finding(rule, PERSONAL[rule])
        case str() if ":" in rule:
            return _function(rule)
        case {"pattern": str(pattern), "name": str(name), **rest} if not rest:
            return Finding(_name(name), _by_pattern(_pattern(pattern, "redact")))
        case {"path": str(path), **rest} if rest.keys() <= {"name"}:
            place = next((each for each in PLACES if path.startswith(each)), "")
            if not place:
                raise WrongUse(f"redact: {path!r} begins with none of {', '.join(PLACES)}\n\n  {EXAMPLE}")
            last = [each for each in path.split(".") if each != "*"][-1]
            return AtPath(
                _name(str(rest.get("name") or re.sub("[^a-z0-9]+", "-", last.lower()))), place, path[len(place) :]
            )
        case _ if callable(rule):
            return Finding(_label_of(rule), rule)
    raise WrongUse(f"redact: {rule!r} is no rule: {', '.join(PERSONAL)} are known by name\n\n  {EXAMPLE}")


def _by_pattern(pattern: re.Pattern[str]) -> Find:
    group = 1 if pattern.groups else 0
    return lambda text: [found.group(group) for found in pattern.finditer(text)]


def _function(spelt: str) -> Finding:
    module, _, name = spelt.partition(":")
    try:
        function: Any = import_module(module)
        for each in name.split("."):
            function = getattr(function, each)
    except (ImportError, AttributeError, ValueError) as error:
        raise WrongUse(f"redact: {spelt!r} cannot be imported: {error}\n\n  {EXAMPLE}") from None
    if not callable(function):
        raise WrongUse(f"redact: {spelt!r} is no function\n\n  {EXAMPLE}")
    return Finding(_label_of(function), function)


def _label_of(function: Callable[..., Any]) -> str:
    name = getattr(function, "__name__", "") or type(function).__name__
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "rule"


def _allowed(rule: object) -> Allowed:
    match rule:
        case str() if rule:
            return Allowed(path=rule)
        case Mapping() if rule.keys() == {"path"} and isinstance(rule["path"], str):
            return Allowed(path=rule["path"])
        case Mapping() if rule.keys() == {"pattern"} and isinstance(rule["pattern"], str):
            return Allowed(pattern=_pattern(rule["pattern"], "allow-secrets"))
    raise WrongUse(f'allow-secrets: {rule!r} is neither a path nor {{pattern = "…"}}')


def _pattern(pattern: str, setting: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise WrongUse(f"{setting}: {pattern!r} is no regular expression: {error}") from None
    if compiled.match(""):
        raise WrongUse(f"{setting}: {pattern!r} matches nothing at all, and so everywhere")
    return compiled


def _name(name: str) -> str:
    if NAME.fullmatch(name):
        return name
    raise WrongUse(f"redact: name {name!r} has other characters than a-z, 0-9 and dashes")
