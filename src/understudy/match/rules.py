"""What a project says means nothing in its requests: paths that are left out, and values that are new each time.

A volatile value stands in the canonical form as `<name:1>`, `<name:2>`, … by first appearance: two requests are the
same only if equal values stand in equal places.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from understudy.apis import without
from understudy.match.media import Digest, medium_in


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
    follow: bool = True
    """Whether an answer that repeats a volatile value of its request gets the one of the request it is played for."""

    def __bool__(self) -> bool:
        return bool(self.ignore or self.volatile)

    @property
    def are_followed(self) -> bool:
        """Whether any answer may have to change."""
        return self.follow and bool(self.volatile)

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits, the same for rules that make the same fingerprints."""
        return hashlib.sha256(json.dumps([*self.spelt.values()][:2]).encode()).hexdigest()[:8]

    @property
    def spelt(self) -> dict[str, Any]:
        """What `parse_rules` takes, as JSON."""
        kinds = [{"name": each.name, "pattern": each.pattern.pattern} for each in self.volatile]
        return {"ignore": list(self.ignore), "volatile": kinds, "follow": self.follow}


NO_RULES = Rules()


class Naming:
    """The volatile values of one request, named as they appear."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.named: dict[str, str] = {}
        """Placeholder to value, `<iso-date:1>` to `2026-11-22`."""
        self._placeholders: dict[tuple[str, str], str] = {}
        names = "|".join(re.escape(volatile.name) for volatile in rules.volatile)
        self._spoof = re.compile(rf"<(\x00*(?:{names}):[0-9]+>)")

    def without_ignored(self, value: Any) -> Any:
        """The JSON value without what stands at ignored paths."""
        for path in self._rules.ignore:
            value = without(value, path)
        return value

    def without_volatile(self, value: Any) -> Any:
        """The JSON value with a placeholder for each volatile one. Keys of objects are visited in their order by
        name, as the canonical form has no other."""
        match value:
            case Digest():
                return value
            case str() if medium_in(value) is None:
                # A text that reads like one of our placeholders is still a text.
                value = self._spoof.sub("<\x00\\1", value) if "<" in value else value
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
