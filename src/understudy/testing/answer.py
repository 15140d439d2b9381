"""What an upstream answers: raw bytes, when each piece of them leaves, and what becomes of the connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from http.client import responses
from typing import Literal

from understudy.errors import WrongUse
from understudy.model import Headers

Framing = Literal["chunked", "length", "close"]
"""How the end of a body is told: by a last chunk, by `content-length`, by the end of the connection."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that are written to the socket in one send."""

    content: bytes
    """Raw. Where it is empty nothing is written: a pause before the finish."""

    at_ms: float = 0
    """Milliseconds after the request was read whole. Pieces of equal time may arrive as one."""


class Finish(Enum):
    """What becomes of the connection after the last piece."""

    KEEP = "keep"
    """It stays open for the next request, unless the client asked for its end."""

    CLOSE = "close"
    """It is closed in good order (FIN)."""

    RESET = "reset"
    """It is reset (RST). What the client has not received by then may be lost; a late, empty piece helps."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, byte for byte. No pieces and `CLOSE`: the connection closes without a word."""

    pieces: tuple[Piece, ...]
    finish: Finish = Finish.KEEP

    @classmethod
    def of(
        cls,
        status: int,
        headers: Mapping[str, str] | Headers,
        body_pieces: Sequence[bytes],
        *,
        framing: Framing = "chunked",
        at_ms: Sequence[float] = (),
    ) -> Answer:
        """An answer with head and transfer framing around these pieces of a body: one Piece for each.

        The head leaves with the first piece and the last chunk with the last one; an empty first or last
        piece lets them leave alone. `at_ms` has one time for each piece, or none. A `content-length`,
        `transfer-encoding` or `connection` among `headers` stands, even if it is not true.

        Raises:
            WrongUse: `at_ms` does not have as many times as there are pieces.
        """
        bodies = tuple(body_pieces) or (b"",)
        times = tuple(at_ms) or (0,) * len(bodies)
        if len(times) != len(bodies):
            raise WrongUse(f"at_ms has {len(times)} times for {len(bodies)} pieces: give as many, or none")
        contents = [_chunk(body) if framing == "chunked" else body for body in bodies]
        contents[0] = _head(status, headers, bodies, framing) + contents[0]
        if framing == "chunked" and not _is_bodiless(status, bodies):
            contents[-1] += b"0\r\n\r\n"
        pieces = tuple(Piece(content, at) for content, at in zip(contents, times, strict=True))
        return cls(pieces, Finish.CLOSE if framing == "close" else Finish.KEEP)


def _head(status: int, headers: Mapping[str, str] | Headers, bodies: Sequence[bytes], framing: Framing) -> bytes:
    pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)
    given = {name.lower() for name, _ in pairs}
    name, value = {
        "chunked": ("transfer-encoding", "chunked"),
        "length": ("content-length", str(sum(map(len, bodies)))),
        "close": ("connection", "close"),
    }[framing]
    if name not in given and not (_is_bodiless(status, bodies) and framing != "close"):
        pairs = (*pairs, (name, value))
    lines = [f"HTTP/1.1 {status} {responses.get(status, '')}", *(f"{name}: {value}" for name, value in pairs)]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")


def _chunk(body: bytes) -> bytes:
    # A chunk of no bytes would end the body.
    return b"%x\r\n%b\r\n" % (len(body), body) if body else b""


def _is_bodiless(status: int, bodies: Sequence[bytes]) -> bool:
    return (status < 200 or status in (204, 304)) and not any(bodies)
