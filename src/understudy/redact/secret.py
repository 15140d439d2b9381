"""A value that is never written, what stands in its place, and which values are worth that."""

from __future__ import annotations

import re
from dataclasses import dataclass

from understudy.apis.keys import BEGINNINGS, KEYS, is_dummy

SHORTEST = 8
"""Characters. A shorter value is found by chance in any text, and no provider's key is so short."""

WORDS = re.compile(r"[^\W\d_]+(?:[-_. ][^\W\d_]+)*")
LONGEST_WORDS = 20
"""Letters alone, be they joined by dashes, are words to this length: `my-secret-token` is a dummy. One random key of 32
letters and digits in 300 has no digit, and is longer."""

LONGEST_NUMBER = 16
"""Digits alone to this length are a number that means something else."""

PLACEHOLDER = re.compile(r"<(?:secret:)?[a-z0-9][a-z0-9-]*:[0-9]+>|<redacted>")
"""What stands where something was. A text that has one already keeps it."""

PREFIX = "secret:"
ONCE = f"{PREFIX}signature"
"""Label of what no other request has again."""


@dataclass(frozen=True, slots=True)
class Secret:
    """One value, and what it is called where it stood."""

    value: str
    label: str
    """`secret:openai-key`: its placeholder is `<secret:openai-key:1>`."""

    is_of_headers: bool = False
    """Whether a header brought it, so that requests of equal bytes may have others."""

    def __repr__(self) -> str:
        """Without the value: tracebacks and logs show what they hold."""
        return f"Secret({self.label})"


def is_telling(value: str) -> bool:
    """Whether a value is replaced wherever it stands.

    From eight characters on; no dummy (`apis/keys.py`), no words unless they begin as a provider's keys do, no number,
    and nothing that is a placeholder: a prompt with the word `test` stays as it is.
    """
    if len(value) < SHORTEST or is_dummy(value) or PLACEHOLDER.fullmatch(value):
        return False
    if len(value) < LONGEST_WORDS and not value.startswith(BEGINNINGS) and WORDS.fullmatch(value):
        return False
    return not (value.isdigit() and len(value) < LONGEST_NUMBER)


def label_of_key(upstream: str) -> str:
    """What the key of an API is called; of one that nobody knows, just a key."""
    return f"{PREFIX}{'api' if upstream == 'generic' else upstream}-key"


def label_of_name(name: str) -> str:
    """What the value of a variable, a header or a field is called: `OPENAI_API_KEY` is `openai-key`, as is the header
    of a request to it."""
    if label := _USUAL.get(name):
        return label
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()).strip("-")
    return f"{PREFIX}{re.sub(r'(?<=-)api-?key', 'key', words) or 'value'}"


_USUAL = {variable: label_of_key(upstream) for upstream, keyed in KEYS.items() for variable in keyed.variables}
