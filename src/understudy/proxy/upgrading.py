"""Requests that offer another protocol than HTTP/1.1, and are answered in that: `Upgrade: h2c` of Java and curl.

The parser takes what comes after such a head for bytes of the new protocol, and the server never sees the body. It
gets the request once more, without the offer (RFC 9110, 7.8: a server may ignore it).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httptools

OF_AN_OFFER = frozenset({b"upgrade", b"http2-settings"})


def without_offers(protocol: type[Any]) -> type[Any]:
    """uvicorn's protocol class on httptools, which sees such requests whole."""

    class WithoutOffers(protocol):  # type: ignore[misc]  # the class that is given
        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **settings)
            self.parser = _Parser(self)
            self.declined: bytes | None = None
            """The head of a request whose offer is declined, until it is parsed once more."""

        def on_headers_complete(self) -> None:
            if self.parser.should_upgrade() and not self._should_upgrade() and self._get_upgrade() is not None:
                self.declined = _head(self.parser, self.url, self.headers)
            else:
                super().on_headers_complete()

        def on_message_complete(self) -> None:
            if self.declined is None:
                super().on_message_complete()

    return WithoutOffers


class _Parser(httptools.HttpRequestParser):
    def __init__(self, protocol: Any) -> None:
        super().__init__(protocol)
        self._protocol = protocol
        with suppress(AttributeError):  # as uvicorn does
            self.set_dangerous_leniencies(lenient_data_after_close=True)

    def feed_data(self, data: Any) -> None:
        try:
            super().feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            head, self._protocol.declined = self._protocol.declined, None
            if head is None:
                raise
            self._protocol.parser = _Parser(self._protocol)
            self._protocol.parser.feed_data(head + data[upgrade.args[0] :])


def _head(parser: Any, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = [b"%b %b HTTP/%b" % (parser.get_method(), target, parser.get_http_version().encode())]
    for name, value in headers:
        if name == b"connection":
            kept = [each for each in value.split(b",") if each.strip().lower() not in OF_AN_OFFER]
            value = b",".join(kept)
        if name not in OF_AN_OFFER:
            lines.append(b"%b: %b" % (name, value))
    return b"\r\n".join([*lines, b"", b""])
