"""The reasons for a miss."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """Why no recording answers. The value is what `x-understudy-miss` carries."""

    NO_STORE = "no-store"
    """The folder does not exist."""

    NOTHING_RECORDED = "nothing-recorded"
    """The folder holds no recording."""

    NOTHING_IN_SCOPE = "nothing-in-scope"
    """All recordings are of other scopes."""

    OTHER_SCOPE = "other-scope"
    """This very request is recorded, for a scope that is not this one."""

    NOTHING_SIMILAR = "nothing-similar"
    DIFFERS = "differs"
    """A similar request is recorded."""

    ALREADY_PLAYED = "already-played"
    UNREADABLE = "unreadable"
    MEDIUM_UNREADABLE = "medium-unreadable"
    """The recording refers to a medium that is missing or altered."""

    NOT_SERVABLE = "not-servable"
    """The recording holds no HTTP answer."""
