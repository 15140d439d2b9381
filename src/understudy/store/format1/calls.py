"""Calls that never were HTTP: tools and file processors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.model import Call, Frame
from understudy.store.format1 import shape
from understudy.store.format1.frames import frame
from understudy.store.format1.values import Answered

_NO_ARGUMENTS = frozenset({"test_id", "provider", "api"})


def call(request: Mapping[str, Any]) -> Call | None:
    """The call that this request is, or None if it is one of HTTP."""
    if "tool_name" in request:
        name = shape.text(request["tool_name"], "request.tool_name")
        arguments = shape.mapping(request.get("kwargs", {}), "request.kwargs")
    elif "api" in request and "url" not in request:
        name = shape.text(request["api"], "request.api")
        arguments = {key: value for key, value in request.items() if key not in _NO_ARGUMENTS}
    else:
        return None
    return Call(shape.text(request.get("provider", ""), "request.provider"), name, arguments)


def answered(found: Call, response: Mapping[str, Any]) -> Answered:
    """What the call returned. It answers no HTTP request."""
    body = response.get("body")
    shown = frame(body, "response.body") if isinstance(body, Mapping) else Frame("json", body)
    return Answered(None, frames=(shown,), not_servable=not_servable(found))


def not_servable(found: Call) -> str:
    """Why a call answers no HTTP request."""
    caller = f"the provider {found.provider}" if found.provider else "a program"
    return f"This is a call of {found.name} by {caller}, not an HTTP exchange."
