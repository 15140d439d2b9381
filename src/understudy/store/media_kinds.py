"""Kinds of media: what their bytes begin with, and the suffix by which a viewer knows them.

Sources: the formats' own specifications; the list of https://mimesniff.spec.whatwg.org, section 6.
"""

from __future__ import annotations

import re

SURE: dict[str, bytes] = {
    "png": rb"\x89PNG\r\n\x1a\n",
    "jpg": rb"\xff\xd8\xff",
    "gif": rb"GIF8[79]a",
    "webp": rb"RIFF.{4}WEBP",
    "wav": rb"RIFF.{4}WAVE",
    "bmp": rb"BM.{4}\0{4}",
    "tiff": rb"II\*\0|MM\0\*",
    "avif": rb".{4}ftypavi[fs]",
    "heic": rb".{4}ftyp(?:hei[cfmsx]|mif1)",
    "m4a": rb".{4}ftypM4A",
    "mov": rb".{4}ftypqt",
    "mp4": rb".{4}ftyp",
    "webm": rb"\x1aE\xdf\xa3",
    "mp3": rb"ID3[\x02-\x04]",
    "ogg": rb"OggS\0",
    "flac": rb"fLaC",
    "pdf": rb"%PDF-",
    "zip": rb"PK\x03\x04",
    "gz": rb"\x1f\x8b\x08",
}
"""What content of a kind begins with, in the order in which it is tried; nothing else is likely to."""

LIKELY: dict[str, bytes] = {"mp3": rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", "aac": rb"\xff[\xf0\xf1\xf8\xf9]"}
"""Two bytes that much else begins with: they name a suffix, and are no reason for a file."""

PICTURES = frozenset({"png", "jpg", "gif", "webp", "bmp", "tiff", "avif", "heic"})
"""Kinds that come whole in one frame of a stream; sound comes in pieces."""

WITHIN_ZIP = {"docx": b"word/document.xml", "xlsx": b"xl/workbook.xml", "pptx": b"ppt/presentation.xml"}

TYPES: dict[str, str] = {
    "audio/aac": "aac",
    "audio/l16": "pcm",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/opus": "ogg",
    "audio/pcm": "pcm",
    "image/svg+xml": "svg",
    "text/csv": "csv",
    "text/html": "html",
    "text/markdown": "md",
    "text/plain": "text",
}
"""By media type, where the bytes do not say. None is `json` or `txt`, by which recordings are known."""

UNKNOWN = "bin"

_SURE = [(suffix, re.compile(begins, re.DOTALL)) for suffix, begins in SURE.items()]
_LIKELY = [(suffix, re.compile(begins, re.DOTALL)) for suffix, begins in LIKELY.items()]


def sure_suffix(content: bytes) -> str | None:
    """The suffix of what can be nothing else."""
    found = next((suffix for suffix, begins in _SURE if begins.match(content)), None)
    if found == "zip":
        return next((suffix for suffix, name in WITHIN_ZIP.items() if name in content), found)
    return found


def suffix_of(content: bytes, type_: str) -> str:
    """The likeliest suffix: by the bytes, then by a media type, whose parameters do not count."""
    likely = sure_suffix(content) or TYPES.get(type_.partition(";")[0].strip().lower())
    return likely or next((suffix for suffix, begins in _LIKELY if begins.match(content)), UNKNOWN)
