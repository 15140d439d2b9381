"""The fingerprint: a digest of the canonical form, with the version of the rules in front."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from hashlib import blake2b
from typing import Any

from understudy.match.canonical import Canonical, canonical, canonical_of_json
from understudy.match.rules import NO_RULES, Rules
from understudy.model import Request

VERSION = "f1"

LONGEST = 2**16
"""Bodies of more bytes take their time anyway."""

MOST = 2**15
"""Requests that are remembered, each in some 300 bytes."""


def fingerprint_of(form: Canonical, rules: Rules = NO_RULES) -> str:
    """`f1:` and the SHA-256 of the canonical form in hexadecimal; `f1+3b9ac2d1:` where a project's rules made it."""
    # `!a`, as what else `repr` escapes depends on the Unicode version of the Python that runs.
    text = f"{form.method}\n{form.endpoint}\n{form.query!a}\n{form.body}"
    version = f"{VERSION}+{rules.digest}" if rules else VERSION
    return f"{version}:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def fingerprint_of_request(request: Request, rules: Rules = NO_RULES) -> str:
    """The fingerprint of a request on the wire. Retries, polls and samples ask the same again: short JSON is
    remembered. What is not JSON is not, as its canonical form depends on the content type too."""
    if len(request.body) > LONGEST or request.body[:1] != b"{":
        return fingerprint_of(canonical(request, rules), rules)
    digest = blake2b(
        f"{request.method} {request.url}\n".encode("utf-8", "surrogatepass") + request.body, digest_size=16
    ).digest()
    key = (digest, rules) if rules else digest
    remembered = _remembered.get(key)
    if remembered is None:
        form = canonical(request, rules)
        remembered = fingerprint_of(form, rules)
        if form.body.startswith("json:"):
            if len(_remembered) >= MOST:
                with suppress(KeyError, RuntimeError):  # another thread was faster
                    del _remembered[next(iter(_remembered))]
            _remembered[key] = remembered
    return remembered


_remembered: dict[bytes | tuple[bytes, Rules], str] = {}
"""By a digest of what was asked. Sessions of several threads share it: a race costs one more computation."""


def fingerprint(method: str, url: str, body: bytes | str | dict[str, Any] | list[Any] | None = None) -> str:
    """The fingerprint of a request: requests with the same one are answered from the same recordings.

    Args:
        method: `POST`; upper or lower case.
        url: absolute. Host, base path and credentials do not count.
        body: the bytes on the wire, or the JSON value they hold. A multipart body counts with its boundary
            here, for want of the header that names it; in a session it counts without.

    Returns:
        `f1:` and 64 hexadecimal digits.
    """
    content = body if isinstance(body, bytes) else b""
    if isinstance(body, str):
        content = body.encode("utf-8", "surrogatepass")
    elif isinstance(body, (dict, list)):
        content = json.dumps(body).encode()
    return fingerprint_of(canonical(Request(method.upper(), url, (), content)))


def fingerprint_of_json(method: str, url: str, body: Any, rules: Rules = NO_RULES) -> str:
    """The same for a body that was parsed by `canonical.DECODER`; None is no body."""
    return fingerprint_of(canonical_of_json(method, url, body, rules), rules)
