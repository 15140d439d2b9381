"""The Model Context Protocol over streamable HTTP: JSON-RPC, below a path that each server chooses.

Source: MCP specification of 2025-06-18, transports, and the clients of `mcp` 2.3; seen 2026-11-23. The path counts as
it is. So does the `id` of a request: official clients count anew in each session, the answer repeats the id, and its
client waits for an answer that does (docs/decisions/who-is-asking.md). The session's own id is a header.
"""

from __future__ import annotations

from understudy.apis.profile import MESSAGE, Profile, Route

PROFILES = (
    Profile(
        "mcp",
        "mcp",
        tuple(
            Route(method, "(?P<place>(?:/[^/]+)*)/mcp(?P<end>/?)", "{place}/mcp{end}", is_rooted=True)
            for method in ("POST", "GET", "DELETE")
        ),
        {"jsonrpc": "2.0", "id": None, "error": {"code": -32001, "message": MESSAGE}},
        text=("result.content.*.text",),
        # Where a tracer's spans belong: `mcp` sends it along wherever OpenTelemetry is at work.
        identity=("params._meta.traceparent", "params._meta.tracestate"),
        is_common=True,
    ),
)
