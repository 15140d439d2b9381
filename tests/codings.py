"""What a server does to a body before it sends it: the content codings that the standard library lacks."""

from __future__ import annotations

import zlib

import brotli
import zstandard


def raw_deflate(plain: bytes) -> bytes:
    """Without the wrapping that the specification asks for, as some servers send it."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(plain) + deflate.flush()


def br(plain: bytes) -> bytes:
    """Brotli."""
    return brotli.compress(plain)


def zstd(plain: bytes) -> bytes:
    """Zstandard, in one frame."""
    return zstandard.ZstdCompressor().compress(plain)
