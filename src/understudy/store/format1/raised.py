"""What the recorder kept of an exception: its parts where the file names them, else what its text tells."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from understudy.store.format1 import shape

_OPENAI = re.compile(r"Error code: (\d{3})(?: - (.*))?", re.DOTALL)
_OLLAMA = re.compile(r"(.*) \(status code: (-?\d+)\)", re.DOTALL)
_GENAI = re.compile(r"(\d{3}) ([^.{\[]*)\. (.*)", re.DOTALL)
_PATTERNS = {"openai": (_OPENAI, 1), "ollama": (_OLLAMA, 2), "vertex": (_GENAI, 1)}
_SPEAKING = frozenset({"", "Exception", "APIError", "ClientError", "ServerError"})
"""Exceptions whose text has the status, which the recorder did not keep beside it."""

_TYPES = {
    "Connection error.": "APIConnectionError",
    "Request timed out.": "APITimeoutError",
    "peer closed connection": "RemoteProtocolError",
    "Failed to connect to Ollama": "ConnectionError",
    "All connection attempts failed": "ConnectError",
}
"""Beginnings of messages that only one exception has. Older recorders kept nothing else."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of an SDK."""

    type: str
    message: str
    status: int | None
    body: Any
    """What the SDK made of the body: the inside of `error` where there is one."""


def raised(api: str, response: Mapping[str, Any]) -> Raised:
    """The exception of a recording, raised by the SDK of this API."""
    said = response.get("exception_data")
    if said is None:
        message = shape.text(response.get("exception_message", "Unknown error"), "response.exception_message")
        kind = next((name for start, name in _TYPES.items() if message.startswith(start)), "")
        return Raised(kind, message, _status(api, kind, message), None)
    facts = shape.mapping(said, "response.exception_data")
    message = shape.text(facts.get("message", ""), "response.exception_data.message")
    kind = shape.text(facts.get("type", "Exception"), "response.exception_data.type")
    status = facts.get("status_code")
    if status is None:
        return Raised(kind, message, _status(api, kind, message), None)
    if not isinstance(status, int) or isinstance(status, bool):
        raise shape.wrong("response.exception_data.status_code", status, "a number")
    return Raised(kind, message, status, facts.get("body"))


def _status(api: str, kind: str, message: str) -> int | None:
    pattern, place = _PATTERNS[api]
    found = pattern.fullmatch(message) if kind in _SPEAKING else None
    return int(found[place]) if found else None


def openai_body(error: Raised) -> tuple[bool, Any]:
    """Whether the whole body was JSON, and the body.

    Until version 3 the SDK put the whole body into its message, as Python writes it, and kept the inside of
    `error` beside it. Version 3 puts only the inner message there.
    """
    found = _OPENAI.fullmatch(error.message)
    if found and found[2] is not None:
        candidates = [*_literal(found[2]), {"error": error.body}, error.body]
        fitting = [body for body in candidates if error.body is None or _inside(body) == error.body]
        for body in fitting:
            if str(body) == found[2]:
                return True, body
        if error.body is None:
            return (True, fitting[0]) if _literal(found[2]) else (True, {"error": {"message": found[2]}})
    if error.body is None or (isinstance(error.body, str) and error.body in ("", error.message)):
        # The SDK takes a body that is not JSON as its message; its own words stand for an empty one.
        return False, "" if found and found[2] is None else error.message
    return True, {"error": error.body}


def ollama_error(error: Raised) -> str:
    """What stood in `error`. The text of the exception adds the status, its attribute does not."""
    return error.message.removesuffix(f" (status code: {error.status})")


def genai_body(error: Raised) -> tuple[bool, Any]:
    """Whether the whole body was JSON, and the body: the SDK's message has it as Python writes it."""
    if found := _GENAI.fullmatch(error.message):
        for body in _literal(found[3]):
            if isinstance(body, Mapping) and set(body) == {"message", "status"}:
                return False, body["message"]
            return True, body
        return True, {"error": {"code": error.status, "message": found[3], "status": found[2]}}
    return True, {"error": {"code": error.status, "message": error.message}}


def _inside(body: Any) -> Any:
    return body.get("error", body) if isinstance(body, Mapping) else body


def _literal(text: str) -> list[Any]:
    """What Python wrote as `text`, or nothing if it was something else."""
    try:
        return [ast.literal_eval(text)]
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
