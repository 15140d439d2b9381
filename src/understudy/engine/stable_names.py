"""Ids of a session's answers: the live ones that an upstream knows, and the stable ones that recordings hold.

A client that has both replayed answers and live ones names both kinds. A recording of what it asks holds stable ids;
its upstream is sent live ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from understudy.match import UNMISTAKABLE
from understudy.model import Call, Outcome, Raised, Request, Returned

SIGNED = "aws4-"
"""What the authorization of a request begins with whose signature holds for its very bytes."""


class StableNames:
    """The pairs that a session has come to know."""

    def __init__(self) -> None:
        self.stable: dict[str, str] = {}
        """Live id to stable one."""
        self._live: dict[str, str] = {}
        """Stable id to live one, for answers that were replayed."""
        self._pattern: re.Pattern[str] | None = None

    def kept(self, live_ids: Mapping[str, str]) -> None:
        """An answer that came live brought these: stable id to live one."""
        self.stable.update((live, stable) for stable, live in live_ids.items())

    def played(self, live_ids: Mapping[str, str]) -> None:
        """An answer that was replayed brought these, and its client knows the stable ones."""
        if live_ids:
            self.kept(live_ids)
            self._live |= {_as_bytes(stable): _as_bytes(live) for stable, live in live_ids.items()}
            self._pattern = None

    def for_upstream(self, request: Request) -> Request | None:
        """The request with live ids in the places of stable ones; None where there is nothing to change."""
        if not self._live or (request.header("authorization") or "").lower().startswith(SIGNED):
            return None
        if self._pattern is None:
            longest_first = sorted(self._live, key=len, reverse=True)
            # An id that is the beginning of another one is not meant there.
            self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.ASCII)
        url = self._pattern.sub(self._named, request.url)
        body = self._pattern.sub(self._named, request.body.decode("latin-1")).encode("latin-1")
        return None if (url, body) == (request.url, request.body) else replace(request, url=url, body=body)

    def _named(self, found: re.Match[str]) -> str:
        return self._live[found.group()]


def _as_bytes(id_: str) -> str:
    """As it stands in a body that is read as Latin-1, which any bytes are."""
    return id_.encode("utf-8", "surrogatepass").decode("latin-1")


def request_with(names: Mapping[str, str], request: Request) -> Request:
    """The request with these names: live id to stable one."""
    for live, stable in names.items():
        if len(live) < UNMISTAKABLE:
            # `r1` is an id only where it is all of a value.
            live, stable = f'"{live}"', f'"{stable}"'
        if live in request.url or live.encode() in request.body:
            request = replace(
                request,
                url=request.url.replace(live, stable),
                body=request.body.replace(live.encode(), stable.encode()),
            )
    return request


def call_with(names: Mapping[str, str], call: Call) -> Call:
    """The call with these names in its arguments."""
    return replace(call, arguments=_renamed(names, call.arguments)) if names else call


def outcome_with(names: Mapping[str, str], outcome: Outcome) -> Outcome:
    """What a call came to, with these names: a tool is handed ids, and hands them on."""
    match outcome:
        case Returned(type_, content):
            return Returned(type_, _renamed(names, content)) if names else outcome
        case Raised():
            return replace(outcome, message=_renamed(names, outcome.message))


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
