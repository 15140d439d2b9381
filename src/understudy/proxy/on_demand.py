"""A server for the programs of one command, started when the first of them comes.

Most commands start Python programs alone, which are answered without it: they pay for an open port.
"""

from __future__ import annotations

import selectors
import socket
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.errors import WrongUse
from understudy.model import Mode, parse_mode, parse_pace
from understudy.operations.door import Door
from understudy.operations.invitation import Invitation
from understudy.operations.pointing import pointed, upstreams_in
from understudy.operations.reporting import Reporter
from understudy.proxy.forward.places import authority_folder, certificate_in, is_current
from understudy.proxy.settings import ServeSettings
from understudy.proxy.troubles import Troubles

if TYPE_CHECKING:
    from understudy.proxy.server import Server

HERE = "127.0.0.1"
GRACE_S = 1


@contextmanager
def door(invitation: Invitation, environment: Mapping[str, str]) -> Iterator[Door]:
    """A door that is open until the block ends: a reverse and a forward proxy on this machine, in the session that
    the invitation is for.

    Args:
        environment: in which the command would have run.

    """
    listener = socket.create_server((HERE, 0))
    with listener, tempfile.TemporaryDirectory(prefix="understudy-door-") as folder:
        ca_dir = _authority(Path(folder, "authority"))
        waiting = _Waiting(listener, invitation, upstreams_in(environment), ca_dir)
        address = f"http://{HERE}:{listener.getsockname()[1]}"
        is_online = parse_mode(invitation.mode) is not Mode.REPLAY
        given = pointed(environment, address, certificate_in(ca_dir), Path(folder), is_online=is_online)
        waiting.start()
        try:
            yield Door(given, lambda: waiting.was_entered)
        finally:
            waiting.end()


def _authority(for_this_run: Path) -> Path:
    """The folder of the authority, which is made: the user's own, or where that cannot hold it, one for this run."""
    own = authority_folder()
    if is_current(own):
        return own
    from understudy.proxy.forward.authority import Signer

    for folder in (own, for_this_run):
        with suppress(WrongUse):
            return Signer(folder).certificate.parent
    return own


class _Waiting:
    """Waits for the first client in a thread, which then becomes the server's."""

    def __init__(
        self, listener: socket.socket, invitation: Invitation, upstreams: Mapping[str, str], ca_dir: Path
    ) -> None:
        self.was_entered = False
        self._listener, self._invitation, self._upstreams, self._ca_dir = listener, invitation, upstreams, ca_dir
        self._server: Server | None = None
        self._lock = threading.Lock()
        self._is_over = False
        self._woken, self._wake = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="understudy door", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        with self._lock:
            self._is_over = True
            if self._server is not None:
                self._server.stop()
        self._wake.close()
        self._thread.join()
        self._woken.close()

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select()}
        if self._listener not in ready:
            return
        self.was_entered = True
        try:
            server = self._made()
        except Exception as error:
            Troubles().note(error, "starting the server of this run")
            self._listener.close()
            return
        with self._lock:
            self._server = server
            if self._is_over:
                server.stop()
        server.run()

    def _made(self) -> Server:
        from understudy.operations.shared_session import session_of
        from understudy.proxy.server import Server
        from understudy.upstream import Reach

        invitation = self._invitation
        settings = ServeSettings(
            store=invitation.store,
            mode=parse_mode(invitation.mode),
            upstreams=self._upstreams,
            forward=True,
            ca_dir=self._ca_dir,
            ignore_hosts=tuple(invitation.ignore_hosts),
            reach=Reach.ANYWHERE,
            pace=parse_pace(invitation.pace),
            grace_s=GRACE_S,
        )
        session = session_of(invitation, Reporter(invitation.folder))
        return Server(settings, session=session, listener=self._listener)
