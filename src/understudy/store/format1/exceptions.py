"""Recorded exceptions: the response, or the failure, that makes the SDK raise them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.model import Failed, FailureKind, Frame
from understudy.store.format1 import encoding, frames, vertex_answers
from understudy.store.format1.answers import JSON, TEXT, Style
from understudy.store.format1.raised import Raised, genai_body, ollama_error, openai_body, raised
from understudy.store.format1.values import Answered

_K = FailureKind
KINDS: dict[str, FailureKind] = {
    "APIConnectionError": _K.CONNECT,
    "APITimeoutError": _K.READ_TIMEOUT,
    "BrokenPipeError": _K.WRITE,
    "ClientConnectionError": _K.CONNECT,
    "ClientConnectorError": _K.CONNECT,
    "ClientOSError": _K.READ,
    "ClientPayloadError": _K.PROTOCOL,
    "CloseError": _K.READ,
    "ConnectError": _K.CONNECT,
    "ConnectTimeout": _K.CONNECT_TIMEOUT,
    "ConnectionAbortedError": _K.READ,
    "ConnectionError": _K.CONNECT,
    "ConnectionRefusedError": _K.CONNECT,
    "ConnectionResetError": _K.READ,
    "ConnectionTimeoutError": _K.CONNECT_TIMEOUT,
    "DecodingError": _K.PROTOCOL,
    "IncompleteRead": _K.PROTOCOL,
    "LocalProtocolError": _K.PROTOCOL,
    "NetworkError": _K.READ,
    "PoolTimeout": _K.CONNECT_TIMEOUT,
    "ProtocolError": _K.PROTOCOL,
    "ProxyError": _K.CONNECT,
    "ReadError": _K.READ,
    "ReadTimeout": _K.READ_TIMEOUT,
    "RemoteProtocolError": _K.PROTOCOL,
    "SSLError": _K.CONNECT,
    "ServerDisconnectedError": _K.PROTOCOL,
    "ServerTimeoutError": _K.READ_TIMEOUT,
    "SocketTimeoutError": _K.READ_TIMEOUT,
    "TimeoutError": _K.READ_TIMEOUT,
    "TimeoutException": _K.READ_TIMEOUT,
    "TransportError": _K.READ,
    "WriteError": _K.WRITE,
    "WriteTimeout": _K.WRITE_TIMEOUT,
    "gaierror": _K.CONNECT,
}
"""Names of exceptions that mean that nothing, or not all, came from the network."""

_BEFORE_AN_ANSWER = {
    _K.CONNECT: _K.READ,
    _K.CONNECT_TIMEOUT: _K.READ_TIMEOUT,
    _K.WRITE: _K.READ,
    _K.WRITE_TIMEOUT: _K.READ_TIMEOUT,
}
"""Once frames have come, a failure is one of reading, whatever the SDK calls it."""


def answered(style: Style, response: Mapping[str, Any]) -> Answered:
    """The response of a call that ended in an exception, after the frames that came before it."""
    error = raised(style.api, response)
    body = response.get("body")
    found = () if body is None else frames.frames(body)
    pieces = tuple(style.piece(frame.content) for frame in found)
    if style.api == "vertex":
        found = tuple(vertex_answers.named(frame) for frame in found)
    in_stream = bool(found) or error.status is None or error.status < 100
    if in_stream and (final := _final(style, error)) is not None:
        return Answered(200, style.headers, found, (*pieces, final), is_streaming=True)
    if error.status is not None:
        return _status(style, error, error.status)
    if kind := KINDS.get(error.type):
        if found:
            kind = _BEFORE_AN_ANSWER.get(kind, kind)
        ended = Failed(kind, error.message, sum(map(len, pieces)))
        if found:
            return Answered(200, style.headers, found, pieces, ended, is_streaming=True)
        return Answered(None, ended=ended, is_streaming=bool(response.get("is_streaming")))
    name = error.type or "an exception without a name"
    reason = f"The recorder's own process raised {name}; no HTTP response is behind it."
    return Answered(None, frames=found, not_servable=reason)


def _status(style: Style, error: Raised, status: int) -> Answered:
    is_json: bool
    body: Any
    match style.api:
        case "ollama":
            is_json, body = True, {"error": ollama_error(error)}
        case "vertex":
            is_json, body = genai_body(error)
        case _:
            is_json, body = openai_body(error)
    if is_json:
        return Answered(status, JSON, (Frame("json", body),), (encoding.whole(body),))
    content = body.encode("utf-8", "backslashreplace")
    return Answered(status, TEXT, (Frame("text", body),), (content,) if content else ())


def _final(style: Style, error: Raised) -> bytes | None:
    """The frame by which an API reports an error in a stream that has begun, if this one was reported so."""
    is_of_stream = error.status is not None or error.type == "APIError"
    if not is_of_stream:
        return None
    if style.api == "ollama":
        return style.piece({"error": ollama_error(error)})
    if style.api == "vertex":
        return encoding.sse(genai_body(error)[1])
    inside = error.body if isinstance(error.body, Mapping) else {"message": error.message}
    return encoding.sse({"error": inside})
