"""TLS in front of an upstream: what arrives is handed on, decrypted."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import ExitStack, suppress
from types import TracebackType
from urllib.parse import urlsplit


class TlsEdge:
    """Listens from the constructor on."""

    def __init__(self, url: str, context: ssl.SSLContext, host: str = "127.0.0.1") -> None:
        """`url` is the upstream's, `host` where to listen."""
        parts = urlsplit(url)
        self._upstream, self._context = (parts.hostname, parts.port), context
        self._listener = socket.create_server((host, 0))
        self.port = self._listener.getsockname()[1]
        self._conversations: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> TlsEdge:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        for each in self._sockets:
            with suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)
        for conversation in self._conversations:
            conversation.join()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            conversation = threading.Thread(target=self._converse, args=(client,), daemon=True)
            self._conversations.append(conversation)
            conversation.start()

    def _converse(self, client: socket.socket) -> None:
        with client, suppress(OSError), ExitStack() as stack:
            outer = stack.enter_context(self._context.wrap_socket(client, server_side=True))
            inner = stack.enter_context(socket.create_connection(self._upstream))
            self._sockets += [outer, inner]
            back = threading.Thread(target=_copy, args=(inner, outer), daemon=True)
            back.start()
            _copy(outer, inner)
            back.join()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        # Not the method of SSL sockets: theirs ends TLS for both directions.
        socket.socket.shutdown(sink, socket.SHUT_WR)
