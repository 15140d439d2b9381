"""A thread belongs to the session in which it was started, and a pool's work to that in which it was submitted.

Without this, what outlives its session would be answered from the next one's recordings. Threads of pools serve
whoever gives them work, and have no session of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial, wraps
from types import ModuleType
from typing import Any

from understudy.engine import Session, run_in, session_of_what_begins
from understudy.interceptors.reaching import is_patched, patched

POOLS = ("anyio.", "asgiref.", "concurrent.futures.", "joblib.", "multiprocessing.pool.", "trio.")
"""How the names of modules begin whose threads take work from others."""


def hook(module: ModuleType) -> Sequence[Callable[[], None]]:
    """Hook an imported `threading` or `concurrent.futures.thread`."""
    owner, name, wrap = (
        (module.Thread, "start", _start) if module is threading else (module.ThreadPoolExecutor, "submit", _submit)
    )
    return [] if is_patched(owner, name) else [patched(owner, name, wrap(getattr(owner, name)))]


def _start(original: Any) -> Any:
    @wraps(original)
    def start(self: threading.Thread) -> None:
        session = session_of_what_begins()
        if session is not None and not _is_of_a_pool(self):
            vars(self)["run"] = partial(_run, session, self, vars(self).get("run"))
        original(self)

    return start


def _run(session: Session, thread: threading.Thread, own: Callable[[], None] | None) -> None:
    del vars(thread)["run"]
    if own is not None:
        vars(thread)["run"] = own
    run_in(session, thread.run)


def _is_of_a_pool(thread: threading.Thread) -> bool:
    target = getattr(thread, "_target", None)
    names = (type(thread).__module__, getattr(target, "__module__", None) or "")
    return any(f"{name}.".startswith(POOLS) for name in names)


def _submit(original: Any) -> Any:
    @wraps(original)
    def submit(self: Any, function: Any, /, *arguments: Any, **named: Any) -> Any:
        session = session_of_what_begins()
        work = function if session is None else partial(_work, session, function)
        return original(self, work, *arguments, **named)

    return submit


def _work(session: Session, function: Any, /, *arguments: Any, **named: Any) -> Any:
    return run_in(session, partial(function, *arguments, **named))
