"""Answers a request whose answer is known before the server makes anything of it: no task, no scope, one write.

A subclass of uvicorn's protocol that keeps back what the parser tells until the request is whole. If its answer is
not known, uvicorn is told then, and all goes as ever. Only requests that need nothing else of a server take part.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from understudy.proxy.known import KEY, Known, key_of

LONGEST = 2**20
"""Bytes of a request's body that are kept back; the server has longer ones as they come."""


def with_shortcut(known: Known) -> type[HttpToolsProtocol]:
    """uvicorn's protocol class, which looks among the known answers first."""

    class WithShortcut(HttpToolsProtocol):
        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **settings)
            self._body: list[bytes] | None = None
            """What has come of a request that the server has not been told of."""
            self._size = 0

        def on_headers_complete(self) -> None:
            if (
                (self.cycle is None or self.cycle.response_complete)  # type: ignore[redundant-expr]  # None at first
                and not (self.expect_100_continue or self.flow.write_paused or self.parser.should_upgrade())
                and self.parser.get_http_version() == "1.1"
                and self.parser.should_keep_alive()
            ):
                self._body, self._size = [], 0
            else:
                super().on_headers_complete()

        def on_body(self, body: bytes) -> None:
            if self._body is None:
                super().on_body(body)
                return
            self._body.append(body)
            self._size += len(body)
            if self._size > LONGEST:
                self._tell()

        def on_message_complete(self) -> None:
            if self._body is None:
                super().on_message_complete()
                return
            key = key_of(self.parser.get_method(), self.url, self.headers, b"".join(self._body))
            wire = key and known.answer(key)
            if wire:
                self._body = None
                self.transport.write(wire)
                self.on_response_complete()
                return
            self._tell()
            self.scope[KEY] = key  # type: ignore[literal-required]  # ours, beside ASGI's own
            super().on_message_complete()

        def shutdown(self) -> None:
            if self._body is not None:
                self._tell()
            super().shutdown()

        def _tell(self) -> None:
            """Tell the server what was kept back."""
            kept, self._body = self._body or (), None
            super().on_headers_complete()
            for body in kept:
                super().on_body(body)

    return WithShortcut
