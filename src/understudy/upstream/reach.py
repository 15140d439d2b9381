"""Which addresses a client may have us connect to, where it names the host itself, as to a forward proxy.

What an operator configured is never looked at here. A name is judged by the addresses that it stands for when it is
connected to, and only these are connected to: what a name server says next changes nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from understudy.errors import UnderstudyError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Ports on which no API listens, and where a request could be taken for something else, such as a mail.
# Source: Fetch Standard, "port blocking" (bad ports), 2026-11.
# fmt: off
BAD_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))
# fmt: on

METADATA = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")))
"""Where clouds hand out credentials to whoever asks: AWS, Google, Azure; AWS over IPv6; Alibaba."""


class Reach(Enum):
    """How far clients get."""

    ANYWHERE = "the clients are the operator's own programs, which get there without us as well"
    LOCAL = "public addresses, and such of this machine and its networks that are named as addresses, or `localhost`"
    PUBLIC = "public addresses alone"


class NotReached(UnderstudyError):
    """A host that a client named is none that it may have us connect to."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How far the clients of one server get."""

    reach: Reach = Reach.ANYWHERE
    allowed: frozenset[str] = frozenset()
    """Hosts that an operator allows by name, wherever they are; in lower case, without a final dot."""

    def check(self, host: str, port: int) -> None:
        """What can be said before a name is looked up.

        Raises:
            NotReached: this host, or this port of any, is not to be reached.
        """
        if self._is_free(host):
            return
        if port in BAD_PORTS:
            raise NotReached(f"{host}:{port}: no API listens on port {port}, so nothing is sent there")
        if (address := _address(host)) is not None:
            self._check_address(host, address, is_named=False)

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to, those of IPv4 first.

        Raises:
            NotReached: none may.
            OSError: the host has none.
        """
        self.check(host, port)
        found = await asyncio.to_thread(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        texts = dict.fromkeys(str(each[4][0]) for each in sorted(found, key=lambda each: each[0] != socket.AF_INET))
        return list(texts) if self._is_free(host) else self._allowed(host, texts)

    def _is_free(self, host: str) -> bool:
        return self.reach is Reach.ANYWHERE or _plain(host) in self.allowed

    def _allowed(self, host: str, texts: Iterable[str]) -> list[str]:
        refused, kept = None, []
        is_named = _address(host) is None and not _is_localhost(host)
        for text in texts:
            address = _address(text)
            assert address is not None, "name servers give addresses"
            try:
                self._check_address(host, address, is_named=is_named)
            except NotReached as error:
                refused = error
            else:
                kept.append(text)
        if refused and not kept:
            raise refused
        return kept

    def _check_address(self, host: str, address: Address, *, is_named: bool) -> None:
        found = _within(address)
        if not _is_never(found) and (found.is_global or (self.reach is Reach.LOCAL and not is_named)):
            return
        what = f"{host} is at {address}, which is" if is_named else f"{host} is"
        raise NotReached(
            f"{what} no public address, and clients of this forward proxy do not get there"
            f"\n\n  If they are to, serve with: --private-host {host}"
        )


def _is_localhost(host: str) -> bool:
    """Resolvers have to answer these themselves (RFC 6761, 6.3); nobody can point them elsewhere."""
    return f".{_plain(host)}".endswith(".localhost")


def _plain(host: str) -> str:
    return host.rstrip(".").lower()


def _is_never(address: Address) -> bool:
    """Whether no API can be there: what means no host, several, or the link's own services."""
    is_odd = address.is_unspecified or address.is_link_local or address.is_multicast or address in METADATA
    return is_odd or (address.is_reserved and not address.is_loopback)  # ::1 lies in a range that is reserved


def _address(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _within(address: Address) -> Address:
    """The IPv4 address that one of IPv6 stands for: mapped, 6to4 and NAT64 (RFC 4291, 3056, 6052) lead there."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour or address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
