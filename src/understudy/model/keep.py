"""Which answers become recordings: all that tell of the API, and those that tell of a bad hour only where asked for.

What passes by itself is tried again: SDKs repeat 408, 409, 429 and 5xx on their own (`openai` and `anthropic`, two
times unless told otherwise; seen 2026-11). A recording of it would be the truth of every replay from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from understudy.errors import WrongUse
from understudy.model.exchange import ClosedByClient, Complete, Ended, Failed
from understudy.model.size import spelt_size

MAX_ANSWER = 2**28
"""Bytes of the largest answer that is kept: as large as a recording's body may be when it is read."""


class When(Enum):
    """When an answer is kept."""

    ALWAYS = "always"
    ON_REQUEST = "with record-errors"


BY_STATUS: tuple[tuple[int, int, When], ...] = (
    (100, 407, When.ALWAYS),
    (408, 409, When.ON_REQUEST),  # it took too long; something else held what was asked for
    (410, 428, When.ALWAYS),
    (429, 429, When.ON_REQUEST),  # too much at once, or a quota
    (430, 499, When.ALWAYS),
    (500, 599, When.ON_REQUEST),
    (600, 999, When.ALWAYS),
)
"""First status, last status."""

BY_ENDING: dict[type[Ended], When] = {
    Complete: When.ALWAYS,
    ClosedByClient: When.ALWAYS,
    Failed: When.ON_REQUEST,
}
"""A stream that broke, a connection that never came about. What the client itself ended is what it wanted."""


def when_kept(status: int | None, ended: Ended) -> When:
    """When an answer of this status and ending is kept; None is that none came."""
    ending = BY_ENDING[type(ended)]
    if status is None or ending is When.ON_REQUEST:
        return ending
    return next((when for first, last, when in BY_STATUS if first <= status <= last), When.ALWAYS)


@dataclass(frozen=True, slots=True)
class Keep:
    """Which answers a session keeps.

    Raises:
        WrongUse: answers of this size cannot be kept.
    """

    errors: bool = False
    """Whether also those that pass by themselves."""

    max_answer: int = MAX_ANSWER
    """Bytes of the largest body; a larger one reaches its caller, and becomes no recording."""

    def __post_init__(self) -> None:
        if not 1 <= self.max_answer <= MAX_ANSWER:
            raise WrongUse(
                f"an answer of {self.max_answer:,} bytes\n\n  A recording holds up to {spelt_size(MAX_ANSWER)}."
            )

    def reason_against(self, status: int | None, ended: Ended) -> str | None:
        """Why an answer is not kept, in the word that reports count it by: `429`, `read-error`; None if it is."""
        if self.errors or when_kept(status, ended) is When.ALWAYS:
            return None
        return ended.kind.value if isinstance(ended, Failed) else str(status)


ALL_BUT_ERRORS = Keep()
"""What is kept unless somebody says otherwise."""
