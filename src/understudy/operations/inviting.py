"""While a session is open, Python programs that this process starts join it, whatever environment they are given."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

from understudy.operations.doorway import is_pointed, point_as_here
from understudy.operations.invitation import PATH, STARTUP, VARIABLE, Invitation, disinvite, put_into, spelt

ENV = 10
"""Place of `env` among Popen's arguments."""

_texts: list[str] = []
"""Invitations, the innermost last: it is the one that counts."""


def invite_children(invitation: Invitation) -> Callable[[], None]:
    """Invite whatever is started from now on; what comes back ends that."""
    before, text = os.environ.get(VARIABLE), spelt(invitation)
    put_into(os.environ, text)
    _texts.append(text)
    original = subprocess.Popen.__init__
    init = _inviting(original)
    subprocess.Popen.__init__ = init  # type: ignore[method-assign]  # meant

    def end() -> None:
        _texts.remove(text)
        # Somebody may have wrapped ours: taking theirs away is not ours to do.
        if subprocess.Popen.__init__ is init:
            subprocess.Popen.__init__ = original  # type: ignore[method-assign]  # meant
        disinvite(os.environ, before)

    return end


@lru_cache(maxsize=8)
def _inviting(original: Callable[..., None]) -> Callable[..., None]:
    """What takes the place of Popen's `__init__`: made once, and not anew for every test."""

    @wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        given = args[ENV] if len(args) > ENV else kwargs.get("env")
        # Tests often give a program an environment of its own, or an older one, or clear this process's.
        if _texts and not (_is_invited(os.environ if given is None else given, _texts[-1]) and _is_pointed(given)):
            invited = dict(os.environ if given is None else given)
            put_into(invited, _texts[-1])
            point_as_here(invited)
            if len(args) > ENV:
                args = (*args[:ENV], invited, *args[ENV + 1 :])
            else:
                kwargs["env"] = invited
        original(self, *args, **kwargs)

    return init


def _is_pointed(given: Mapping[str, str] | None) -> bool:
    # Without an environment of its own a program inherits what exec does.
    return given is None or is_pointed(given)


def _is_invited(environment: Mapping[str, str], text: str) -> bool:
    return environment.get(VARIABLE) == text and STARTUP in environment.get(PATH, "").split(os.pathsep)
