"""Content codings: a coded body to plain bytes, in pieces of any size, as early as the coding allows.

Source: RFC 9110, section 8.4; RFC 1952 (gzip), 1950 and 1951 (deflate), 7932 (br), 8878 (zstd).
`br` and `zstd` need a library, which is imported when such a body arrives and not before.
"""

from __future__ import annotations

import gzip
import importlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol


class CodingDamaged(ValueError):
    """A body is not what its content coding says. The text names the coding."""


@dataclass(frozen=True, slots=True)
class _Step:
    """Undoes one coding."""

    coding: str
    decode: Callable[[bytes], bytes]
    error: type[Exception]


class Decoder:
    """Undoes the content codings of one body. CodingDamaged where the bytes are not what they should be.

    A body that ends early gives what can be decoded of it.
    """

    def __init__(self, steps: list[_Step]) -> None:
        self._steps = steps

    def feed(self, data: bytes) -> bytes:
        """All that can be decoded now."""
        for step in self._steps:
            try:
                data = step.decode(data)
            except step.error as error:
                raise CodingDamaged(f"body is not the {step.coding} its content-encoding says: {error}") from error
        return data

    def finish(self) -> bytes:
        """What was held back until the end: nothing, for all the codings there are today."""
        return self.feed(b"")


def decoder(content_encoding: str | None) -> Decoder | None:
    """A decoder for one body, or None where a coding is unknown or its library is not installed."""
    names = [name.strip().lower() for name in (content_encoding or "").split(",")]
    steps = []
    for name in reversed(names):  # listed in the order in which they were applied
        if name in ("", "identity"):
            continue
        step = _CODINGS[name]() if name in _CODINGS else None
        if step is None:
            return None
        steps.append(step)
    return Decoder(steps)


def encoded(content_encoding: str, content: bytes) -> bytes:
    """A body under its content codings again, always in the same bytes; `decoder` knows them all."""
    for name in (each.strip().lower() for each in content_encoding.split(",")):
        match name:
            case "gzip" | "x-gzip":
                content = gzip.compress(content, mtime=0)
            case "deflate":
                content = zlib.compress(content)
            case "br":
                library = _first_installed("brotli", "brotlicffi")
                assert library is not None, "it has decoded it"
                content = library.compress(content)
            case "zstd":
                library = _first_installed("zstandard", "compression.zstd")
                assert library is not None, "it has decoded it"
                content = library.compress(content)
    return content


class _Stream(Protocol):
    """What `zlib`, `zstandard` and `compression.zstd` agree on."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class _Members:
    """Streams one after another: members (RFC 1952, 2.2), frames (RFC 8878, 3.1)."""

    def __init__(self, start: Callable[[], _Stream], magic: bytes = b"") -> None:
        self._start = start
        self._stream = start()
        self._magic = magic
        """What the second and later members begin with; anything else is padding."""
        self._between = b""
        self._is_over = False

    def decode(self, data: bytes) -> bytes:
        plain = bytearray()
        data = self._between + data
        self._between = b""
        while data and not self._is_over:
            if self._stream.eof:
                if len(data) < len(self._magic) and self._magic.startswith(data):
                    self._between = data
                    break
                if not data.startswith(self._magic):
                    self._is_over = True
                    break
                self._stream = self._start()
            plain += self._stream.decompress(data)
            data = self._stream.unused_data if self._stream.eof else b""
        return bytes(plain)


class _Deflate:
    """A zlib stream, or, as some servers send it, a raw deflate stream without zlib's two bytes in front."""

    def __init__(self) -> None:
        self._head = b""
        self._stream: _Stream | None = None

    def decode(self, data: bytes) -> bytes:
        if self._stream is None:
            self._head += data
            if len(self._head) < 2:
                return b""
            data = self._head
            # RFC 1950, 2.2. A raw stream begins with these bits only if its first block is a stored one whose
            # padding is not zero, which no encoder writes.
            is_zlib = data[0] & 0x8F == 0x08 and (data[0] << 8 | data[1]) % 31 == 0
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        return self._stream.decompress(data)


def _gzip() -> _Step:
    # Whatever follows the last member is ignored, as by gzip(1) and by HTTP clients; often it is zeros.
    members = _Members(lambda: zlib.decompressobj(16 + zlib.MAX_WBITS), magic=b"\x1f\x8b")
    return _Step("gzip", members.decode, zlib.error)


def _deflate() -> _Step:
    return _Step("deflate", _Deflate().decode, zlib.error)


def _br() -> _Step | None:
    library = _first_installed("brotli", "brotlicffi")
    return _Step("br", library.Decompressor().process, library.error) if library else None


def _zstd() -> _Step | None:
    library = _first_installed("zstandard", "compression.zstd")
    if library is None:
        return None

    def start() -> _Stream:
        opened = library.ZstdDecompressor()
        stream: _Stream = opened.decompressobj() if hasattr(opened, "decompressobj") else opened
        return stream

    return _Step("zstd", _Members(start).decode, library.ZstdError)


_CODINGS: dict[str, Callable[[], _Step | None]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,  # RFC 9110, 8.4.1.3
    "deflate": _deflate,
    "br": _br,
    "zstd": _zstd,
}


def _first_installed(*names: str) -> ModuleType | None:
    for name in names:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None
