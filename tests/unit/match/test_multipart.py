"""Multipart bodies count by their parts."""

from __future__ import annotations

import base64

import pytest

from understudy.match import canonical
from understudy.match.multipart import parts_of
from understudy.model import Request

URL = "https://api.openai.com/v1/images/edits"
PICTURE = b"\x89PNG\r\n\x1a\n\r\n--not it" * 3


def form(*parts: tuple[str, bytes], boundary: str = "b", end: str = "--\r\n") -> Request:
    body = b"".join(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts)
    headers = (("content-type", f"multipart/form-data; boundary={boundary}"),)
    return Request("POST", URL, headers, body + f"--{boundary}{end}".encode())


def part(name: str, more: str = "") -> str:
    return f'Content-Disposition: form-data; name="{name}"{more}'


MODEL = (part("model"), b"gpt-image-1")
IMAGE = (part("image", '; filename="a.png"\r\nContent-Type: image/png'), PICTURE)
SAME = {
    "another boundary": form(MODEL, IMAGE, boundary="8f3a77"),
    "no line end at the end": form(MODEL, IMAGE, end="--"),
    "headers in capitals and another order": form(
        MODEL, ('CONTENT-TYPE: image/png\r\nCONTENT-DISPOSITION:form-data; name="image"; filename="a.png"', PICTURE)
    ),
    "a length": form(MODEL, (IMAGE[0] + f"\r\nContent-Length: {len(PICTURE)}", PICTURE)),
    "base64": form(
        MODEL, (IMAGE[0] + "\r\nContent-Transfer-Encoding: base64", base64.encodebytes(PICTURE).replace(b"\n", b"\r\n"))
    ),
}
DIFFERENT = {
    "another picture": form(MODEL, (IMAGE[0], PICTURE[:-1] + b"!")),
    "another text": form((part("model"), b"gpt-image-2"), IMAGE),
    "another name": form((part("modal"), b"gpt-image-1"), IMAGE),
    "another file name": form(MODEL, (IMAGE[0].replace("a.png", "b.png"), PICTURE)),
    "another type": form(MODEL, (IMAGE[0].replace("image/png", "image/jpeg"), PICTURE)),
    "another order": form(IMAGE, MODEL),
    "one part more": form(MODEL, IMAGE, MODEL),
    "one part less": form(IMAGE),
}


@pytest.mark.parametrize("request_", SAME.values(), ids=list(SAME))
def test_forms_with_equal_parts_are_equal(request_):
    """
    Boundary, spelling of headers and transfer encoding mean nothing.
    """
    assert canonical(request_) == canonical(form(MODEL, IMAGE))


@pytest.mark.parametrize("request_", DIFFERENT.values(), ids=list(DIFFERENT))
def test_forms_with_other_parts_differ(request_):
    """
    A part's name, file name, type, content and place count.
    """
    assert canonical(request_) != canonical(form(MODEL, IMAGE))


BROKEN = [
    b"",
    b"--b--\r\n",
    b"--b\r\n\r\nno end",
    b"before\r\n--b\r\n\r\nx\r\n--b--",
    b"--b\r\n\r\nx\r\n--b--after",
    b"--b\r\nno colon\r\n\r\nx\r\n--b--",
    b"--b\r\nno empty line\r\n--b--",
    b"--bother\r\n\r\nx\r\n--b--",
    b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\nA\r\n--b--",
]


@pytest.mark.parametrize("body", BROKEN)
def test_a_body_that_is_no_form_has_no_parts(body):
    """
    What is not laid out as the RFC has it is not taken apart.
    """
    assert parts_of(body, b"b") is None


def test_a_broken_form_still_counts_without_its_boundary():
    """
    Its bytes are compared, but for the boundary.
    """
    one, other = (
        Request("POST", URL, (("content-type", f"multipart/mixed; boundary={name}"),), f"--{name} x".encode())
        for name in ("b", "c")
    )

    assert canonical(one) == canonical(other)
