"""How many tokens an answer says it took, by each API's names for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from understudy.apis.path import values

INPUT = (
    "usage.prompt_tokens",
    "usage.input_tokens",
    "usage.inputTokens",
    "usage.total_input_tokens",
    "usage.tokens.input_tokens",
    "usageMetadata.promptTokenCount",
    "prompt_eval_count",
)
OUTPUT = (
    "usage.completion_tokens",
    "usage.output_tokens",
    "usage.outputTokens",
    "usage.total_output_tokens",
    "usage.tokens.output_tokens",
    "usageMetadata.candidatesTokenCount",
    "eval_count",
)
WITHIN = ("", "response.", "message.", "interaction.", "delta.")
"""Where in an event of a stream the answer stands that these paths start from."""

MOST = 2**53
"""Larger numbers count nothing: not every program that reads JSON can tell them apart (RFC 8259, section 6)."""

_FIRST = tuple(dict.fromkeys(path.partition(".")[0] for path in (*INPUT, *OUTPUT, *WITHIN) if path))
"""Fields of an event below which a count may be."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, as the provider counted them."""

    input: int | None
    output: int | None


def usage_of(events: list[Any]) -> Usage | None:
    """The last counts in these events; None where there are none."""
    counted = Usage(_last(events, INPUT), _last(events, OUTPUT))
    return None if counted == Usage(None, None) else counted


def _last(events: list[Any], paths: tuple[str, ...]) -> int | None:
    for event in reversed(events):
        # Most events of a stream count nothing: a look at their fields is enough.
        if isinstance(event, dict) and not any(event.get(name) for name in _FIRST):
            continue
        for path in (before + path for before in WITHIN for path in paths):
            for count in values(event, path):
                if isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= MOST:
                    return count
    return None
