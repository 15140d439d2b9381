"""While a session is open, Python programs that this process starts join it, whatever environment they are given."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from functools import wraps
from typing import Any

from understudy.operations.invitation import PATH, STARTUP, VARIABLE, Invitation, disinvite, invite

ENV = 10
"""Place of `env` among Popen's arguments."""

_invitations: list[Invitation] = []
"""The innermost last: it is the one that counts."""


def invite_children(invitation: Invitation) -> Callable[[], None]:
    """Invite whatever is started from now on; what comes back ends that."""
    before = os.environ.get(VARIABLE)
    invite(os.environ, invitation)
    undo = _put_on(invitation)

    def end() -> None:
        undo()
        disinvite(os.environ, before)

    return end


def _put_on(invitation: Invitation) -> Callable[[], None]:
    original = subprocess.Popen.__init__
    text = os.environ[VARIABLE]
    _invitations.append(invitation)

    @wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        given = args[ENV] if len(args) > ENV else kwargs.get("env")
        environment = os.environ if given is None else given
        # Tests often give a program an environment of its own, or an older one, or clear this process's.
        is_invited = environment.get(VARIABLE) == text and STARTUP in environment.get(PATH, "").split(os.pathsep)
        if not is_invited and _invitations[-1:] == [invitation]:
            invited = dict(environment)
            invite(invited, invitation)
            if len(args) > ENV:
                args = (*args[:ENV], invited, *args[ENV + 1 :])
            else:
                kwargs["env"] = invited
        original(self, *args, **kwargs)

    subprocess.Popen.__init__ = init  # type: ignore[method-assign]

    def undo() -> None:
        _invitations.remove(invitation)
        # Somebody may have wrapped ours: taking theirs away is not ours to do.
        if subprocess.Popen.__init__ is init:
            subprocess.Popen.__init__ = original  # type: ignore[method-assign]

    return undo
