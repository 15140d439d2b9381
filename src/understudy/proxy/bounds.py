"""How large a request may be, and how long it may take to come."""

from __future__ import annotations

from dataclasses import dataclass

from understudy import model
from understudy.errors import WrongUse

HEAD_BYTES, BODY_BYTES, REQUEST_S = 64 * 2**10, 256 * 2**20, 30


@dataclass(frozen=True, slots=True)
class Bounds:
    """Those of one server.

    Raises:
        WrongUse: one is nothing.
    """

    head_bytes: int = HEAD_BYTES
    """Of the first line and the headers. Cookies and tokens take some thousand; nginx takes 32 KiB, Node 16."""

    body_bytes: int = BODY_BYTES
    """Of the body, as it comes: as much as a recording may have."""

    request_s: int = REQUEST_S
    """Seconds in which a request has to be whole, and one more for each KiB that came. An answer may take any time."""

    def __post_init__(self) -> None:
        for option, value, _ in self._options():
            if value < 1:
                raise WrongUse(f"{option}: expected 1 or more, found {value}")

    @property
    def options(self) -> list[str]:
        """What a person types to have the same, where it is not the default."""
        return [f"{option}={value}" for option, value, default in self._options() if value != default]

    def _options(self) -> tuple[tuple[str, int, int], ...]:
        return (
            ("--max-head", self.head_bytes, HEAD_BYTES),
            ("--max-body", self.body_bytes, BODY_BYTES),
            ("--request-timeout", self.request_s, REQUEST_S),
        )

    def allowed_s(self, came: int) -> float:
        """How long a request may have been coming of which so many bytes are here."""
        return self.request_s + came / 1024


def parse_size(option: str, text: str) -> int:
    """Bytes, from a text of the form `64K`, `256M` or `1G`.

    Raises:
        WrongUse: it has another form.
    """
    try:
        return model.parse_size(text)
    except WrongUse:
        raise WrongUse(
            f"{option} {text}: is no size\n\n  For example: {option} 64K, {option} 256M, {option} 1G"
        ) from None
