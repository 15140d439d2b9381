"""Hooks aiohttp 3 where a request asks its connector for a connection.

Below sessions, middlewares, redirects, cookies and trace configs, so that all of them work as without us and
sessions built before are caught; above the pool, so that a kept-alive connection is no way around. What comes
out is a connection of aiohttp's own, with a transport of ours (replay) or a listener on it (record): every
`ClientResponse` is made by aiohttp itself. Built by hand it breaks at every release.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

from understudy.engine import FAULT_HEADER, Forward, Play, decided
from understudy.interceptors.aiohttp_failures import connector_error, note_connect, raise_connect
from understudy.interceptors.aiohttp_play import Playing
from understudy.interceptors.aiohttp_tee import tee
from understudy.interceptors.deciding import Fail, Pass, decide
from understudy.interceptors.guard import refuse_upgrade, session_of
from understudy.interceptors.hooking import hook_into
from understudy.model import Request


def hook(module: ModuleType) -> Sequence[Callable[[], None]]:
    """Hook the connectors of an imported `aiohttp.connector`."""
    return hook_into(getattr(module, "BaseConnector", None), "connect", partial(_connect, module))


def _connect(module: Any, original: Any) -> Any:
    async def connect(self: Any, req: Any, traces: Any, timeout: Any) -> Any:
        session = session_of(req.url)
        if session is None:
            return await original(self, req, traces, timeout)
        if req.headers.get("upgrade", "").lower() == "websocket":
            refuse_upgrade(session, str(req.url), req.url.host or "")
            with decided():
                return await original(self, req, traces, timeout)
        request = Request(req.method, str(req.url), tuple(req.headers.items()), await _body(req))
        # It is ours, and goes no further.
        req.headers.pop(FAULT_HEADER, None)
        match decide(session, request):
            case Play(playback):
                raise_connect(playback, req.connection_key)
                for trace in traces or ():
                    await trace.send_connection_reuseconn()
                protocol = module.ResponseHandler(asyncio.get_running_loop())
                Playing(protocol, playback, req)
                return module.Connection(self, req.connection_key, protocol, asyncio.get_running_loop())
            case Fail(error):
                raise connector_error(req.connection_key, error)
            case Pass():
                with decided():
                    return await original(self, req, traces, timeout)
            case Forward(capture, instead):
                if instead is not None:
                    _put(req, instead)
                started = time.monotonic()
                try:
                    with decided():
                        connection = await original(self, req, traces, timeout)
                except BaseException as error:
                    note_connect(capture, error)
                    raise
                tee(connection, req, capture, started)
                return connection

    return connect


def _put(req: Any, instead: Request) -> None:
    """The request as it is to go over the wire, in place of what the client gave."""
    req.url = type(req.url)(instead.url, encoded=True)
    if isinstance(req.body, (bytes, bytearray)):
        req.body = instead.body
    elif req.body:
        payload = import_module("aiohttp.payload").BytesPayload
        _set_body(req, payload(instead.body, content_type=req.body.content_type))
    if "content-length" in req.headers:
        req.headers["content-length"] = str(len(instead.body))


async def _body(req: Any) -> bytes:
    """The body, without the content coding that aiohttp applies when it sends; it can still be sent afterwards."""
    body = req.body
    if not body:
        return b""
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    written = io.BytesIO()
    await body.write(_collector(written))
    # A generator has been used up by now. Releases before 3.12 cannot tell, and close files that were written.
    if getattr(body, "consumed", True):
        payload = import_module("aiohttp.payload")
        again = payload.BytesIOPayload(io.BytesIO(written.getvalue()), content_type=body.content_type)
        # A redirect or a second attempt fails with a used-up generator without us, so it fails with us.
        again._consumed = True
        _set_body(req, again)
    return written.getvalue()


def _set_body(req: Any, payload: Any) -> None:
    setattr(req, "_body" if hasattr(req, "_body") else "body", payload)


def _collector(written: io.BytesIO) -> Any:
    class Collector(import_module("aiohttp.abc").AbstractStreamWriter):  # type: ignore[misc]  # imported late
        """Takes what would go over the wire."""

        async def write(self, chunk: Any) -> None:
            written.write(chunk)

        async def write_eof(self, chunk: bytes = b"") -> None:
            written.write(chunk)

        async def drain(self) -> None: ...

        def enable_compression(self, *args: Any) -> None: ...

        def enable_chunking(self) -> None: ...

        async def write_headers(self, status_line: str, headers: Any) -> None: ...

    return Collector()
