"""Answers that are our own and not an upstream's, in the shape of errors that the client's SDK understands.

Measured with four SDKs: an answer with status 404, or one with `x-should-retry: false`, costs one attempt, and
its text is shown.
"""

from __future__ import annotations

from understudy.apis import GENERIC, error_body, error_headers
from understudy.errors import WrongUse
from understudy.misses import Miss
from understudy.proxy.asgi import Scope, Send, respond
from understudy.proxy.routing import Target
from understudy.upstream import NotReached, UpstreamFailed

WRONG, LOCKED_STATUS, FORBIDDEN, NOT_FOUND, TOO_LONG, BAD_GATEWAY, BROKEN = 400, 401, 403, 404, 413, 502, 500

LOCKED = (
    "this server wants a key, which it was given with --inbound-key. "
    "Send it as your API's key, or in the header x-understudy-key"
)


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
    is_generic = target.upstream == GENERIC.upstream
    why = ": its path begins with no API's name, as /openai does, or with /generic" if is_generic else ""
    text = (
        f"no upstream is known for {target.upstream}, which this request belongs to{why}. "
        f"Start the server with: --upstream {target.upstream}=URL"
    )
    await _respond(send, BAD_GATEWAY, target, text, {"x-understudy-upstream": "unknown"})


async def tell_not_reached(send: Send, target: Target, error: NotReached) -> None:
    """Say that a host which the client named is none that it may have us ask."""
    await _respond(send, FORBIDDEN, target, str(error), {"x-understudy-upstream": "forbidden"})


async def tell_too_long(send: Send, target: Target, longest: int, scope: Scope) -> None:
    """Say that the body is longer than is taken."""
    text = f"the request's body is longer than {longest:,} bytes; the server takes more with --max-body"
    # Who waits for a word before it sends the body may leave it out. All others send it, and it is read and dropped.
    waits = any(name == b"expect" for name, _ in scope["headers"])
    await _respond(send, TOO_LONG, target, text, {"connection": "close"} if waits else {})


async def tell_unwelcome(send: Send, target: Target, status: int, text: str) -> None:
    """Say why a request is not let in."""
    await _respond(send, status, target, f"request refused: {text}", {})


async def tell_locked(send: Send, target: Target) -> None:
    """Say that the client has to send the server's key."""
    await _respond(send, LOCKED_STATUS, target, LOCKED, {})


async def tell_trouble(send: Send, target: Target, error: Exception) -> None:
    """Say that we ourselves are at fault, or that a header of ours asks for what does not exist."""
    status = WRONG if isinstance(error, WrongUse) else BROKEN
    await _respond(send, status, target, f"understudy could not decide on this request: {error}", {})


async def _respond(send: Send, status: int, target: Target, text: str, headers: dict[str, str]) -> None:
    headers = {**error_headers(target.profile, status), "x-should-retry": "false", **headers}
    await respond(send, status, headers, error_body(target.profile, status, text))
