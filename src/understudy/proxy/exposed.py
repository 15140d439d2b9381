"""Who can reach a server: this machine alone, or others, who are let in with a key or by an explicit word.

What a server replays was said in confidence, and what it sends costs money.
"""

from __future__ import annotations

import ipaddress

from understudy.errors import WrongUse
from understudy.interceptors.guard import is_here, plain


def is_exposed(host: str) -> bool:
    """Whether others than programs of this machine can reach what listens there.

    A name counts as another machine's, but for `localhost`: who maps it decides.
    """
    name = plain(host).partition("%")[0]
    # Connecting to the unspecified address reaches this machine; listening there is listening on every address.
    return not name or _is_unspecified(name) or not is_here(name)


def check_exposed(host: str, inbound_key: str | None, *, is_open: bool, is_forward: bool) -> None:
    """A server that others can reach has a key, or the operator's word that everybody is meant.

    Raises:
        WrongUse: it has neither.
    """
    if inbound_key or is_open or not is_exposed(host):
        return
    with_key = "" if is_forward else f"\n  understudy serve … --host {host} --inbound-key env:VARIABLE"
    raise WrongUse(
        f"--host {host}: others than this machine could reach the server there, and would be let in without a key\n"
        f"\n  {'Let' if is_forward else 'Demand a key, or let'} everybody in:{with_key}"
        f"\n  understudy serve … --host {host} --open"
    )


def _is_unspecified(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_unspecified
