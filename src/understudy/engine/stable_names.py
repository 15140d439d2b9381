"""Ids of a session's answers: the live ones that an upstream knows, and the stable ones that recordings hold.

A client that has both replayed answers and live ones names both kinds. A recording of what it asks holds stable ids;
its upstream is sent live ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from understudy.match import UNMISTAKABLE, Names, texts_in
from understudy.model import Call, Outcome, Raised, Request, Returned

SIGNED = "aws4-"
"""What the authorization of a request begins with whose signature holds for its very bytes."""


class StableNames:
    """The pairs that a session has come to know."""

    def __init__(self) -> None:
        self.stable = Names()
        """Live id to stable one."""
        self._live = Names(shortest=0)
        """Stable id to live one, for answers that were replayed; as bytes stand in a text that is read as Latin-1."""

    def kept(self, live_ids: Mapping[str, str]) -> None:
        """An answer that came live brought these: stable id to live one."""
        self.stable.learn({live: stable for stable, live in live_ids.items()})

    def played(self, live_ids: Mapping[str, str]) -> None:
        """An answer that was replayed brought these, and its client knows the stable ones."""
        self.kept(live_ids)
        self._live.learn(live_ids)

    def for_upstream(self, request: Request) -> Request | None:
        """The request with live ids in the places of stable ones; None where there is nothing to change."""
        if not self._live or (request.header("authorization") or "").lower().startswith(SIGNED):
            return None
        found = self._live.within(_said(request))
        if not found:
            return None
        live = {_as_latin_1(stable): _as_latin_1(live) for stable, live in found.items()}
        longest_first = sorted(live, key=len, reverse=True)
        # An id that is the beginning of another one is not meant there.
        pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.ASCII)
        url = pattern.sub(lambda stands: live[stands.group()], request.url)
        body = pattern.sub(lambda stands: live[stands.group()], request.body.decode("latin-1")).encode("latin-1")
        return None if (url, body) == (request.url, request.body) else replace(request, url=url, body=body)


def _as_latin_1(id_: str) -> str:
    """As it stands in a body that is read as Latin-1, which any bytes are."""
    return id_.encode("utf-8", "surrogatepass").decode("latin-1")


def _said(request: Request) -> bytes:
    return b"\0".join((request.url.encode("utf-8", "surrogatepass"), request.body))


def request_with(names: Names, request: Request) -> Request:
    """The request with these names: live id to stable one."""
    if not names:
        return request
    url, body = request.url, request.body
    for live, stable in names.within(_said(request)).items():
        if len(live) < UNMISTAKABLE:
            # `r1` is an id only where it is all of a value.
            live, stable = f'"{live}"', f'"{stable}"'
        url = url.replace(live, stable)
        body = body.replace(live.encode("utf-8", "surrogatepass"), stable.encode("utf-8", "surrogatepass"))
    return request if (url, body) == (request.url, request.body) else replace(request, url=url, body=body)


def call_with(names: Names, call: Call) -> Call:
    """The call with these names in its arguments."""
    found = names.within(texts_in(call.arguments)) if names else {}
    return replace(call, arguments=_renamed(found, call.arguments)) if found else call


def outcome_with(names: Names, outcome: Outcome) -> Outcome:
    """What a call came to, with these names: a tool is handed ids, and hands them on."""
    match outcome:
        case Returned(type_, content):
            found = names.within(texts_in(content)) if names else {}
            return Returned(type_, _renamed(found, content)) if found else outcome
        case Raised(message=message):
            found = names.within(texts_in(message)) if names else {}
            return replace(outcome, message=_renamed(found, message)) if found else outcome


def _renamed(names: Mapping[str, str], value: Any) -> Any:
    match value:
        case str():
            for live, stable in names.items():
                value = value.replace(live, stable) if len(live) >= UNMISTAKABLE else stable if value == live else value
            return value
        case list():
            return [_renamed(names, entry) for entry in value]
        case Mapping():
            return {name: _renamed(names, entry) for name, entry in value.items()}
    return value
