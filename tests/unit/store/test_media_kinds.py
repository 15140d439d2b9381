"""Kinds of media: a suffix that a viewer knows, and none by which recordings are known."""

from __future__ import annotations

import io
import zipfile

import pytest

from understudy.store.index import SUFFIXES
from understudy.store.media_kinds import SURE, TYPES, WITHIN_ZIP, suffix_of, sure_suffix


def zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


BYTES = [
    (b"\x89PNG\r\n\x1a\n....", "png"),
    (b"\xff\xd8\xff\xe0....", "jpg"),
    (b"GIF89a....", "gif"),
    (b"RIFF\x10\n\0\0WEBPVP8 ", "webp"),
    (b"RIFF\x10\n\0\0WAVEfmt ", "wav"),
    (b"\0\0\0\x1cftypavif", "avif"),
    (b"\0\0\0\x1cftypM4A ", "m4a"),
    (b"\0\0\0\x1cftypisom", "mp4"),
    (b"ID3\x04\0", "mp3"),
    (b"%PDF-1.7\n", "pdf"),
    (zipped("a.txt"), "zip"),
    (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
    (zipped("xl/workbook.xml"), "xlsx"),
]


@pytest.mark.parametrize(("content", "suffix"), BYTES, ids=[suffix for _, suffix in BYTES])
def test_bytes_tell_their_kind(content, suffix):
    """
    Whatever type somebody has named for them.
    """
    assert sure_suffix(content) == suffix == suffix_of(content, "text/plain")


@pytest.mark.parametrize(
    ("content", "type_", "suffix"),
    [
        (b"\xff\xfb\x90d", "", "mp3"),
        (b"a,b\n", "text/csv; charset=utf-8", "csv"),
        (b"\0\x01", "audio/pcm;rate=24000", "pcm"),
        (b"\0\x01", "", "bin"),
        (b"{}", "application/json", "bin"),
    ],
)
def test_what_bytes_do_not_tell(content, type_, suffix):
    """
    The type tells it, or what little the bytes say, or nothing.
    """
    assert sure_suffix(content) is None
    assert suffix_of(content, type_) == suffix


def test_no_medium_looks_like_a_recording():
    """
    A folder's media are never taken for its recordings.
    """
    assert not {f".{suffix}" for suffix in (*SURE, *TYPES.values(), *WITHIN_ZIP)} & set(SUFFIXES)
