"""The network guard: while a session replays, no socket connects and no name resolves, but on this machine.

It stands below every client library, for those that nothing hooks. A request that an interceptor sends for a
session of another mode passes: it is `decided()`. Where a watch is kept (`unclaimed.py`), what belongs to no
session is refused, too.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from understudy.engine import Session, is_decided, session_here
from understudy.errors import LiveTraffic, SessionUnclear
from understudy.interceptors.callers import caller
from understudy.interceptors.reaching import is_on, put_on
from understudy.interceptors.side_traffic import side_traffic_of, side_traffic_to
from understudy.model import Mode

_lock = threading.Lock()
_undo: list[Callable[[], None]] = []
_depth = 0


@dataclass(slots=True)
class _Allowed:
    """What passes for one session."""

    hosts: frozenset[str]
    addresses: set[str] = field(default_factory=set)
    """Of those hosts: whoever resolves a name connects to an address."""


_guarded: dict[Session, _Allowed] = {}
_own_addresses: set[str] = set()
"""Of this machine, under its own name."""

Watch = Callable[[str, object, SessionUnclear | None], set[str] | None]
"""Asked of a host that no open session answers for: it may be reached, or this raises. The error is that of a session
which has ended; its request is refused by it, whatever the watch says."""

_watches: list[Watch] = []
"""The innermost last."""


@contextmanager
def guarded(session: Session, ignore_hosts: Sequence[str] = ()) -> Iterator[None]:
    """Until the block ends, nothing reaches the network if this session replays; `ignore_hosts` may be reached."""
    if session.mode is not Mode.REPLAY:
        yield
        return
    with _put_on():
        _guarded[session] = _Allowed(frozenset(map(plain, ignore_hosts)))
        try:
            yield
        finally:
            del _guarded[session]


@contextmanager
def kept_on() -> Iterator[None]:
    """Until the block ends the guard stays where it is, which costs less than to put it on for every session. Where no
    session is open it lets everything pass."""
    with _put_on():
        yield


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Until the block ends, this watch is asked of what no session claims."""
    with _put_on():
        _watches.append(watch)
        try:
            yield
        finally:
            _watches.remove(watch)


@contextmanager
def _put_on() -> Iterator[None]:
    global _depth
    with _lock:
        _depth += 1
        # Somebody may have put something else in their places since.
        if _depth == 1 or not is_on():
            _undo.extend(put_on(_check))
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            while not _depth and _undo:
                _undo.pop()()


def session_of(url: object) -> Session | None:
    """The session that a request to this address belongs to, as `session_here` says.

    Args:
        url: a text, what has one as its text, or a function that gives it: it is needed in case of trouble only.

    Raises:
        SessionUnclear: as there; a watch is told of it.
        OSError: the same, of side traffic: nobody needs to know.
    """
    try:
        return session_here()
    except SessionUnclear as unclear:
        address = str(url() if callable(url) else url)
        if name := side_traffic_of(address):
            raise quiet(name) from None
        for watch in _watches[-1:]:
            watch(address, None, unclear)
        raise


def refuse_upgrade(session: Session, url: str, host: str) -> None:
    """Refuse a WebSocket in replay: it is no HTTP exchange, so no recording can hold it.

    Raises:
        LiveTraffic: the session replays and the host is not one of its `ignore_hosts`.
    """
    allowed = _guarded.get(session)
    if allowed is None or plain(host) in allowed.hosts:
        return
    raise _refused(
        session,
        host,
        f"{url}: a WebSocket was refused: this session replays, and WebSockets are not recorded"
        f"\n\n  Opened by {caller()}."
        f"\n  Let it pass with understudy.use(…, ignore_hosts=({host!r},)), or open it outside of the session.",
    )


def is_ignored(session: Session, url: str) -> bool:
    """Whether the address is at one of the session's `ignore_hosts`."""
    allowed = _guarded.get(session)
    return allowed is not None and plain(urlsplit(url).hostname or "") in allowed.hosts


def quiet(name: str) -> OSError:
    """The connection error that side traffic of this name gets."""
    return ConnectionRefusedError(111, f"{name}: refused by Understudy: side traffic in replay")


def _check(host: str | bytes, port: object) -> set[str] | None:
    """None if the host may be reached; where that is because it is ignored, the addresses that are known of it.

    Raises:
        Refused: it may not.
        OSError: it may not, and nobody needs to know.
    """
    host = plain(host)
    if is_here(host) or host in _own_addresses or is_decided():
        return None
    if host == plain(socket.gethostname()):
        return _own_addresses
    try:
        session = session_here()
    except SessionUnclear as unclear:
        if name := side_traffic_to(host):
            raise quiet(name) from None
        for watch in _watches[-1:]:
            watch(host, port, unclear)
        raise
    if session is None:
        return _watches[-1](host, port, None) if _watches else None
    allowed = _guarded.get(session)
    if allowed is None:
        return None
    if host in allowed.hosts or host in allowed.addresses:
        return allowed.addresses
    if name := side_traffic_to(host):
        session.journal.side_traffic[name] += 1
        raise quiet(name)
    raise _refused(
        session,
        host,
        f"{host}:{port}: a connection was refused: this session replays and no recording can answer it"
        f"\n\n  Opened by {caller()}."
        f"\n  Its client is not one that Understudy hooks: give it the base URL of `understudy serve`."
        f"\n  If the host may be reached, let it pass: ignore_hosts=({host!r},), in understudy.use or in the"
        f" test's mark.",
    )


def _refused(session: Session, host: str, text: str) -> LiveTraffic:
    session.journal.refuse(host, text)
    return LiveTraffic(text)


def is_here(host: str) -> bool:
    """Whether the host is this machine."""
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    # The unspecified address is where servers listen; connecting to it reaches this machine.
    return bool(mapped.is_loopback or mapped.is_unspecified)


def plain(host: str | bytes) -> str:
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return text.strip("[]").rstrip(".").lower()
