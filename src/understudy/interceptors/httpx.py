"""Hooks `httpx` and `httpx2`, sync and async, where a request leaves the library for the network.

Below clients, mounts, proxies, auth and redirects, so that all of them work as without us and clients built
before the session are caught. httpx 1.0 pre-releases have neither class; what is not there is not hooked.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from types import ModuleType
from typing import Any

from understudy.engine import FAULT_HEADER, Capture, Forward, Play, decided
from understudy.interceptors.deciding import Fail, Pass, decide
from understudy.interceptors.failures import connect_error, failure_of
from understudy.interceptors.guard import session_of
from understudy.interceptors.hooking import hook_into
from understudy.interceptors.httpx_playing import Players
from understudy.model import Request


def hook(module: ModuleType) -> Sequence[Callable[[], None]]:
    """Hook the transports of an imported `httpx._transports.default` or `httpx2._transports.default`."""
    # `httpx2.alias_httpx()` makes the two modules one: a class that is hooked is not hooked again.
    return [
        *hook_into(getattr(module, "HTTPTransport", None), "handle_request", partial(_sync, module)),
        *hook_into(getattr(module, "AsyncHTTPTransport", None), "handle_async_request", partial(_async, module)),
    ]


def _sync(module: ModuleType, original: Any) -> Any:
    players, (tee, _) = Players(module), _tees(module)

    def handle_request(self: Any, request: Any) -> Any:
        session = session_of(request.url)
        if session is None:
            return original(self, request)
        match decide(session, _translated(request, request.read())):
            case Play(playback):
                return players.answer(playback, request)
            case Fail(error):
                raise connect_error(module, error)
            case Pass():
                with decided():
                    return original(self, request)
            case Forward(capture, instead):
                started = time.monotonic()
                try:
                    with decided():
                        response = original(self, _sent(module, request, instead))
                except BaseException as error:
                    _note(capture, error)
                    raise
                _head(capture, response)
                response.stream = tee(response.stream, capture, started)
                return response

    return handle_request


def _async(module: ModuleType, original: Any) -> Any:
    players, (_, tee) = Players(module), _tees(module)

    async def handle_async_request(self: Any, request: Any) -> Any:
        session = session_of(request.url)
        if session is None:
            return await original(self, request)
        match decide(session, _translated(request, await request.aread())):
            case Play(playback):
                return await players.answer_async(playback, request)
            case Fail(error):
                raise connect_error(module, error)
            case Pass():
                with decided():
                    return await original(self, request)
            case Forward(capture, instead):
                started = time.monotonic()
                try:
                    with decided():
                        response = await original(self, _sent(module, request, instead))
                except BaseException as error:
                    _note(capture, error)
                    raise
                _head(capture, response)
                response.stream = tee(response.stream, capture, started)
                return response

    return handle_async_request


def _translated(request: Any, body: bytes) -> Request:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    # It is ours, and goes no further.
    request.headers.pop(FAULT_HEADER, None)
    return Request(request.method, str(request.url), headers, body)


def _sent(module: Any, request: Any, instead: Request | None) -> Any:
    if instead is None:
        return request
    framing = (b"content-length", b"transfer-encoding")
    headers = [pair for pair in request.headers.raw if pair[0].lower() not in framing]
    return module.Request(
        request.method, instead.url, headers=headers, content=instead.body, extensions=request.extensions
    )


def _head(capture: Capture, response: Any) -> None:
    capture.head(response.status_code, tuple(response.headers.multi_items()))


def _note(capture: Capture, error: BaseException) -> None:
    """Tell the capture why nothing more comes."""
    failure = failure_of(error)
    if failure is None:
        # Cancelled, interrupted, not even sent: our side went away.
        capture.closed_by_client()
    else:
        capture.failed(failure, str(error))


def _tees(module: ModuleType) -> tuple[Any, Any]:
    """Streams of the library's own classes, so that its clients accept them."""

    class Tee(module.SyncByteStream):  # type: ignore[misc, name-defined]  # of httpx or httpx2
        """Hands on each chunk when it arrives, and tells the capture."""

        def __init__(self, stream: Any, capture: Capture, started: float) -> None:
            self._stream, self._capture, self._started = stream, capture, started

        def __iter__(self) -> Iterator[bytes]:
            try:
                for chunk in self._stream:
                    self._capture.chunk(chunk, _since(self._started))
                    yield chunk
            except GeneratorExit:
                raise
            except BaseException as error:
                _note(self._capture, error)
                raise
            self._capture.complete()

        def close(self) -> None:
            try:
                self._stream.close()
            finally:
                self._capture.closed_by_client()

    class TeeAsync(module.AsyncByteStream):  # type: ignore[misc, name-defined]  # of httpx or httpx2
        """The same, async."""

        def __init__(self, stream: Any, capture: Capture, started: float) -> None:
            self._stream, self._capture, self._started = stream, capture, started

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                async for chunk in self._stream:
                    self._capture.chunk(chunk, _since(self._started))
                    yield chunk
            except GeneratorExit:
                raise
            except BaseException as error:
                _note(self._capture, error)
                raise
            self._capture.complete()

        async def aclose(self) -> None:
            try:
                await self._stream.aclose()
            finally:
                self._capture.closed_by_client()

    return Tee, TeeAsync


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
