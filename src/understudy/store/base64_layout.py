"""Layouts of base64: the few ways in which clients and servers write it, so that bytes give their very text back.

A layout is words joined by `+`; without any it is the standard alphabet, padded, in one line:
`url` (the other alphabet), `unpadded`, `lines-76` or `crlf-76` (cut after so many characters), `ended` (the last line
ends as the others).
"""

from __future__ import annotations

import base64
import re

WORD = re.compile(r"(?P<url>url)|(?P<unpadded>unpadded)|(?P<end>lines|crlf)-(?P<width>[1-9]\d{0,8})|(?P<ended>ended)")
URL_ALPHABET = str.maketrans("+/", "-_")


def laid_out(content: bytes, layout: str = "") -> str:
    """The bytes as base64 in this layout.

    Raises:
        ValueError: there is no such layout.
    """
    text = base64.b64encode(content).decode("ascii")
    if not layout:
        return text
    found: dict[str, str] = {}
    for each in layout.split("+"):
        word = WORD.fullmatch(each)
        if word is None:
            raise ValueError(f"base64 layout {layout!r} does not exist")
        found |= {name: value for name, value in word.groupdict().items() if value}
    if "unpadded" in found:
        text = text.rstrip("=")
    if "url" in found:
        text = text.translate(URL_ALPHABET)
    if width := int(found.get("width", 0)):
        end = "\r\n" if found["end"] == "crlf" else "\n"
        lines = [text[at : at + width] for at in range(0, len(text), width)]
        text = end.join(lines) + (end if "ended" in found else "")
    return text


def layout_of(text: str, content: bytes) -> str | None:
    """The layout in which these bytes are this text; None where none gives it back."""
    words = []
    first, line_end, _ = text.partition("\n")
    line = first.removesuffix("\r")
    if "-" in text or "_" in text:
        words.append("url")
    if len(content) % 3 and "=" not in text:
        words.append("unpadded")
    if line_end:
        words.append(f"{'crlf' if line != first else 'lines'}-{len(line)}")
        words += ["ended"] if text.endswith("\n") else []
    layout = "+".join(words)
    return layout if laid_out(content, layout) == text else None
