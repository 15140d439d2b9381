"""Starting a server: until a signal ends it, or around a block."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from understudy.errors import WrongUse
from understudy.proxy.settings import ServeSettings

if TYPE_CHECKING:
    from understudy.proxy.server import Server


def serve(settings: ServeSettings, *, on_ready: Callable[[str], None]) -> None:
    """Answer over HTTP until SIGTERM or SIGINT. Returns once streams in flight have ended, or have had their
    time, and all that was captured is kept; a second signal does not wait for them.

    Args:
        on_ready: is told the address, `http://127.0.0.1:54321`, once requests to it are answered.

    Raises:
        WrongUse: it cannot listen there, or the packages of a server are not installed.
        RecordingUnreadable: a file of the store is not a recording.
        StoreUnusable: the store cannot be opened.
    """
    server = _server(settings)
    with _stopped_by_signals(server):
        on_ready(server.address)
        server.run()


@contextmanager
def serving(settings: ServeSettings) -> Iterator[str]:
    """A server in a thread, at this address until the block ends. Raises as `serve` does."""
    server = _server(settings)
    thread = threading.Thread(target=server.run, name=f"understudy {server.address}", daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join()


def _server(settings: ServeSettings) -> Server:
    try:
        from understudy.proxy.server import Server
    except ModuleNotFoundError as error:
        raise WrongUse(
            f"the server needs the package {error.name}, which is not installed\n"
            f"\n  Install it with: pip install 'understudy[server]'"
        ) from error
    return Server(settings)


@contextmanager
def _stopped_by_signals(server: Server) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: Any) -> None:
        server.stop()

    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
