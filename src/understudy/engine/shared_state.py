"""What a session and its parts have in common, each of them the very same object."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import threading
    import weakref

    from understudy.engine.answering import Answering
    from understudy.engine.capture import Capture
    from understudy.engine.lookup import Index
    from understudy.engine.weaker import Weaker
    from understudy.errors import UnderstudyError
    from understudy.misses import Commands
    from understudy.model import Keep
    from understudy.redact import Secrets
    from understudy.store import Entry, Store


class SharedState:
    """Declared here, and made by the session. With what is not declared here a session begins, and so does a part."""

    store: Store
    commands: Commands | None
    is_open: bool
    on_unkept: Callable[[UnderstudyError], None]
    """Is told of what was not kept because a secret would have been written; else the end of the session is."""

    # What was read from the store, and the lock that guards it.
    _index: Index
    _lock: threading.RLock
    _captures: weakref.WeakSet[Capture]
    _answering: Answering
    _weaker: Weaker

    # How it keeps.
    _stable_ids: bool
    _today: Callable[[], str]
    _redates: bool
    _is_ordered: bool
    _keeps: Keep
    _renews: Callable[[Entry], bool]
    _secrets: Secrets
    _unkept: list[UnderstudyError]

    def _share(self, whole: SharedState) -> None:
        """Have what a session has."""
        # By name: an object whose `__dict__` was asked for is slower from then on (4 % of a decision, CPython 3.11).
        for name in SharedState.__annotations__:
            setattr(self, name, getattr(whole, name))
