"""Runs the cases of one client file, each in a session of its own, and prints as JSON what the user and we saw.

    python play.py clients/groq.py --store DIR --mode record|replay --servers JSON [--only NAME]

Run by the Python of the environment that the client file names. In replay every socket is forbidden.
"""

from __future__ import annotations

import argparse
import asyncio
import contextvars
import json
import os
import platform
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata, util
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NoReturn

from case import Case, Servers, cases_of
from plain import HTTP_LIBRARIES, plain

import understudy
from understudy.engine import Session

REACHING_OUT = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})


class NetworkTouched(BaseException):
    """A socket was about to connect, or a name to be resolved. No client takes this for its own failure."""


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("client", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--mode", choices=("record", "replay"), required=True)
    parser.add_argument("--servers", type=lambda text: Servers(**json.loads(text)), required=True)
    parser.add_argument("--only", metavar="NAME")
    arguments = parser.parse_args()
    with alone_on_stdout() as out:
        if arguments.mode == "replay":
            forbid_sockets()
        module = load(arguments.client)
        cases = [each for each in cases_of(module) if arguments.only in (None, each.name)]
        # One loop for all: some clients keep connections of a loop for the next call.
        with asyncio.Runner() as runner:
            found = [run(each, arguments.store, arguments.mode, arguments.servers, runner) for each in cases]
        json.dump({"python": platform.python_version(), "versions": versions(module), "cases": found}, out)


def run(case: Case, store: Path, mode: str, servers: Servers, runner: asyncio.Runner) -> dict[str, Any]:
    """What one case came to."""
    shown: dict[str, Any] = {"name": case.name, "covers": case.covers, "stream": case.is_stream, "async": case.is_async}
    with (
        libraries() as carried,
        understudy.use(store, mode, scope=case.name, stable_ids=False, record_errors=True) as session,
    ):
        try:
            if case.is_async:
                value = runner.run(case.run(servers), context=contextvars.copy_context())
            else:
                value = case.run(servers)
            shown["value"] = plain(value, own=case.own)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            traceback.print_exc()
            shown["error"] = {"type": type(error).__qualname__, "text": str(error)}
    return shown | {
        "libraries": sorted(carried),
        "played": [each.name for each in session.played],
        "recorded": [each.name for each in session.recorded],
        "unused": [each.name for each in session.unused],
        "misses": [str(miss) for miss in session.misses],
        "ambiguous": [each.endpoint for each in session.ambiguous],
        "side_traffic": dict(session.journal.side_traffic),
        "live_traffic": dict(session.journal.live_traffic),
    }


@contextmanager
def libraries() -> Iterator[set[str]]:
    """Which client libraries ask the session: those of the transport, pool or connector that was called last."""
    carried: set[str] = set()
    decide = Session.decide

    def noting(self: Session, *args: Any, **kwargs: Any) -> Any:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and not (library := library_of(frame)):
            frame = frame.f_back
        carried.add(library if frame else "unknown")
        return decide(self, *args, **kwargs)

    Session.decide = noting
    try:
        yield carried
    finally:
        Session.decide = decide


def library_of(frame: FrameType) -> str:
    """The HTTP library whose object is at work in the frame; empty if none is."""
    packages = (each.__module__.partition(".")[0] for each in type(frame.f_locals.get("self")).__mro__)
    return next((each for each in packages if each in HTTP_LIBRARIES), "")


def forbid_sockets() -> None:
    """From now on no socket connects and no name resolves: below every library, and below our own guard."""

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event not in REACHING_OUT:
            return
        # The address of a unix socket is no pair.
        if event in ("socket.connect", "socket.sendto") and not isinstance(args[1], tuple):
            return
        _raise(event, args)

    sys.addaudithook(refuse)


def _raise(event: str, args: tuple[Any, ...]) -> NoReturn:
    raise NetworkTouched(f"the network was touched: {event} {args[1:]!r}")


def load(path: Path) -> ModuleType:
    """The client file, under a name that is no package's."""
    spec = util.spec_from_file_location(f"matrix_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def versions(module: ModuleType) -> dict[str, str]:
    """Of the distributions that the client file is about."""
    return {name: metadata.version(name) for name in module.DISTRIBUTIONS}


@contextmanager
def alone_on_stdout() -> Iterator[Any]:
    """What is written to the yielded file is all that stdout gets; whatever a client prints goes to stderr."""
    with os.fdopen(os.dup(1), "w") as out:
        os.dup2(2, 1)
        yield out


if __name__ == "__main__":
    main()
