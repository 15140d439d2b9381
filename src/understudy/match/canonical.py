"""The canonical form: a request as matching sees it.

Host and base path are left out, and credentials; so are key order, whitespace and the spelling of numbers:
`1` and `1.0` are the same request, as JSON Schema and RFC 8785 have it. A medium is the digest of its bytes,
a multipart body its parts. Everything else is meaning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from understudy.apis import SECRET_PARAMETERS, Recognised, recognise, without_all
from understudy.match.media import CANDIDATE, by_digest
from understudy.match.multipart import Part, boundary_of, parts_of
from understudy.match.rules import NO_RULES, Naming, Rules
from understudy.model import Request


@dataclass(frozen=True, slots=True)
class Canonical:
    """What two requests must share to be the same."""

    method: str
    endpoint: str
    query: tuple[tuple[str, str], ...]
    body: str
    """`json:…`, `multipart:…`, `bytes:<digest>`, or empty."""


def canonical(request: Request, rules: Rules = NO_RULES) -> Canonical:
    """The canonical form of a request on the wire, as a project's rules leave it."""
    return _canonical(request, Naming(rules) if rules else None)


def canonical_of_json(method: str, url: str, body: Any, rules: Rules = NO_RULES) -> Canonical:
    """The same for a body that `DECODER` has parsed; None is no body."""
    address, naming = addressed(method, url), Naming(rules) if rules else None
    query = _query(address, naming)
    return Canonical(method, address.endpoint, query, "" if body is None else _json(body, address, naming))


def canonical_of_bytes(method: str, url: str, sha256: str, rules: Rules = NO_RULES) -> Canonical:
    """The same for a body that is neither text nor a form, by the digest of its bytes."""
    address, naming = addressed(method, url), Naming(rules) if rules else None
    return Canonical(method, address.endpoint, _query(address, naming), f"bytes:{sha256}")


def canonical_of_form(
    method: str, url: str, parts: Iterable[tuple[Part, str | None]], rules: Rules = NO_RULES
) -> Canonical:
    """The same for a form, each part with the SHA-256 of its content where that is not at hand, and is no text."""
    address, naming = addressed(method, url), Naming(rules) if rules else None
    return Canonical(method, address.endpoint, _query(address, naming), _form(parts, naming))


def named_in(request: Request, rules: Rules) -> Mapping[str, str]:
    """The request's volatile values by their placeholders, `<today:1>` to `2026-11-22`."""
    naming = Naming(rules)
    _canonical(request, naming)
    return naming.named


def _canonical(request: Request, naming: Naming | None) -> Canonical:
    address = addressed(request.method, request.url)
    query = _query(address, naming)
    if not request.body:
        return Canonical(request.method, address.endpoint, query, "")
    try:
        parsed = DECODER.decode(request.body.decode("utf-8"))
    except (ValueError, RecursionError):
        return Canonical(request.method, address.endpoint, query, _opaque(request, naming))
    return Canonical(request.method, address.endpoint, query, _json(parsed, address, naming))


@dataclass(frozen=True, slots=True)
class Address:
    """What a URL says about a request."""

    recognised: Recognised
    query: tuple[tuple[str, str], ...]
    origin: str
    """Scheme, host and port. No part of the canonical form: it only chooses among equal requests."""

    @property
    def endpoint(self) -> str:
        """The path without host and base path."""
        return self.recognised.endpoint


@lru_cache(maxsize=4096)
def addressed(method: str, url: str) -> Address:
    """The API, the endpoint and the canonical query of a URL. Cached: clients ask the same few URLs."""
    parts = urlsplit(url)
    recognised = recognise(method, parts.path or "/", parts.hostname or "")
    left_out = SECRET_PARAMETERS.union(recognised.profile.left_out)
    pairs = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    counted = (pair for pair in pairs if pair[0].lower() not in left_out)
    # By name alone: `a=1&a=2` is a list, and the order of its items is meaning.
    query = tuple(sorted(counted, key=lambda pair: pair[0]))
    return Address(recognised, query, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")


def _number(literal: str) -> int | float:
    """The same value for the same number: `1.0`, `1e0` and `1` alike."""
    value = float(literal)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


DECODER = json.JSONDecoder(parse_float=_number)
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


def _query(address: Address, naming: Naming | None) -> tuple[tuple[str, str], ...]:
    if naming is None:
        return address.query
    return tuple((name, naming.without_volatile(value)) for name, value in address.query)


def _json(parsed: Any, address: Address, naming: Naming | None) -> str:
    parsed = without_all(parsed, address.recognised.profile.left_out)
    if naming is not None:
        # Media first: what looks like a volatile value within base64 is none.
        parsed = naming.without_volatile(by_digest(naming.without_ignored(parsed)))
    return canonical_json(parsed)


def canonical_json(parsed: Any) -> str:
    """The canonical text of a JSON value that `DECODER` has parsed."""
    text = _encode(parsed)
    if CANDIDATE.search(text):
        text = _encode(by_digest(parsed))
    return "json:" + text


def _opaque(request: Request, naming: Naming | None) -> str:
    boundary = boundary_of(request.header("content-type") or "")
    if boundary is None:
        return "bytes:" + _digest(request.body, naming)
    parts = parts_of(request.body, boundary)
    if parts is None:
        # The boundary is random in every request and means nothing (RFC 2046, 5.1.1).
        return "multipart:" + _digest(request.body.replace(b"--" + boundary, b"--boundary"), naming)
    return _form(((part, None) for part in parts), naming)


def _form(parts: Iterable[tuple[Part, str | None]], naming: Naming | None) -> str:
    canonical_parts = [
        [[[name, _text(value, naming)] for name, value in part.headers], sha256 or _digest(part.content, naming)]
        for part, sha256 in parts
    ]
    return "multipart:" + _encode(canonical_parts)


def _digest(content: bytes, naming: Naming | None) -> str:
    if naming is not None:
        with suppress(UnicodeDecodeError):
            content = _text(content.decode("utf-8"), naming).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()


def _text(text: str, naming: Naming | None) -> str:
    return text if naming is None else str(naming.without_volatile(text))
