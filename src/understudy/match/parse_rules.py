"""Rules as settings spell them. One that would leave out what is asked is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from understudy.errors import WrongUse
from understudy.match.ready_made import READY_MADE
from understudy.match.rules import Rules, Volatile

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


def parse_rules(ignore: Iterable[object] = (), volatile: Iterable[object] = (), *, follow: bool = True) -> Rules:
    """The rules that settings spell.

    Args:
        volatile: names of ready-made kinds, and tables with `name` and `pattern`.
        follow: whether answers that repeat a volatile value of their request follow it.

    Raises:
        WrongUse: a rule is unknown, cannot be read, or would leave out what is asked.
    """
    kinds = tuple(map(_volatile, volatile))
    names = [kind.name for kind in kinds]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise WrongUse(f"volatile: {twice!r} is there twice\n\n  Give each kind of value a name of its own.")
    return Rules(tuple(map(_path, ignore)), kinds, follow)


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
