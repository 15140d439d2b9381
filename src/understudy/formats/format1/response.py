"""An answer as the original system keeps it: the objects that the SDK returned, or the exception it raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.apis import profile_named
from understudy.formats.format1.shape import NotHeld, contents, is_raw
from understudy.model import Recording
from understudy.wire import NotPlain, parse

MODEL = "openai.types.model.Model"
EXCEPTIONS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}
"""What the OpenAI SDK raises, by status."""


def at_rest(recording: Recording) -> dict[str, Any]:
    """The file's `response`."""
    status = recording.response.status
    if status is None:
        raise NotHeld("nothing answered, and format 1 holds answers")
    if is_raw(recording):
        return _raw(recording, status)
    if status >= 400:
        return _raised(recording, status)
    if recording.is_streaming:
        return {"body": _stream(recording), "is_streaming": True}
    return {"body": _whole(recording), "is_streaming": False}


def _stream(recording: Recording) -> list[Any]:
    found, _ = contents(recording)
    return [_typed(profile_named(recording.api).frame_type, content) for content in found]


def _whole(recording: Recording) -> Any:
    content = _json_or_text(recording)
    if recording.api == "openai-models":
        entries = content.get("data") if isinstance(content, Mapping) else None
        if not isinstance(entries, list):
            raise NotHeld("its list of models has no `data`")
        return [_typed(MODEL, entry) for entry in entries]
    if isinstance(content, str):
        return content
    return _typed(profile_named(recording.api).whole_type, content)


def _typed(type_: str, content: Any) -> Any:
    if not isinstance(content, Mapping):
        raise NotHeld(f"format 1 holds JSON objects, and its answer is a {type(content).__name__}")
    return content if type_ == "json" else {"__type__": type_, "__data__": content}


def _raised(recording: Recording, status: int) -> dict[str, Any]:
    body = _json_or_text(recording)
    provider = profile_named(recording.api).upstream
    if provider == "ollama":
        inner = body.get("error", body) if isinstance(body, Mapping) else body
        kind, message = "ResponseError", f"{inner} (status code: {status})"
    else:
        # openai 2, `_make_status_error_from_response`; version 3 has only the inner message.
        inner = body.get("error", body) if isinstance(body, Mapping) else body
        kind = "InternalServerError" if status >= 500 else EXCEPTIONS.get(status, "APIStatusError")
        message = f"Error code: {status}" + ("" if body == "" else f" - {body}")
        if isinstance(body, str) and body:
            message = body
    facts = {"category": "provider_sdk", "provider": provider, "type": kind, "message": message}
    return {
        "body": None,
        "is_streaming": False,
        "is_exception": True,
        "exception_data": {**facts, "status_code": status, "body": inner},
        "exception_message": message,
    }


def _raw(recording: Recording, status: int) -> dict[str, Any]:
    if not recording.is_streaming:
        return {"status": status, "body": _json(recording), "is_streaming": False}
    if status >= 400:
        raise NotHeld("format 1 holds no error that is a stream")
    return {"body": _text(recording).removesuffix("\n").split("\n"), "is_streaming": True}


def _json_or_text(recording: Recording) -> Any:
    try:
        return parse(recording.response.body)
    except NotPlain:
        return _text(recording)


def _json(recording: Recording) -> Any:
    try:
        return parse(recording.response.body)
    except NotPlain:
        raise NotHeld("its answer is no JSON") from None


def _text(recording: Recording) -> str:
    try:
        return recording.response.body.decode("utf-8")
    except UnicodeDecodeError:
        kind = recording.response.header("content-type") or "bytes"
        raise NotHeld(f"its answer is {kind.partition(';')[0]}, not text") from None
