"""A plain reverse proxy on the same server and the same client: `python -m benchmarks.server.reverse PORT UPSTREAM`."""

from __future__ import annotations

import sys
from typing import Any

import httpcore2

from benchmarks.server.constant import serve


def application(upstream: str) -> Any:
    """Streams what comes; keeps nothing."""
    pool = httpcore2.AsyncConnectionPool(max_connections=None, max_keepalive_connections=None)

    async def proxy(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = [pair for pair in scope["headers"] if pair[0] != b"host"]
        url = upstream.encode() + scope["raw_path"].removeprefix(b"/openai")
        async with pool.stream("POST", url, headers=[*headers, (b"host", b"upstream")], content=body) as answer:
            kept = [(name, value) for name, value in answer.headers if name.lower() != b"transfer-encoding"]
            await send({"type": "http.response.start", "status": answer.status, "headers": kept})
            async for chunk in answer.aiter_stream():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return proxy


if __name__ == "__main__":
    serve(application(sys.argv[2]), int(sys.argv[1]))
