"""An upstream that speaks HTTP/2 over TLS, for one connection after another."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import h2.config
import h2.connection
import h2.events


class H2Upstream:
    """Answers each request with the same pieces, one DATA frame each."""

    def __init__(self, key: Path, certificate: Path, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._context.set_alpn_protocols(["h2"])
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.versions: list[str | None] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __enter__(self) -> H2Upstream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join(5)
        self._listener.close()

    def _serve(self) -> None:
        while not self._is_over.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            client.settimeout(0.1)
            with self._context.wrap_socket(client, server_side=True) as wrapped:
                self.versions.append(wrapped.selected_alpn_protocol())
                self._converse(wrapped)

    def _converse(self, client: ssl.SSLSocket) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        client.sendall(connection.data_to_send())
        while not self._is_over.is_set():
            try:
                received = client.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return
            if not received:
                return
            for event in connection.receive_data(received):
                if isinstance(event, h2.events.StreamEnded):
                    self._answer(connection, event.stream_id)
            client.sendall(connection.data_to_send())

    def _answer(self, connection: h2.connection.H2Connection, stream_id: int | None) -> None:
        assert stream_id is not None
        connection.send_headers(stream_id, [(":status", "200"), ("content-type", "text/plain")])
        for piece in self._pieces:
            connection.send_data(stream_id, piece)
        connection.end_stream(stream_id)
