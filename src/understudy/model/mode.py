"""The mode table: what may touch the network, and what may be written."""

from __future__ import annotations

from enum import Enum

from understudy.errors import WrongUse


class Mode(Enum):
    """What a session may do."""

    REPLAY = "replay"
    RECORD_IF_MISSING = "record-if-missing"
    RECORD = "record"
    LIVE = "live"


class Lookup(Enum):
    """What the store knows of a request."""

    HIT = "recorded"
    EXHAUSTED = "already played"
    MISS = "not recorded"


class Action(Enum):
    """What happens to a request."""

    PLAY = "play"
    REFUSE = "miss"
    KEEP = "send and keep"
    REPLACE = "send and replace"
    SEND = "send"


ACTIONS: dict[Mode, dict[Lookup, Action]] = {
    Mode.REPLAY: {Lookup.HIT: Action.PLAY, Lookup.EXHAUSTED: Action.REFUSE, Lookup.MISS: Action.REFUSE},
    Mode.RECORD_IF_MISSING: {Lookup.HIT: Action.PLAY, Lookup.EXHAUSTED: Action.KEEP, Lookup.MISS: Action.KEEP},
    Mode.RECORD: {Lookup.HIT: Action.REPLACE, Lookup.EXHAUSTED: Action.KEEP, Lookup.MISS: Action.KEEP},
    Mode.LIVE: {Lookup.HIT: Action.SEND, Lookup.EXHAUSTED: Action.SEND, Lookup.MISS: Action.SEND},
}

EFFECTS: dict[Action, frozenset[str]] = {
    Action.PLAY: frozenset(),
    Action.REFUSE: frozenset(),
    Action.SEND: frozenset({"network"}),
    Action.KEEP: frozenset({"network", "write"}),
    Action.REPLACE: frozenset({"network", "write", "replace"}),
}
"""What an action touches."""

ALIASES: dict[str, Mode] = {
    "none": Mode.REPLAY,
    "new_episodes": Mode.RECORD_IF_MISSING,
    "once": Mode.RECORD_IF_MISSING,
    "rewrite": Mode.RECORD,
    "all": Mode.RECORD,
    "off": Mode.LIVE,
}
"""Names that users of VCR know, and `off`."""


def parse_mode(name: str | Mode) -> Mode:
    """The mode of this name.

    Raises:
        WrongUse: no mode has this name.
    """
    if isinstance(name, Mode):
        return name
    try:
        return ALIASES.get(name) or Mode(name)
    except ValueError:
        known = ", ".join(mode.value for mode in Mode)
        raise WrongUse(
            f"mode {name!r} does not exist\n\n  Modes are {known}; also accepted: {', '.join(ALIASES)}."
        ) from None


def is_within(mode: Mode, limit: Mode) -> bool:
    """Whether a mode touches nothing that the other one may not: `live` writes nothing, `record` replaces."""
    return _effects(mode) <= _effects(limit)


def _effects(mode: Mode) -> frozenset[str]:
    return frozenset().union(*(EFFECTS[action] for action in ACTIONS[mode].values()))
