"""What makes a request the one it is: its fingerprint, its canonical form, and which rules led there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from understudy.apis import profile_named, values
from understudy.match import NO_RULES, Canonical, Rules, canonical, named_in
from understudy.model import Recording, Request
from understudy.operations.conversation import asked_content


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the request that matching does not see, and by which rule."""

    path: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Of one recording."""

    fingerprints: tuple[str, ...]
    """The first is the likeliest; format 1 may leave open which one it is."""

    sequence: int
    scope: str | None
    form: Canonical | None
    """None for a call that never was HTTP."""

    body: Any
    """The canonical body as JSON, or as text."""

    left_out: tuple[LeftOut, ...]
    volatile: tuple[tuple[str, str], ...]
    """Placeholder and value, for what differs between equal requests."""

    has_rules: bool
    """Whether the project has rules of its own."""


def identity_of(recording: Recording, rules: Rules = NO_RULES) -> Identity:
    """What a request is matched by."""
    request = recording.request
    form = canonical(request, rules) if isinstance(request, Request) else None
    return Identity(
        recording.fingerprints,
        recording.sequence,
        recording.scope,
        form,
        None if form is None else _body(form.body),
        _left_out(recording, request, rules) if isinstance(request, Request) else (),
        tuple(named_in(request, rules).items()) if isinstance(request, Request) and rules else (),
        bool(rules),
    )


def _body(text: str) -> Any:
    kind, _, rest = text.partition(":")
    try:
        return json.loads(rest) if kind in ("json", "multipart") else text
    except ValueError:
        return text


def _left_out(recording: Recording, request: Request, rules: Rules) -> tuple[LeftOut, ...]:
    content, host = asked_content(request), urlsplit(request.url)
    found = [LeftOut("host", f"{host.scheme}://{host.netloc}", "where a server is makes no other request")]
    identity = profile_named(recording.api).identity
    for paths, why in ((identity, f"who is asking, of {recording.api}"), (rules.ignore, "ignored by the project")):
        for path in paths:
            for value in values(content, path):
                found.append(LeftOut(path, json.dumps(value, ensure_ascii=False)[:200], why))
    return tuple(found)
