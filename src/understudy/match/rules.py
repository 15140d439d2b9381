"""What a project says means nothing in its requests: paths that are left out, and values that are new each time.

A volatile value stands in the canonical form as `<name:1>`, `<name:2>`, … by first appearance: two requests are the
same only if equal values stand in equal places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from understudy.apis import without
from understudy.errors import WrongUse
from understudy.match.ready_made import READY_MADE

NAME = re.compile(r"[a-z][a-z0-9_-]*")
PROBES = (
    "What is the weather in Vienna, and should I take an umbrella?",
    "You are a helpful assistant. Answer in one short sentence.",
    "def main() -> None:\n    print('hello, world')\n",
)
"""Nothing volatile makes up much of these."""


PROMPT = re.compile(
    r"messages|inputs?|contents?|parts|prompts?|texts?|system|instructions|query|documents|image|image_url|tools|model|\*"
)
"""Last names of paths that hold what is asked (the providers' API references, seen 2026-11-22)."""


@dataclass(frozen=True, slots=True)
class Volatile:
    """A kind of value that differs between equal requests."""

    name: str
    pattern: re.Pattern[str]
    """Finds the value: its first group, or all of it where it has none."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is left out, in the order in which it is."""

    ignore: tuple[str, ...] = ()
    """Paths into a request's JSON: `metadata.trace_id`, `messages.*.name`."""

    volatile: tuple[Volatile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ignore or self.volatile)

    def __str__(self) -> str:
        """All that they say, on one line: equal rules have equal texts."""
        return repr((self.ignore, [(each.name, each.pattern.pattern) for each in self.volatile]))


NO_RULES = Rules()


class Naming:
    """The volatile values of one request, named as they appear."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.named: dict[str, str] = {}
        """Placeholder to value, `<today:1>` to `2026-11-22`."""
        self._placeholders: dict[tuple[str, str], str] = {}

    def without_volatile(self, value: Any) -> Any:
        """The JSON value with a placeholder for each volatile one. Keys of objects are visited in their order by
        name, as the canonical form has no other."""
        match value:
            case str():
                for volatile in self._rules.volatile:
                    value = volatile.pattern.sub(self._replacing(volatile), value)
                return value
            case bool():
                return value
            case int() | float():
                return self._number(value)
            case list() | tuple():
                return [self.without_volatile(entry) for entry in value]
            case dict():
                return {name: self.without_volatile(value[name]) for name in sorted(value)}
        return value

    def _number(self, value: float) -> Any:
        text = json.dumps(value)
        for volatile in self._rules.volatile:
            if volatile.pattern.fullmatch(text):
                return volatile.pattern.sub(self._replacing(volatile), text)
        return value

    def _replacing(self, volatile: Volatile) -> Callable[[re.Match[str]], str]:
        group = 1 if volatile.pattern.groups else 0

        def replace(found: re.Match[str]) -> str:
            start, end = found.start(group) - found.start(), found.end(group) - found.start()
            if end <= start:
                return found.group()
            key = (volatile.name, found.group(group))
            if key not in self._placeholders:
                number = 1 + sum(name == volatile.name for name, _ in self._placeholders)
                self._placeholders[key] = f"<{volatile.name}:{number}>"
                self.named[self._placeholders[key]] = found.group(group)
            return found.group()[:start] + self._placeholders[key] + found.group()[end:]

        return replace


def without_ignored(value: Any, rules: Rules) -> Any:
    """The JSON value without what stands at ignored paths."""
    for path in rules.ignore:
        value = without(value, path)
    return value


def parse_rules(ignore: Iterable[object] = (), volatile: Iterable[object] = ()) -> Rules:
    """The rules that settings spell.

    Args:
        volatile: names of ready-made kinds, and tables with `name` and `pattern`.

    Raises:
        WrongUse: a rule is unknown, cannot be read, or would leave out what is asked.
    """
    kinds = tuple(map(_volatile, volatile))
    names = [kind.name for kind in kinds]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise WrongUse(f"volatile: {twice!r} is there twice\n\n  Give each kind of value a name of its own.")
    return Rules(tuple(map(_path, ignore)), kinds)


def _volatile(spelt: object) -> Volatile:
    if isinstance(spelt, str):
        if spelt not in READY_MADE:
            raise WrongUse(
                f"volatile: {spelt!r} does not exist\n\n  Ready-made are {', '.join(READY_MADE)}."
                f' Anything else has a pattern: {{name = "ticket", pattern = "T-[0-9]+"}}'
            )
        return Volatile(spelt, READY_MADE[spelt])
    if not isinstance(spelt, Mapping) or spelt.keys() != {"name", "pattern"}:
        raise WrongUse(f"volatile: {spelt!r} is neither a ready-made kind nor a table with name and pattern")
    name, pattern = spelt["name"], spelt["pattern"]
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise WrongUse(f"volatile: {name!r} is not a name\n\n  Use small letters, digits, - and _, as in today.")
    try:
        compiled = re.compile(pattern)
    except (re.error, TypeError) as error:
        raise WrongUse(f"volatile: {name}: {pattern!r} is not a regular expression: {error}") from None
    for probe in PROBES:
        if sum(found.end() - found.start() for found in compiled.finditer(probe)) > len(probe) / 2:
            raise WrongUse(
                f"volatile: {name}: {pattern!r} would erase whole prompts, such as {probe.strip()!r}"
                f"\n\n  Requests that ask different things would get the same answer. Match the volatile value alone."
            )
    return Volatile(name, compiled)


def _path(spelt: object) -> str:
    if not isinstance(spelt, str) or not all(spelt.split(".")) or spelt.startswith("$"):
        raise WrongUse(
            f"ignore: {spelt!r} is not a path\n\n  Join names with dots, and write * for each entry of a list:"
            f" metadata.trace_id, messages.*.name"
        )
    if PROMPT.fullmatch(spelt.split(".")[-1]):
        raise WrongUse(
            f"ignore: {spelt!r} holds what is asked: without it every prompt would get the same answer"
            f"\n\n  Name the part that differs, or declare its value volatile by a pattern."
        )
    return spelt
