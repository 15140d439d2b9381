"""Whether two requests differ only in values that are new each time, of kinds that a project can name."""

from __future__ import annotations

from dataclasses import replace

from understudy.match import Rules, Volatile, canonical, fingerprint_of_call
from understudy.match.ready_made import READY_MADE
from understudy.model import Call, Request


def declarable(recorded: Request | Call, sent: Request | Call, rules: Rules) -> tuple[str, ...]:
    """The ready-made kinds that, declared beside these rules, make the two the same; none where none do."""
    kinds = {name: Volatile(name, pattern) for name, pattern in READY_MADE.items()}

    def are_the_same(names: list[str]) -> bool:
        more = replace(rules, volatile=(*rules.volatile, *(kinds[name] for name in names)))
        match recorded, sent:
            case Call(), Call():
                return fingerprint_of_call(recorded, more) == fingerprint_of_call(sent, more)
            case Request(), Request():
                return canonical(recorded, more) == canonical(sent, more)
        return False

    needed = [name for name in kinds if name not in {each.name for each in rules.volatile}]
    if not are_the_same(needed):
        return ()
    # Kinds that come first find more: a time of day is no long float, though its seconds would do as one.
    for name in reversed(list(needed)):
        others = [each for each in needed if each != name]
        if are_the_same(others):
            needed = others
    return tuple(needed)
