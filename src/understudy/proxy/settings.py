"""What a server is told: its store, its mode, where it listens, and which upstreams lie behind it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from understudy.apis import UPSTREAMS
from understudy.engine import Repeat
from understudy.errors import WrongUse
from understudy.misses import Commands
from understudy.model import Mode
from understudy.operations.renewing import Age
from understudy.redact import redacted_url


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """Settings of one server.

    Raises:
        WrongUse: an upstream has a name that does not exist or a URL that is none.
    """

    store: str | Path
    mode: Mode = Mode.REPLAY
    mode_source: str = ""
    """Who set the mode, for people."""

    host: str = "127.0.0.1"
    port: int = 0
    """0 is any free one."""

    upstreams: Mapping[str, str] = field(default_factory=dict)
    """Base URL by name; those that are not given are where their provider has them."""

    stable_ids: bool = True
    repeat: Repeat = Repeat.IN_ORDER
    renew: tuple[str, ...] = ()
    """APIs and files that the mode `record` renews; all where there are none."""

    max_age: Age | None = None
    """The mode `record` renews what is older."""

    grace_s: int = 5
    """How long streams in flight may go on once the server is told to stop."""

    @property
    def commands(self) -> Commands:
        """What a person types to serve the same otherwise."""
        options = [f"--host={self.host}"] if self.host != "127.0.0.1" else []
        options += [f"--port={self.port}"] if self.port else []
        options += [f"--upstream={name}={redacted_url(url)}" for name, url in self.upstreams.items()]
        serve = shlex.join(["understudy", "serve", str(self.store), *options])
        return Commands(f"{serve} --mode record-if-missing", f"{serve} --repeat last")

    def __post_init__(self) -> None:
        for name, url in self.upstreams.items():
            _check(name, url)


def parse_upstreams(pairs: Iterable[str]) -> dict[str, str]:
    """Upstreams from texts of the form `NAME=URL`; `ServeSettings` looks at names and URLs.

    Raises:
        WrongUse: a text has another form, or a name is given twice.
    """
    upstreams: dict[str, str] = {}
    for pair in pairs:
        name, equals, url = pair.partition("=")
        if not equals:
            raise WrongUse(f"--upstream {pair}: expected NAME=URL\n\n  For example: --upstream openai={_EXAMPLE}")
        if name in upstreams:
            raise WrongUse(f"--upstream {name} is given twice: {upstreams[name]} and {url}\n\n  Give it once.")
        upstreams[name] = url
    return upstreams


_EXAMPLE = "https://api.openai.com"


def _check(name: str, url: str) -> None:
    if name not in UPSTREAMS:
        known = ", ".join(UPSTREAMS)
        raise WrongUse(f"upstream {name!r} does not exist\n\n  Upstreams are {known}.")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or not url.isascii():
        raise WrongUse(
            f"upstream {name}: {url!r} is not a base URL\n"
            f"\n  It begins with http:// or https:// and ends with its path: --upstream {name}={_EXAMPLE}"
        )
