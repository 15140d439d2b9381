"""What becomes of a host that a client asks the forward proxy for, and of each request to it.

As in a process: side traffic is refused quietly in replay, and passes unrecorded in the other modes. Hosts that are
ignored pass always. Where side traffic shares a host with an API, only a request can tell.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from understudy.engine import FAULT_HEADER, Decision, Refuse, Session
from understudy.interceptors.guard import is_here, plain
from understudy.interceptors.side_traffic import side_traffic_of
from understudy.model import Mode, Request
from understudy.upstream import Client, Limit

ANYWHERE = Limit()


class Way(Enum):
    """How a connection to a host is treated."""

    ANSWERED = "its requests are read, and answered like any other"
    PASSED = "its bytes are handed on as they are"
    REFUSED = "it is refused, and nobody needs to know"


@dataclass(frozen=True, slots=True)
class Pass:
    """Send the request on, and record nothing."""


@dataclass(frozen=True, slots=True)
class Fail:
    """Break the connection."""


class Ways:
    """Those of one server."""

    def __init__(self, session: Session, ignore_hosts: Iterable[str], port: int, limit: Limit = ANYWHERE) -> None:
        self._session, self._port, self.limit = session, port, limit
        self._ignored = frozenset(map(plain, ignore_hosts))
        self.client = Client(limit)
        """Connects to the hosts that clients name."""

    def way_to(self, host: str) -> Way:
        """How a connection to this host is treated; where it is side traffic, it is counted."""
        if self.is_ignored(host):
            return Way.PASSED
        # No request of an API is one for `/`, so this finds hosts that are side traffic as a whole.
        name = side_traffic_of(f"https://{_in_url(host)}/")
        if name is None:
            return Way.ANSWERED
        self._session.journal.side_traffic[name] += 1
        return Way.REFUSED if self._session.mode is Mode.REPLAY else Way.PASSED

    def decide(self, session: Session, request: Request, host: str, scope: str | None) -> Decision | Pass | Fail:
        """What to do with a request to this host. The session is the server's, or a part of it."""
        if self.is_ignored(host):
            return Pass()
        name = side_traffic_of(request.url)
        if name is not None and session.mode is not Mode.REPLAY:
            session.journal.side_traffic[name] += 1
            return Pass()
        decision = session.decide(request, scope=scope, fault=request.header(FAULT_HEADER))
        if name is not None and isinstance(decision, Refuse):
            session.journal.excuse(decision.miss, name)
            return Fail()
        return decision

    def is_ignored(self, host: str) -> bool:
        """Whether everything at this host passes."""
        return plain(host) in self._ignored

    def is_us(self, host: str, port: int, reached_at: str) -> bool:
        """Whether this is the server itself.

        Args:
            reached_at: the address of ours that the client is connected to.
        """
        host = plain(host)
        return port == self._port and (is_here(host) or host in (reached_at, plain(socket.gethostname())))


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
