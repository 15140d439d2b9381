"""The last look before something is written: what is known to be secret, and what looks like it."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from understudy.redact.finder import URL_ALPHABET, Finder
from understudy.redact.library import found_by_library
from understudy.redact.shapes import Shaped, shaped_in

CODED = re.compile(r"[A-Za-z0-9+/_-]{40,}")
"""Base64 that has room for a credential."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be written although it looks like a credential."""

    path: str = ""
    """Where: `response.body.choices.*.message.content`, and all below."""

    pattern: re.Pattern[str] | None = None
    """Or what."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What to look for, and what is none."""

    known: Finder | None = None
    labels: tuple[tuple[str, str], ...] = ()
    """Of its values, `secret:openai-key`."""

    allowed: Sequence[Allowed] = ()

    def left_in(self, text: str) -> Iterator[Shaped]:
        """What a text holds that must not be written, also in base64."""
        yield from self._known(text)
        yield from self._shaped(text)
        for run in CODED.finditer(text):
            for at in (0, 1, 2, 3):
                content = _decoded(run.group()[at:])
                if found := next(chain(self._shaped(content), self._known(content)), None):
                    yield Shaped(f"{found.name}, in base64", *run.span())
                    break

    def is_allowed_at(self, path: str) -> bool:
        """Whether anything may stand at this path."""
        return any(each.path and (path == each.path or path.startswith(f"{each.path}.")) for each in self.allowed)

    def _known(self, text: str) -> Iterator[Shaped]:
        if self.known is not None:
            found: list[str] = []

            def naming(value: str) -> str:
                found.append(value)
                return ""

            for change, value in zip(self.known.changes(text, naming), found, strict=False):
                label = dict(self.labels).get(value, "secret").removeprefix("secret:")
                yield Shaped(f"the value of {label}", change.start, change.end)

    def _shaped(self, text: str) -> Iterator[Shaped]:
        for each in (*shaped_in(text), *found_by_library(text)):
            if not any(rule.pattern and rule.pattern.search(text[each.start : each.end]) for rule in self.allowed):
                yield each


def _decoded(coded: str) -> str:
    whole = coded[: len(coded) - len(coded) % 4]
    try:
        return binascii.a2b_base64(whole.translate(URL_ALPHABET)).decode("latin-1")
    except binascii.Error:
        return ""
