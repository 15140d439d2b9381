from __future__ import annotations

import gzip
import sys
import zlib

import pytest

from tests.codings import br, raw_deflate, zstd
from understudy.wire.coding import CodingDamaged, Decoder, decoder

TEXT = b'data: {"delta":"Hello"}\n\n' * 50


def decode(undo: Decoder, pieces: list[bytes]) -> bytes:
    return b"".join(undo.feed(piece) for piece in pieces) + undo.finish()


CODED = [
    pytest.param(None, lambda plain: plain, id="none"),
    pytest.param("", lambda plain: plain, id="empty"),
    pytest.param("identity", lambda plain: plain, id="identity"),
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("x-gzip", gzip.compress, id="x-gzip"),
    pytest.param(" GZIP ", gzip.compress, id="names-compare-without-case"),
    pytest.param("gzip", lambda plain: gzip.compress(plain[:99]) + gzip.compress(plain[99:]), id="gzip-members"),
    pytest.param("gzip", lambda plain: gzip.compress(plain) + bytes(512), id="gzip-padded-with-zeros"),
    pytest.param("gzip", lambda plain: gzip.compress(plain) + b"\x1f\x1f\x8b", id="gzip-followed-by-garbage"),
    pytest.param("deflate", zlib.compress, id="deflate-zlib"),
    pytest.param("deflate", raw_deflate, id="deflate-raw"),
    pytest.param("deflate", lambda plain: zlib.compress(plain) + b"garbage", id="deflate-followed-by-garbage"),
    pytest.param("br", br, id="br"),
    pytest.param("zstd", zstd, id="zstd"),
    pytest.param("zstd", lambda plain: zstd(plain[:99]) + zstd(plain[99:]), id="zstd-frames"),
    pytest.param("zstd", lambda plain: b"\x50\x2a\x4d\x18\1\0\0\0x" + zstd(plain), id="zstd-skippable-frame"),
    pytest.param("gzip, br", lambda plain: br(gzip.compress(plain)), id="several-undone-in-reverse"),
    pytest.param("identity,,deflate", zlib.compress, id="list-with-empty-elements"),
]


@pytest.mark.parametrize(("content_encoding", "encode"), CODED)
def test_a_coding_is_undone(in_pieces, content_encoding, encode):
    """
    What was coded comes back, however the network cuts it.
    """
    coded = encode(TEXT)
    undo = decoder(content_encoding)

    assert undo is not None
    assert decode(undo, in_pieces(coded)) == TEXT


@pytest.mark.parametrize("content_encoding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_an_empty_body_needs_no_coding(content_encoding):
    """
    The answer to HEAD, and a 204, may name a coding and have no body.
    """
    undo = decoder(content_encoding)

    assert undo is not None
    assert undo.finish() == b""


def test_what_a_server_flushed_can_be_read_at_once():
    """
    A coded stream is as live as a plain one.
    """
    coder = zlib.compressobj(wbits=31)
    undo = decoder("gzip")

    for event in (b"data: 1\n\n", b"data: 2\n\n"):
        assert undo.feed(coder.compress(event) + coder.flush(zlib.Z_SYNC_FLUSH)) == event


@pytest.mark.parametrize(
    "coding, encode", [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", br), ("zstd", zstd)]
)
def test_a_body_that_ends_early_gives_what_can_be_decoded(in_pieces, coding, encode):
    """
    A stream that broke is not damaged, and how it was cut makes no difference.
    """
    truncated = encode(TEXT)[:-3]
    undo = decoder(coding)

    plain = decode(undo, in_pieces(truncated))

    assert TEXT.startswith(plain)
    assert plain == decoder(coding).feed(truncated)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_coded_is_damaged(in_pieces, coding):
    """
    A body that is not what its header says raises one error, which names the coding.
    """
    undo = decoder(coding)

    with pytest.raises(CodingDamaged, match=coding):
        decode(undo, in_pieces(b'{"error": {"message": "Not coded at all."}}'))


def test_a_damaged_member_is_not_taken_for_padding(in_pieces):
    """
    What begins like a gzip member has to be one.
    """
    undo = decoder("gzip")

    with pytest.raises(CodingDamaged, match="gzip"):
        decode(undo, in_pieces(gzip.compress(TEXT) + b"\x1f\x8b" + bytes(20)))


@pytest.mark.parametrize("content_encoding", ["compress", "gzip, aes128gcm", "*"])
def test_an_unknown_coding_has_no_decoder(content_encoding):
    """
    What cannot be undone is said at once, not guessed.
    """
    assert decoder(content_encoding) is None


@pytest.mark.parametrize(
    "content_encoding, libraries",
    [("br", ("brotli", "brotlicffi")), ("gzip, zstd", ("zstandard", "compression.zstd"))],
)
def test_a_coding_without_its_library_has_no_decoder(monkeypatch, content_encoding, libraries):
    """
    A library that is not installed is no error.
    """
    for library in libraries:
        monkeypatch.setitem(sys.modules, library, None)

    assert decoder(content_encoding) is None
