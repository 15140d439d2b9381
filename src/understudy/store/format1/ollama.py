"""Calls of the Ollama SDK: the arguments of a method, as the request that it sends.

Source: ollama 0.6, `Client` and `_types.py`. The SDK validates what it sends and drops what its types do not
name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.store.format1.values import Asked

DEFAULTS: dict[str, dict[str, Any]] = {
    "/api/chat": {"messages": [], "tools": [], "stream": False},
    "/api/generate": {"stream": False},
    "/api/embed": {"input": ""},
    "/api/pull": {"insecure": False, "stream": False},
}
"""What the SDK sends although nobody asked for it."""

PATHS = {"/api/embeddings": "/api/embed"}
"""The recorder names `embed` after the older method."""

_GET = ("/api/ps", "/api/tags")
_MESSAGE = ("role", "content", "thinking", "images", "tool_name", "tool_calls")
_PROPERTY = ("type", "items", "description", "enum")
_PARAMETERS = ("type", "$defs", "items", "required", "properties")


def asked(url: str, endpoint: str, arguments: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The requests that this call may have sent, the likeliest first."""
    path = PATHS.get(endpoint, endpoint)
    url = url.removesuffix(endpoint) + path
    if path in _GET:
        return (Asked("GET", url, None),)
    body = _without_none({**DEFAULTS.get(path, {}), **arguments})
    if isinstance(keep := body.get("keep_alive"), int):
        body["keep_alive"] = float(keep)
    if path == "/api/generate" and not body.get("images", True):
        del body["images"]
    if path != "/api/chat":
        return (Asked("POST", url, body),)
    messages, tools = _list(body.get("messages")), _list(body.get("tools"))
    known = {
        **body,
        "messages": [_message(item) for item in messages],
        "tools": [_tool(item) for item in tools],
    }
    # Other versions of the SDK know further keys, and pass on what they know.
    given = {**body, "messages": [_without_empty(item) for item in messages], "tools": tools}
    return (Asked("POST", url, known),) if known == given else (Asked("POST", url, known), Asked("POST", url, given))


def _message(message: Any) -> Any:
    if not isinstance(message, Mapping):
        return message
    sent = {key: message[key] for key in _MESSAGE if message.get(key)}
    if isinstance(calls := sent.get("tool_calls"), list):
        sent["tool_calls"] = [{"function": _only(_function(item), ("name", "arguments"))} for item in calls]
    return sent


def _function(item: Any) -> Mapping[str, Any]:
    function = item.get("function") if isinstance(item, Mapping) else None
    return function if isinstance(function, Mapping) else {}


def _without_empty(message: Any) -> Any:
    return {key: value for key, value in message.items() if value} if isinstance(message, Mapping) else message


def _tool(tool: Any) -> Any:
    if not isinstance(tool, Mapping):
        return tool
    sent: dict[str, Any] = {"type": tool.get("type", "function")}
    if isinstance(function := tool.get("function"), Mapping):
        sent["function"] = _only(function, ("name", "description"))
        if isinstance(parameters := function.get("parameters"), Mapping):
            sent["function"]["parameters"] = _parameters(parameters)
    return _without_none(sent)


def _parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    sent = {"type": "object", **_only(parameters, _PARAMETERS)}
    if isinstance(properties := sent.get("properties"), Mapping):
        sent["properties"] = {
            name: _only(inner, _PROPERTY) if isinstance(inner, Mapping) else inner for name, inner in properties.items()
        }
    return sent


def _only(value: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value[key] for key in keys if value.get(key) is not None}


def _without_none(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: inner for key, inner in value.items() if inner is not None}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
