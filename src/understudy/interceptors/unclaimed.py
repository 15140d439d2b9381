"""Live traffic that no session claims, in a program whose every request should be replayed: refused, and noted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from understudy.errors import LiveTraffic, SessionUnclear
from understudy.interceptors.callers import caller
from understudy.interceptors.guard import plain, quiet, watching
from understudy.interceptors.registry import hooked
from understudy.interceptors.side_traffic import side_traffic_to


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A request that was refused because no open session answers for it."""

    target: str
    """Host and port; the address where a session had it that has ended."""

    caller: str
    """`file:line in function`, or a thread."""

    text: str
    """What its caller was told."""


class _Watch:
    """Refuses, but for some hosts."""

    def __init__(self, ignore_hosts: Sequence[str]) -> None:
        self._hosts, self._addresses = frozenset(map(plain, ignore_hosts)), set[str]()
        self.noted: list[Unclaimed] = []

    def __call__(self, host: str, port: object, unclear: SessionUnclear | None) -> set[str] | None:
        target = host if port is None else f"{host}:{port}"
        if unclear is not None:
            self.noted.append(Unclaimed(target, by := caller(), f"{target}: {unclear}\n  Sent by {by}."))
            return None
        if host in self._hosts or host in self._addresses:
            return self._addresses
        if name := side_traffic_to(host):
            raise quiet(name)
        text = (
            f"{target}: a connection was refused: everything is to be replayed, and no session is open for this"
            f"\n\n  Opened by {(by := caller())}."
            f"\n  What asks an AI API needs a session: mark the test with @pytest.mark.understudy, or all of them"
            f"\n  with all = true in [tool.understudy]; elsewhere, open one with `with understudy.use(…):`."
            f"\n  If the host may be reached: UNDERSTUDY_IGNORE_HOSTS={host}, or ignore-hosts in [tool.understudy]."
        )
        self.noted.append(Unclaimed(target, by, text))
        raise LiveTraffic(text)


@contextmanager
def unclaimed(ignore_hosts: Sequence[str] = ()) -> Iterator[list[Unclaimed]]:
    """Until the block ends, what no session claims is refused; the list has all that was. `ignore_hosts` pass."""
    watch = _Watch(ignore_hosts)
    with ExitStack() as stack:
        stack.enter_context(hooked())
        stack.enter_context(watching(watch))
        yield watch.noted
