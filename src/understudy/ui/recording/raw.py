"""The exchange as it was on the wire: headers and bodies, and the file in which it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from understudy.model import Headers
from understudy.model import Request as Asked
from understudy.ui.answers import page
from understudy.ui.context import context_of, recording_of

LONGEST = 100_000
"""Bytes of a body on the page; all of it is a link away."""

LONGEST_DUMP = 4096
WIDTH = 16


@dataclass(frozen=True, slots=True)
class Body:
    """A body, or its beginning."""

    text: str
    language: str
    size_bytes: int
    is_cut: bool


def show(request: Request) -> Response:
    """The page."""
    recording = recording_of(request)
    asked, got = recording.request, recording.response
    text = context_of(request).files.text(recording.name) or ""
    return page(
        request,
        "raw.html",
        title=f"{recording.name} as it was on the wire",
        tab="raw",
        name=recording.name,
        request_line=f"{asked.method} {asked.url}" if isinstance(asked, Asked) else "",
        request_headers=asked.headers if isinstance(asked, Asked) else (),
        request_body=body_of(asked.body, asked.headers) if isinstance(asked, Asked) else None,
        answer_status=got.status,
        headers=got.headers,
        body=body_of(got.body, got.headers),
        file=Body(text[:LONGEST], "json", len(text.encode("utf-8", "replace")), len(text) > LONGEST),
    )


def body_of(content: bytes, headers: Headers) -> Body:
    """A body as text; bytes that are none in hexadecimal."""
    type_ = next((value for name, value in headers if name.lower() == "content-type"), "")
    head = content[:LONGEST]
    try:
        # A character may be cut in two.
        text = head.decode("utf-8") if len(head) == len(content) else head.decode("utf-8", "ignore")
        is_text = len(head) == len(content) or len(text.encode()) > len(head) - 4
    except UnicodeDecodeError:
        is_text = False
    if is_text:
        return Body(text, "json" if "json" in type_ else "text", len(content), len(content) > LONGEST)
    return Body(_dump(content[:LONGEST_DUMP]), "text", len(content), len(content) > LONGEST_DUMP)


def _dump(content: bytes) -> str:
    lines = []
    for at in range(0, len(content), WIDTH):
        piece = content[at : at + WIDTH]
        letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in piece)
        lines.append(f"{at:08x}  {piece.hex(' '):<{3 * WIDTH}} {letters}")
    return "\n".join(lines)
