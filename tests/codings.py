"""What a server does to a body before it sends it: the content codings that the standard library lacks."""

from __future__ import annotations

import zlib

import pytest


def raw_deflate(plain: bytes) -> bytes:
    """Without the wrapping that the specification asks for, as some servers send it."""
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(plain) + deflate.flush()


def br(plain: bytes) -> bytes:
    """A test that asks for it is skipped where the extra `codings` is not installed; so is one that asks for `zstd`."""
    return pytest.importorskip("brotli", reason="needs the extra `codings`").compress(plain)


def zstd(plain: bytes) -> bytes:
    """Zstandard, in one frame."""
    return pytest.importorskip("zstandard", reason="needs the extra `codings`").ZstdCompressor().compress(plain)
