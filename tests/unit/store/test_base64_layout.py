"""Layouts of base64: bytes give their very text back, or no layout is named."""

from __future__ import annotations

import base64

import pytest

from understudy.store.base64_layout import laid_out, layout_of

CONTENT = bytes(range(200)) + b"\xff\xfe\xfb"
PLAIN = base64.b64encode(CONTENT).decode()
UNPADDED = base64.b64encode(CONTENT[:-1]).decode().rstrip("=")
LINES = base64.encodebytes(CONTENT).decode()

LAYOUTS = [
    pytest.param(PLAIN, CONTENT, "", id="plain"),
    pytest.param(base64.urlsafe_b64encode(CONTENT).decode(), CONTENT, "url", id="url"),
    pytest.param(UNPADDED, CONTENT[:-1], "unpadded", id="unpadded"),
    pytest.param(LINES, CONTENT, "lines-76+ended", id="mime"),
    pytest.param(LINES.rstrip("\n").replace("\n", "\r\n"), CONTENT, "crlf-76", id="crlf"),
]


@pytest.mark.parametrize(("text", "content", "layout"), LAYOUTS)
def test_a_layout_gives_the_text_back(text, content, layout):
    """
    The alphabet, the padding and the line breaks are what the layout says.
    """
    assert layout_of(text, content) == layout
    assert laid_out(content, layout) == text


@pytest.mark.parametrize(
    "text",
    [LINES.replace("\n", "\r\n", 1), PLAIN[:70] + "\n" + PLAIN[70:100] + "\n" + PLAIN[100:], PLAIN.rstrip("=") + " "],
    ids=["mixed ends", "uneven", "blank"],
)
def test_what_no_layout_gives_back_has_none(text):
    """
    Nothing is approximated.
    """
    assert layout_of(text, CONTENT) is None


@pytest.mark.parametrize("layout", ["neat", "url unpadded", "lines-", "+url", "url+"])
def test_a_layout_that_does_not_exist(layout):
    """
    A file that names one was not written by this version.
    """
    with pytest.raises(ValueError, match="does not exist"):
        laid_out(CONTENT, layout)
