"""The places where Python's standard library reaches out: connecting a socket, and resolving a name.

Event loops do both by ways of their own, and ask here: `asyncio.py` and `uvloop.py`.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import Any

Check = Callable[[str | bytes, object], set[str] | None]
"""Raises if the host may not be reached. What comes back is told the host's addresses, if it wants to know them."""

MARK = "__understudy_original__"

PLACES = (socket.socket, "connect"), (socket.socket, "connect_ex"), (socket, "getaddrinfo")
"""Where it is asked."""

_check: Check | None = None


def ask(host: Any, port: object) -> set[str] | None:
    """What the check says of this host; without one, any may be reached."""
    return _check(host, port) if _check is not None and isinstance(host, (str, bytes)) else None


def ask_address(address: Any) -> None:
    """The same for a socket's address."""
    # Addresses of other families (unix sockets, netlink, …) are no such pairs, and never leave the machine.
    if isinstance(address, tuple) and len(address) >= 2 and isinstance(address[0], str):
        ask(address[0], address[1])


def put_on(check: Check) -> Sequence[Callable[[], None]]:
    """Ask `check` before anything reaches out, wherever it is not asked yet; what comes back takes it off again."""
    global _check
    _check = check
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def connect_guarded(self: socket.socket, address: Any) -> None:
        ask_address(address)
        connect(self, address)

    def connect_ex_guarded(self: socket.socket, address: Any) -> int:
        try:
            ask_address(address)
        except OSError as error:
            return error.errno or 111
        return connect_ex(self, address)

    def getaddrinfo_guarded(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        allowed = ask(host, port)
        found = getaddrinfo(host, port, *args, **kwargs)
        if allowed is not None:
            allowed.update(str(address[0]) for *_, address in found)
        return found

    guarded = (connect_guarded, connect_ex_guarded, getaddrinfo_guarded)
    missing = [(place, by) for place, by in zip(PLACES, guarded, strict=True) if not is_patched(*place)]
    return [_take_off, *(patched(*place, by) for place, by in missing)]


def is_on() -> bool:
    """Whether all of it is in its place, be it within what others have put there."""
    return _check is not None and all(is_patched(*place) for place in PLACES)


def _take_off() -> None:
    global _check
    _check = None


def is_patched(owner: Any, name: str) -> bool:
    """Whether a replacement of ours is there."""
    return hasattr(getattr(owner, name), MARK)


def patched(owner: Any, name: str, replacement: Any) -> Callable[[], None]:
    """Put the replacement in its place; what comes back puts the original back."""
    original, is_own = getattr(owner, name), name in vars(owner)
    setattr(replacement, MARK, original)
    setattr(owner, name, replacement)

    def undo() -> None:
        # Somebody may have wrapped ours: taking theirs away is not ours to do, and without a session ours is idle.
        if getattr(owner, name) is not replacement:
            return
        if is_own:
            setattr(owner, name, original)
        else:
            delattr(owner, name)

    return undo
