"""When two messages of a WebSocket conversation are the same."""

from __future__ import annotations

from collections.abc import Sequence

from understudy.apis import without
from understudy.match.canonical import DECODER, canonical_json
from understudy.match.media import by_digest
from understudy.match.rules import Naming


def canonical_message(payload: bytes, noise: Sequence[str] = (), naming: Naming | None = None) -> str | bytes:
    """What two messages must share to be the same: the value of JSON, the bytes of anything else.

    Args:
        noise: paths that mean nothing in this API's messages.
        naming: of the volatile values of the conversation so far, by the project's rules.
    """
    try:
        parsed = DECODER.decode(payload.decode("utf-8"))
    except (ValueError, RecursionError):
        return payload
    for path in noise:
        parsed = without(parsed, path)
    if naming is not None:
        parsed = naming.without_volatile(by_digest(naming.without_ignored(parsed)))
    return canonical_json(parsed)
