"""Starting a server: until a signal ends it, or around a block."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from understudy.errors import WrongUse
from understudy.operations.running import Running
from understudy.operations.stopping import stopped_by_signals
from understudy.proxy.asgi import Application
from understudy.proxy.settings import ServeSettings

if TYPE_CHECKING:
    from understudy.proxy.server import Server
    from understudy.proxy.workers import Workers

MakeSite = Callable[[Running], Application]
"""Makes pages for people, as an ASGI application, from what a running server tells."""


def serve(settings: ServeSettings, *, on_ready: Callable[[str], None], site: MakeSite | None = None) -> None:
    """Answer over HTTP until SIGTERM or SIGINT. Returns once streams in flight have ended, or have had their
    time, and all that was captured is kept; a second signal does not wait for them.

    Args:
        on_ready: is told the address, `http://127.0.0.1:54321`, once requests to it are answered.
        site: makes the pages for people, when the first of them is asked for.

    Raises:
        WrongUse: it cannot listen there, or the packages of a server are not installed.
        RecordingUnreadable: a file of the store is not a recording.
        StoreUnusable: the store cannot be opened.
    """
    _check_packages(settings)
    workers = _workers(settings) if settings.workers > 1 else None
    try:
        server = _server(settings, workers, site)
    except BaseException:
        if workers is not None:
            workers.end()
        raise
    # What is there now stays: looking for garbage among 100,000 recordings would hold up an answer.
    gc.freeze()
    with stopped_by_signals(server.stop):
        on_ready(server.address)
        server.run()


@contextmanager
def serving(settings: ServeSettings, *, site: MakeSite | None = None) -> Iterator[str]:
    """A server in a thread, at this address until the block ends. Raises as `serve` does."""
    _check_packages(settings)
    server = _server(settings, site=site)
    thread = threading.Thread(target=server.run, name=f"understudy {server.address}", daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join()


PACKAGES, FOR_FORWARD = ("uvicorn", "httpcore2", "certifi"), ("cryptography",)


def missing_packages(*, forward: bool = False) -> tuple[str, ...]:
    """Packages that a server needs, and a forward proxy, and that are not installed."""
    return tuple(name for name in (*PACKAGES, *(FOR_FORWARD if forward else ())) if find_spec(name) is None)


def _check_packages(settings: ServeSettings) -> None:
    if missing := missing_packages(forward=settings.forward):
        raise WrongUse(
            f"the server needs the package {missing[0]}, which is not installed\n"
            f"\n  Install it with: pip install 'understudy[server]'"
        )


def _server(settings: ServeSettings, workers: Workers | None = None, site: MakeSite | None = None) -> Server:
    from understudy.proxy.server import Server

    return Server(settings, workers=workers, site=site)


def _workers(settings: ServeSettings) -> Workers:
    from understudy.proxy.workers import Workers

    return Workers(settings.host, settings.port, settings.workers)
