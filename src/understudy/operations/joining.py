"""How an interpreter joins a run: it reports in, and opens a session once something in it can reach a network.

Most programs that a test or a build starts never do. Those pay for what this file imports, and no more.
What they start themselves is invited as well.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any

from understudy.operations.doorway import VARIABLE as DOOR
from understudy.operations.doorway import go_without
from understudy.operations.invitation import Invitation, invited
from understudy.operations.reporting import Reporter

if TYPE_CHECKING:
    from contextlib import ExitStack
    from types import ModuleType

    from understudy.misses import Miss

REACHING = ("socket", "asyncio", "urllib3", "httpx", "httpx2", "aiohttp", "uvloop")
"""No Python program reaches a network before one of these is imported; a hook finds them whole or not at all."""

PLUGINS, BROUGHT = "PYTEST_PLUGINS", "understudy.pytest_plugin.brought"
"""Where pytest reads names of plugins, and the one that it is to find there."""

STARTING = "subprocess"
"""Nor starts one another with an environment of its own before this is."""


def join() -> None:
    """Join what the environment invites to."""
    global _here
    if DOOR in os.environ:
        go_without()
    invitation = invited(os.environ)
    if invitation is not None and _here is None:
        if invitation.said is not None:
            bring_plugin(os.environ)
        _here = _Joined(invitation)
        _here.come_in()


def bring_plugin(environment: MutableMapping[str, str]) -> None:
    """Whatever pytest is started with this environment gets our plugin, installed or not."""
    names = [name for name in environment.get(PLUGINS, "").split(",") if name]
    if BROUGHT not in names:
        environment[PLUGINS] = ",".join([*names, BROUGHT])


def said() -> dict[str, str] | None:
    """What the command line of `understudy run` says, in an interpreter that joined such a run."""
    return None if _here is None else _here.invitation.said


def step_aside() -> Callable[[], None]:
    """Close this interpreter's session, where it joined a run of `understudy run`: pytest opens one for each test.

    Returns:
        What opens it again.
    """
    here = _here
    if here is None or here.invitation.said is None:
        return lambda: None
    here.reporter.tell("aside")
    here.leave()
    return here.come_in


def note(misses: Iterable[Miss]) -> None:
    """Tell whoever runs this command what was missed in sessions of our own."""
    if _here is not None and _here.invitation.said is not None:
        from understudy.misses import to_json

        for miss in misses:
            _here.reporter.tell("noted", miss=to_json(miss))


class _Joined:
    """This interpreter in its run."""

    def __init__(self, invitation: Invitation) -> None:
        self.invitation = invitation
        self.reporter = Reporter(invitation.folder)
        self.reporter.tell("joined", argv=sys.orig_argv)
        self._finder = _Finder({STARTING: self._invite, **dict.fromkeys(REACHING, self._open)})
        self._is_open = False
        self._opened: ExitStack | None = None
        self._uninvite: Callable[[], None] | None = None
        # Whatever the program does at its exit comes before.
        atexit.register(self.leave)

    def come_in(self) -> None:
        """Open the session: now, if the program may reach a network already."""
        sys.meta_path.insert(0, self._finder)
        if STARTING in sys.modules:
            self._invite()
        if any(name in sys.modules for name in REACHING):
            self._open()

    def leave(self) -> None:
        """Close the session."""
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not self._finder]
        if self._uninvite is not None:
            self._uninvite()
            self._uninvite = None
        if self._opened is not None:
            opened, self._opened = self._opened, None
            opened.close()
        self._is_open = False

    def _invite(self) -> None:
        from understudy.operations.inviting import invite_children

        if self._uninvite is None:
            self._uninvite = invite_children(self.invitation)

    def _open(self) -> None:
        if self._is_open:
            return
        self._is_open = True
        from understudy.errors import UnderstudyError
        from understudy.operations.shared_session import shared

        try:
            self._opened = shared(self.invitation, self.reporter)
        except Exception as error:
            text = str(error) if isinstance(error, UnderstudyError) else f"{type(error).__name__}: {error}"
            print(f"understudy: {text}", file=sys.stderr, flush=True)
            # The program may be in the middle of an import that it catches the failures of: it would go on unseen.
            os._exit(2)


class _Finder:
    """Tells before a module is imported for the first time, and leaves the finding to others."""

    def __init__(self, then: Mapping[str, Callable[[], None]]) -> None:
        self._then = dict(then)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        then = self._then.pop(name, None)
        if then is None:
            return None
        then()
        # We may have needed it ourselves: it must not be made twice. Where it stays in its place meanwhile, Python
        # takes its own spec in place of this one, and makes it twice.
        module = sys.modules.pop(name, None)
        return None if module is None else ModuleSpec(name, _Made(module))  # type: ignore[arg-type]  # all that is used


class _Made:
    """Loads a module that is there."""

    def __init__(self, module: ModuleType) -> None:
        self._module, self._spec = module, module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec


_here: _Joined | None = None
