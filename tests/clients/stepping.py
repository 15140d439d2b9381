"""An upstream that a test leads by the hand: it sends a piece when it is told to, and nothing by itself."""

from __future__ import annotations

import queue
import socket
import threading
from types import TracebackType

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


class SteppingUpstream:
    """Answers one request: the head at once, then a chunk for each `send`."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/stream"
        self._orders: queue.Queue[bytes | None] = queue.Queue()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def send(self, content: bytes) -> None:
        """One chunk of the body."""
        self._orders.put(b"%x\r\n%b\r\n" % (len(content), content))

    def end(self) -> None:
        """The last chunk."""
        self._orders.put(b"0\r\n\r\n")

    def __enter__(self) -> SteppingUpstream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._orders.put(None)
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        self._listener.settimeout(10)
        try:
            client, _ = self._listener.accept()
        except OSError:
            return
        with client:
            received = b""
            while b"\r\n\r\n" not in received:
                received += client.recv(65536)
            client.sendall(HEAD)
            while (content := self._orders.get()) is not None:
                try:
                    client.sendall(content)
                except OSError:
                    return
