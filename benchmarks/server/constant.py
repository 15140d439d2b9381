"""An ASGI application that says the same bytes to everybody: `python -m benchmarks.server.constant PORT FILE`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.exchanges import RESPONSE_HEADERS


def application(body: bytes) -> Any:
    """A head, and the body in one write."""
    headers = [(name.encode(), value.encode()) for name, value in RESPONSE_HEADERS.items()]
    start = {"type": "http.response.start", "status": 200, "headers": headers}
    whole = {"type": "http.response.body", "body": body, "more_body": False}

    async def constant(scope: Any, receive: Any, send: Any) -> None:
        await send(start)
        await send(whole)

    return constant


def serve(app: Any, port: int) -> None:
    """On the server that we use, set as we set it."""
    print(f"listening on http://127.0.0.1:{port}", flush=True)
    uvicorn.run(
        app,
        port=port,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
    )


if __name__ == "__main__":
    serve(application(Path(sys.argv[2]).read_bytes()), int(sys.argv[1]))
