"""What a request is made of, as numbers: requests that share many of them are similar.

A feature is a value at its place, whatever its number in a list; or three words in a row of a long text. Features
find the recordings that are worth a closer look, and decide nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from zlib import crc32

from understudy.match.calls import counted
from understudy.match.canonical import DECODER, addressed, canonical
from understudy.match.media import Digest, by_digest
from understudy.model import Call, Request

LONG = 48
"""Characters from which on a text is similar to one that it shares words with."""

READ = 600
"""Characters of a long text that are read at either end."""

MOST = 192
"""Features of one request. The smallest numbers are kept, so that similar requests keep the same ones."""

WORD = re.compile(r"\w+")


def features_of_request(request: Request) -> tuple[int, ...]:
    """The features of a request on the wire, each a number of 32 bits, in ascending order."""
    try:
        body = DECODER.decode(request.body.decode("utf-8")) if request.body else None
    except (ValueError, RecursionError):
        body = canonical(request).body
    return features_of_json(request.method, request.url, body)


def features_of_json(method: str, url: str, body: Any) -> tuple[int, ...]:
    """The same for a body that `canonical.DECODER` has parsed; None is no body."""
    address = addressed(method, url)
    return features_of(address.endpoint, {"query": address.query, "body": body})


def features_of_call(call: Call) -> tuple[int, ...]:
    """The same for a function's call."""
    return features_of(call.endpoint, counted(call.arguments))


def features_of(endpoint: str, value: Any) -> tuple[int, ...]:
    """The features of a JSON value that is asked of an endpoint."""
    found = {crc32(_bytes(endpoint))}
    for path, value_there in _leaves(value, ""):
        leaf = by_digest(value_there)
        found.add(crc32(_bytes(leaf if isinstance(leaf, str) else json.dumps(leaf)), _start(path)))
        if isinstance(leaf, str) and len(leaf) > LONG and not isinstance(leaf, Digest):
            words = WORD.findall((leaf if len(leaf) <= 2 * READ else leaf[:READ] + leaf[-READ:]).lower())
            found.update(crc32(_bytes(" ".join(three))) for three in zip(words, words[1:], words[2:], strict=False))
    return tuple(sorted(found)[:MOST])


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, entry in value.items():
            yield from _leaves(entry, f"{path}.{name}")
    elif isinstance(value, (list, tuple)) and value:
        for entry in value:
            yield from _leaves(entry, f"{path}[]")
    else:
        yield path, value


@lru_cache(maxsize=4096)
def _start(path: str) -> int:
    return crc32(_bytes(path))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
