"""The network guard: while a session replays, no socket connects and no name resolves, but on this machine.

It stands below every client library, for those that nothing hooks. A request that an interceptor sends for a
session of another mode passes: it is `decided()`. uvloop connects and resolves in C, and is not seen.
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from understudy.engine import Session, session_here
from understudy.errors import LiveTraffic
from understudy.interceptors.callers import caller
from understudy.interceptors.reaching import put_on
from understudy.interceptors.side_traffic import side_traffic_of, side_traffic_to
from understudy.misses import Miss
from understudy.model import Mode

_lock = threading.Lock()
_undo: list[Callable[[], None]] = []


@dataclass(slots=True)
class _Allowed:
    """What passes for one session."""

    hosts: frozenset[str]
    addresses: set[str] = field(default_factory=set)
    """Of those hosts: whoever resolves a name connects to an address."""


_guarded: dict[Session, _Allowed] = {}


@contextmanager
def guarded(session: Session, ignore_hosts: Sequence[str] = ()) -> Iterator[None]:
    """Until the block ends, nothing reaches the network if this session replays; `ignore_hosts` may be reached."""
    if session.mode is not Mode.REPLAY:
        yield
        return
    with _lock:
        _guarded[session] = _Allowed(frozenset(_plain(host) for host in ignore_hosts))
        if len(_guarded) == 1:
            _undo.extend(put_on(_check))
    try:
        yield
    finally:
        with _lock:
            del _guarded[session]
            while not _guarded and _undo:
                _undo.pop()()


def refuse_upgrade(session: Session, url: str, host: str) -> None:
    """Refuse a WebSocket in replay: it is no HTTP exchange, so no recording can hold it.

    Raises:
        LiveTraffic: the session replays and the host is not one of its `ignore_hosts`.
    """
    allowed = _guarded.get(session)
    if allowed is None or _plain(host) in allowed.hosts:
        return
    session.journal.live_traffic[host] += 1
    raise LiveTraffic(
        f"{url}: a WebSocket was refused: this session replays, and WebSockets are not recorded"
        f"\n\n  Opened by {caller()}."
        f"\n  Let it pass with understudy.use(…, ignore_hosts=({host!r},)), or open it outside of the session."
    )


def side_traffic_refused(session: Session, miss: Miss, url: str) -> OSError | None:
    """A connection error in place of this miss, which no longer counts; None if the miss is the application's."""
    name = side_traffic_of(url)
    if name is None or session.mode is not Mode.REPLAY:
        return None
    session.journal.excuse(miss, name)
    return _quiet(name)


def _check(host: str | bytes, port: object) -> set[str] | None:
    """None if the host may be reached; where that is because it is ignored, the addresses that are known of it.

    Raises:
        LiveTraffic: it may not.
        OSError: it may not, and nobody needs to know.
    """
    host = _plain(host)
    if is_here(host):
        return None
    session = session_here()
    allowed = _guarded.get(session) if session is not None else None
    if session is None or allowed is None:
        return None
    if host in allowed.hosts or host in allowed.addresses:
        return allowed.addresses
    if name := side_traffic_to(host):
        session.journal.side_traffic[name] += 1
        raise _quiet(name)
    session.journal.live_traffic[host] += 1
    raise LiveTraffic(
        f"{host}:{port}: a connection was refused: this session replays and no recording can answer it"
        f"\n\n  Opened by {caller()}."
        f"\n  Its client is not one that Understudy hooks: give it the base URL of `understudy serve`."
        f"\n  If the host may be reached, let it pass: understudy.use(…, ignore_hosts=({host!r},))."
    )


def _quiet(name: str) -> OSError:
    return ConnectionRefusedError(111, f"{name}: refused by Understudy: side traffic in replay")


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


def _plain(host: str | bytes) -> str:
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return text.strip("[]").rstrip(".").lower()
