"""The workers of a server, as the deciding process sees them: started before it opens its store, ended by its end."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from understudy.engine import Session
from understudy.errors import WrongUse
from understudy.proxy.known import Known
from understudy.proxy.listening import listening_together
from understudy.proxy.workers.channel import Channel
from understudy.proxy.workers.handing import Tasks, take


class Workers:
    """Processes that listen on one port.

    Raises:
        WrongUse: they cannot listen there, or this system cannot start a process like that.
    """

    name: tuple[str, int]
    """Host and port."""

    def __init__(self, host: str, port: int, count: int) -> None:
        """Start so many. They take connections from now on."""
        if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
            raise WrongUse(
                "--workers: this system cannot hand connections from one process to another\n\n  Leave it out."
            )
        listeners = listening_together(host, port, count)
        self.name = listeners[0].getsockname()[:2]
        self._channels: dict[int, Channel] = {}
        self._is_ending, self._tasks = False, Tasks()
        ends = [socket.socketpair() for _ in listeners]
        for listener, (ours, theirs) in zip(listeners, ends, strict=True):
            process = os.fork()
            if process == 0:
                _be_worker(listener, theirs, [*listeners, *(end for pair in ends for end in pair)])
            self._channels[process] = Channel(ours)
            theirs.close()
        for listener in listeners:
            listener.close()

    def serve(self, known: Known, session: Session, protocol: Callable[[], Any], told: Callable[[str], None]) -> None:
        """Take what they hand over, in this event loop.

        Args:
            protocol: makes one for a connection.
            told: is told of a worker that ended.
        """
        self._session, self._protocol, self._told = session, protocol, told
        known.on_remembered = self._teach
        for process, channel in self._channels.items():
            channel.attach(partial(self._take, channel), partial(self._ended, process))

    def stop(self) -> None:
        """Take no more connections."""
        self._is_ending = True
        for channel in self._channels.values():
            channel.send(("end",))

    def end(self) -> None:
        """Be rid of them. What they have is idle."""
        self.stop()
        for process, channel in self._channels.items():
            channel.close()
            os.waitpid(process, 0)
        self._channels.clear()

    def _take(self, channel: Channel, message: Any, connection: socket.socket | None) -> None:
        match message:
            case ("take", raw) if connection is not None:
                if self._is_ending:
                    connection.close()
                else:
                    self._tasks.start(take(self._protocol(), raw, connection, partial(channel.send, ("back",))))
            case ("played", counts):
                for name, times in counts.items():
                    self._session.play_again(name, times)

    def _teach(self, key: bytes, wire: bytes, name: str) -> None:
        for channel in self._channels.values():
            channel.send(("known", key, wire, name))

    def _ended(self, process: int) -> None:
        if not self._is_ending:
            self._channels.pop(process).close()
            os.waitpid(process, 0)
            self._told(f"a worker (process {process}) ended; {len(self._channels)} are left")


def _be_worker(listener: socket.socket, end: socket.socket, inherited: list[socket.socket]) -> None:
    from understudy.proxy.workers.worker import work

    status = 1
    try:
        # Held here, the other end of another worker's channel would never seem closed.
        for each in inherited:
            if each not in (listener, end):
                each.close()
        work(listener, end)
        status = 0
    finally:
        # Not the caller's `finally` blocks: they are the deciding process's.
        os._exit(status)
