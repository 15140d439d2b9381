"""Answers that are our own and not an upstream's, in the shape of errors that the client's SDK understands.

Measured with four SDKs: an answer with status 404, or one with `x-should-retry: false`, costs one attempt, and
its text is shown.
"""

from __future__ import annotations

import json
from typing import Any

from understudy.apis import MESSAGE, Profile
from understudy.misses import Miss
from understudy.proxy.asgi import Send, respond
from understudy.proxy.routing import Target
from understudy.upstream import UpstreamFailed

NOT_FOUND, BAD_GATEWAY, BROKEN = 404, 502, 500


async def refuse(send: Send, miss: Miss, target: Target, report: str) -> None:
    """Say that no recording answers, and where the whole report is."""
    text = f"{miss.headline()}. Full report: {report}"
    await _respond(send, NOT_FOUND, target, text, {"x-understudy-miss": miss.reason.value})


async def tell_failure(send: Send, failure: UpstreamFailed, target: Target) -> None:
    """Say that the upstream broke before it answered."""
    text = f"upstream {target.upstream} ({target.url}) failed before it answered: {failure.message}"
    await _respond(send, BAD_GATEWAY, target, text, {"x-understudy-upstream": failure.kind.value})


async def tell_unreachable(send: Send, target: Target) -> None:
    """Say that nobody told us where the upstream is."""
    text = (
        f"no upstream is known for {target.upstream}, which this request belongs to. "
        f"Start the server with: --upstream {target.upstream}=URL"
    )
    await _respond(send, BAD_GATEWAY, target, text, {"x-understudy-upstream": "unknown"})


async def tell_trouble(send: Send, target: Target, error: Exception) -> None:
    """Say that we ourselves are at fault."""
    await _respond(send, BROKEN, target, f"understudy could not decide on this request: {error}", {})


async def _respond(send: Send, status: int, target: Target, text: str, headers: dict[str, str]) -> None:
    headers = {"content-type": "application/json", "x-should-retry": "false", **headers}
    if target.profile.upstream == "bedrock":
        headers["x-amzn-errortype"] = "ResourceNotFoundException"
    await respond(send, status, headers, error_body(target.profile, status, text))


def error_body(profile: Profile, status: int, text: str) -> bytes:
    """The error of an API with this text; a status that the shape names in its body is the answer's."""
    return json.dumps(_filled(profile.error, status, text), ensure_ascii=False).encode("utf-8", "replace")


def _filled(shape: Any, status: int, text: str) -> Any:
    if isinstance(shape, dict):
        return {key: _filled(value, status, text) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, status, text) for value in shape]
    return {MESSAGE: text, NOT_FOUND: status}.get(shape, shape)
