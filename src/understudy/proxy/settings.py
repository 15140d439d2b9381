"""What a server is told: its store, its mode, where it listens, and which upstreams lie behind it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from understudy.apis import UPSTREAMS
from understudy.engine import SEED, Match
from understudy.errors import WrongUse
from understudy.interceptors.guard import plain
from understudy.misses import Commands
from understudy.model import INSTANT, MAX_ANSWER, spelt_fault, spelt_size
from understudy.operations.opening import SessionSettings
from understudy.proxy.bounds import Bounds
from understudy.proxy.exposed import check_exposed, is_exposed
from understudy.proxy.log.style import LogStyle
from understudy.redact import redacted_url

if TYPE_CHECKING:
    from understudy.upstream.reach import Limit, Reach

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class ServeSettings(SessionSettings):
    """Settings of one server, those of its session among them.

    Raises:
        WrongUse: an upstream has a name that does not exist or a URL that is none, or others than this machine could
            reach the server and nothing says who is let in.
    """

    host: str = "127.0.0.1"
    port: int = 0
    """0 is any free one."""

    upstreams: Mapping[str, str] = field(default_factory=dict)
    """Base URL by name; those that are not given are where their provider has them."""

    upstream_keys: Mapping[str, str] = field(default_factory=dict)
    """By the upstream's name, which environment variable holds the key that clients are lent who have none."""

    inbound_key: str | None = None
    """The environment variable that holds a key without which no client is let in; None lets all in."""

    is_open: bool = False
    """Whether everybody who can reach it is let in, although others than this machine can, and there is no key."""

    hosts: tuple[str, ...] = ()
    """Names by which browsers may call this server, beside those of this machine."""

    forward: bool = False
    """Whether it is a forward proxy as well."""

    ca_dir: Path | None = None
    """Where the authority lies that signs for other hosts; None is the user's own folder."""

    ignore_hosts: tuple[str, ...] = ()
    """Hosts that clients of the forward proxy reach in any mode, unrecorded."""

    private_hosts: tuple[str, ...] = ()
    """Hosts that clients of the forward proxy reach although their addresses are private."""

    reach: Reach | None = None
    """How far clients of the forward proxy get; None is what fits whom it can be reached by."""

    bounds: Bounds = field(default_factory=Bounds)
    workers: int = 1
    """Processes that answer. One decides; the others give answers that cannot change any more."""

    log: LogStyle = LogStyle.OFF
    log_bodies: bool = False
    """Whether the log has the bodies of requests and answers."""

    edits: bool = False
    """Whether its pages may change something."""

    grace_s: int = 5
    """How long streams in flight may go on once the server is told to stop."""

    @property
    def names(self) -> tuple[str, ...]:
        """By which clients call this server."""
        return (self.host, *self.hosts)

    @property
    def limit(self) -> Limit:
        """Which hosts clients of the forward proxy reach."""
        from understudy.upstream.reach import Limit, Reach

        reach = self.reach or (Reach.PUBLIC if is_exposed(self.host) else Reach.LOCAL)
        return Limit(reach, frozenset(map(plain, (*self.private_hosts, *self.ignore_hosts))))

    @property
    def commands(self) -> Commands:
        """What a person types to serve the same otherwise."""
        options = [f"--host={self.host}"] if self.host != "127.0.0.1" else []
        options += [f"--port={self.port}"] if self.port else []
        options += [f"--upstream={name}={redacted_url(url)}" for name, url in self.upstreams.items()]
        options += [f"--upstream-key={name}=env:{variable}" for name, variable in self.upstream_keys.items()]
        options += [f"--inbound-key=env:{self.inbound_key}"] if self.inbound_key else []
        options += ["--open"] if self.is_open else []
        options += [f"--allow-host={name}" for name in self.hosts]
        options += ["--forward"] if self.forward else []
        options += [f"--ca-dir={self.ca_dir}"] if self.ca_dir else []
        options += [f"--ignore-host={host}" for host in self.ignore_hosts]
        options += [f"--private-host={host}" for host in self.private_hosts]
        options += self.bounds.options
        options += [f"--match={self.match.value}"] if self.match is not Match.EXACT else []
        options += [f"--pace={self.pace}"] if self.pace != INSTANT else []
        options += [f"--fault={spelt_fault(fault)}" for fault in self.faults]
        options += [f"--fault-seed={self.fault_seed}"] if self.fault_seed != SEED else []
        options += ["--record-errors"] if self.keeps.errors else []
        options += [f"--max-answer={spelt_size(self.keeps.max_answer)}"] if self.keeps.max_answer != MAX_ANSWER else []
        options += [f"--log={self.log.value}"] if self.log is not LogStyle.OFF else []
        options += ["--log-bodies"] if self.log_bodies else []
        options += ["--no-stable-ids"] if not self.stable_ids else []
        options += [f"--workers={self.workers}"] if self.workers > 1 else []
        options += ["--edit"] if self.edits else []
        serve = shlex.join(["understudy", "serve", str(self.store), *options])
        return Commands(f"{serve} --mode record-if-missing", f"{serve} --repeat last")

    def __post_init__(self) -> None:
        for name, url in self.upstreams.items():
            _check(name, url)
        for name in self.upstream_keys:
            _check_name(name)
        check_exposed(self.host, self.inbound_key, is_open=self.is_open, is_forward=self.forward)
        if self.workers < 1:
            raise WrongUse(f"--workers: expected 1 or more, found {self.workers}")
        if self.log_bodies and self.log is LogStyle.OFF:
            raise WrongUse("--log-bodies: there is no log to write them to\n\n  Add --log text or --log json.")
        if self.forward and self.workers > 1:
            raise WrongUse("--forward and --workers: a forward proxy is one process\n\n  Leave one of them out.")
        if self.forward and self.inbound_key:
            raise WrongUse(
                "--forward and --inbound-key: a forward proxy lets all in that can reach it"
                "\n\n  Leave one of them out; by default only programs on this machine can."
            )


