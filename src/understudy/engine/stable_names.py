"""Requests and calls as they will be asked on replay: with the stable ids of answers recorded in this session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from understudy.match import UNMISTAKABLE
from understudy.model import Call, Outcome, Raised, Request, Returned


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
