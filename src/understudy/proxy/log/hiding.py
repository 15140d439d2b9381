"""Keys, by value: what a client sends as a credential is in none of the texts of its request's line.

Names tell where a credential stands (`redact`); an answer, or a field of another name, may repeat it all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qsl, quote

from understudy.apis.keys import is_dummy
from understudy.proxy.keys import OWN_HEADER
from understudy.redact import PLACEHOLDER, is_secret

SHORTEST = 4
"""Characters. A shorter one is no secret, and would be found everywhere."""


def hiding(headers: Iterable[tuple[bytes, bytes]], query: bytes, keys: Iterable[str]) -> Callable[[str], str]:
    """Puts `<redacted>` in the places of a request's credentials.

    Args:
        keys: the operator's, which an upstream may have repeated.
    """
    sent = {*_sent(headers, query), *keys}
    hidden = sorted({spelt for key in sent for spelt in _spelt(key)}, key=len, reverse=True)

    def hide(text: str) -> str:
        for key in hidden:
            text = text.replace(key, PLACEHOLDER)
        return text

    return hide


def _sent(headers: Iterable[tuple[bytes, bytes]], query: bytes) -> Iterator[str]:
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        if is_secret(name) or name == OWN_HEADER.header:
            # `Bearer` is no part of the key; cookies are several, and so are the parts of a signature.
            yield from (value, value.partition(" ")[2].strip())
            yield from (part.partition("=")[2] for part in re.split(r"[;,\s]+", value))
    for name, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        if is_secret(name):
            yield value


def _spelt(key: str) -> Iterator[str]:
    """The key, as JSON and URLs spell it."""
    if len(key) >= SHORTEST and not is_dummy(key):
        yield from (key, json.dumps(key)[1:-1], json.dumps(key, ensure_ascii=False)[1:-1], quote(key, safe=""))
