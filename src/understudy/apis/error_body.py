"""Errors that no provider sent, in the shape of its API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from understudy.apis.profile import MESSAGE, Profile

NOT_FOUND = 404
"""The status that the shapes name."""

MISS = "understudy_miss"
"""In the shapes of APIs that have no name for it."""

KINDS: dict[str, tuple[str, Mapping[int, str]]] = {
    "not_found_error": (
        "api_error",
        {
            400: "invalid_request_error",
            401: "authentication_error",
            403: "permission_error",
            404: "not_found_error",
            413: "request_too_large",
            429: "rate_limit_error",
            504: "timeout_error",
            529: "overloaded_error",
        },
    ),
    "NOT_FOUND": (
        "UNKNOWN",
        {
            400: "INVALID_ARGUMENT",
            401: "UNAUTHENTICATED",
            403: "PERMISSION_DENIED",
            404: "NOT_FOUND",
            429: "RESOURCE_EXHAUSTED",
            500: "INTERNAL",
            503: "UNAVAILABLE",
            504: "DEADLINE_EXCEEDED",
        },
    ),
    MISS: ("understudy_fault", {}),
}
"""What a shape calls a miss: what the same API calls errors of other statuses, and what those that are not listed.
Sources: Anthropic's and Google's documentation of errors, as of 2026-11."""

OPENAI = {
    400: "invalid_request_error",
    401: "invalid_api_key",
    429: "rate_limit_exceeded",
    500: "server_error",
    503: "server_error",
}
"""What OpenAI calls them, as `code` or, without one, as `type` (its guide to error codes, as of 2026-11)."""

BEDROCK = {
    400: "ValidationException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    408: "ModelTimeoutException",
    424: "ModelErrorException",
    429: "ThrottlingException",
    503: "ServiceUnavailableException",
}
"""Bedrock names the kind in a header; boto3 calls an error without one unknown."""


def error_body(profile: Profile, status: int, text: str) -> bytes:
    """The error of an API with this text; a status that the shape names in its body is the answer's."""
    return _json(_filled(profile.error, _values(status, text)))


def fault_body(profile: Profile, status: int, text: str) -> bytes:
    """The same, of the kind that this status is to the API: SDKs and applications look at both."""
    kinds: dict[Any, Any] = {miss: kinds.get(status, other) for miss, (other, kinds) in KINDS.items()}
    if profile.upstream == "openai" and status in OPENAI:
        kinds[MISS] = OPENAI[status]
    return _json(_filled(profile.error, kinds | _values(status, text)))


def error_headers(profile: Profile, status: int) -> dict[str, str]:
    """Headers that belong to an error of the API."""
    headers = {"content-type": "application/json"}
    if profile.upstream == "bedrock":
        headers["x-amzn-errortype"] = BEDROCK.get(status, "InternalServerException")
    return headers


def _values(status: int, text: str) -> dict[Any, Any]:
    # Jina has two more digits for what exactly is wrong.
    return {MESSAGE: text, NOT_FOUND: status, NOT_FOUND * 100: status * 100}


def _filled(shape: Any, values: Mapping[Any, Any]) -> Any:
    if isinstance(shape, dict):
        return {key: _filled(value, values) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, values) for value in shape]
    return values.get(shape, shape)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