def parse_upstreams(pairs: Iterable[str]) -> dict[str, str]:
    """Upstreams from texts of the form `NAME=URL`; `ServeSettings` looks at names and URLs.

    Raises:
        WrongUse: a text has another form, or a name is given twice.
    """
    upstreams: dict[str, str] = {}
    for pair, name, url in _split(pairs):
        if url is None:
            raise WrongUse(f"--upstream {pair}: expected NAME=URL\n\n  For example: --upstream openai={_EXAMPLE}")
        if name in upstreams:
            raise WrongUse(f"--upstream {name} is given twice: {upstreams[name]} and {url}\n\n  Give it once.")
        upstreams[name] = url
    return upstreams


def _split(pairs: Iterable[str]) -> Iterator[tuple[str, str, str | None]]:
    """Each text of the form `NAME=VALUE`, its name and its value; None where it has another form."""
    for pair in pairs:
        name, equals, value = pair.partition("=")
        yield pair, name, value if equals else None


_EXAMPLE = "https://api.openai.com"


def parse_upstream_keys(pairs: Iterable[str]) -> dict[str, str]:
    """Environment variables from texts of the form `NAME=env:VARIABLE`.

    Raises:
        WrongUse: a text has another form, or a name is given twice.
    """
    variables: dict[str, str] = {}
    for _, name, source in _split(pairs):
        if source is None:
            # What was given may be a key: it is not repeated.
            raise WrongUse(f"--upstream-key: expected NAME=env:VARIABLE\n\n  {_KEY_EXAMPLE}")
        if name in variables:
            raise WrongUse(f"--upstream-key {name} is given twice\n\n  Give it once.")
        variables[name] = parse_key(f"--upstream-key {name}", source)
    return variables


def parse_key(option: str, source: str) -> str:
    """The environment variable that a text of the form `env:VARIABLE` names.

    Raises:
        WrongUse: it has another form.
    """
    kind, _, variable = source.partition(":")
    if kind != "env" or not VARIABLE.fullmatch(variable):
        raise WrongUse(
            f"{option}: expected env: and the name of an environment variable\n"
            f"\n  Other users of this machine can read a command line, so a key does not belong there. {_KEY_EXAMPLE}"
        )
    return variable


_KEY_EXAMPLE = "For example: --upstream-key openai=env:OPENAI_API_KEY"


def _check_name(name: str) -> None:
    if name not in UPSTREAMS:
        known = ", ".join(UPSTREAMS)
        raise WrongUse(f"upstream {name!r} does not exist\n\n  Upstreams are {known}.")


def _check(name: str, url: str) -> None:
    _check_name(name)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or not url.isascii():
        raise WrongUse(
            f"upstream {name}: {url!r} is not a base URL\n"
            f"\n  It begins with http:// or https:// and ends with its path: --upstream {name}={_EXAMPLE}"
        )
