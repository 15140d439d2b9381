"""Wire captures: a request, the raw bytes that answered it, and when they came.

A capture is three files: `NAME.request.bin` and `NAME.response.bin` hold the bytes, `NAME.json` holds the
reads of both directions as `[seconds, offset, length]` and who closed the connection.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from understudy.model import Headers
from understudy.testing.answer import Answer, Finish, Piece
from understudy.testing.http1 import END_OF_HEAD, decode_chunked, first, is_chunked, parse_head, stays_open
from understudy.testing.received import Received, parse_request


@dataclass(frozen=True, slots=True)
class Capture:
    """One exchange as it crossed the socket."""

    name: str
    raw_request: bytes
    request: Received
    raw_response: bytes
    """All that came back; empty where nothing did."""

    reads: tuple[Piece, ...]
    """`raw_response` as it arrived."""

    finish: Finish
    """What the upstream did after the last byte. An answer cut short ends with CLOSE, whoever cut it."""

    def answer(self, *, speed: float = 1) -> Answer:
        """The same bytes, read by read, this many times faster; `math.inf` leaves no pauses."""
        return Answer(tuple(Piece(read.content, read.at_ms / speed) for read in self.reads), self.finish)

    @property
    def headers(self) -> Headers:
        """Those of the response."""
        return _open(self.raw_response)[1]


def read_capture(path_without_suffix: Path) -> Capture:
    """The capture whose three files start with this path.

    Raises:
        ValueError: the reads do not make up the response.
    """
    # The name may hold dots of its own: with_suffix() would cut them off.
    name = path_without_suffix.name
    raw_request = path_without_suffix.with_name(f"{name}.request.bin").read_bytes()
    raw_response = path_without_suffix.with_name(f"{name}.response.bin").read_bytes()
    times = json.loads(path_without_suffix.with_name(f"{name}.json").read_bytes())
    request = parse_request(raw_request)
    asked = max((seconds for seconds, _, _ in times["request"]["chunks"]), default=0.0)
    reads = tuple(
        Piece(raw_response[offset : offset + length], max(0.0, (seconds - asked) * 1000))
        for seconds, offset, length in times["response"]["chunks"]
    )
    if b"".join(read.content for read in reads) != raw_response:
        raise ValueError(f"{path_without_suffix}: the reads in .json do not make up .response.bin")
    finish = _finish(request, raw_response, times["response"]["closed_by"])
    return Capture(name, raw_request, request, raw_response, reads, finish)


def chunks(capture: Capture) -> tuple[bytes, ...]:
    """The body of the response, one piece per HTTP chunk; without chunks, one per read."""
    size_of_head = len(capture.raw_response.partition(END_OF_HEAD)[0]) + len(END_OF_HEAD)
    if is_chunked(capture.headers):
        return decode_chunked(capture.raw_response[size_of_head:])[0]
    pieces: list[bytes] = []
    offset = 0
    for read in capture.reads:
        pieces.append(read.content[max(0, size_of_head - offset) :])
        offset += len(read.content)
    return tuple(piece for piece in pieces if piece)


def body(capture: Capture) -> bytes:
    """The body of the response without transfer framing; its content coding is left as it is."""
    return b"".join(chunks(capture))


def _open(raw_response: bytes) -> tuple[str, Headers, bytes]:
    head, _, after = raw_response.partition(END_OF_HEAD)
    return *parse_head(head), after


def _finish(request: Received, raw_response: bytes, closed_by: str | None) -> Finish:
    if not raw_response:
        return Finish.RESET if closed_by == "reset" else Finish.CLOSE
    if END_OF_HEAD not in raw_response:
        return Finish.CLOSE
    start, headers, after = _open(raw_response)
    version, status = start.split(" ")[:2]
    length = first(headers, "content-length")
    if request.method == "HEAD" or status in ("204", "304"):
        is_whole = True
    elif is_chunked(headers):
        is_whole = decode_chunked(after)[1]
    else:
        is_whole = length is not None and len(after) == int(length)
    keeps = is_whole and closed_by != "upstream" and stays_open(version, headers)
    return Finish.KEEP if keeps else Finish.CLOSE
