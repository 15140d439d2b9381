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

from understudy.engine import Capture, Forward, Play, Playback, decided
from understudy.interceptors.deciding import Fail, Pass, decide
from understudy.interceptors.failures import connect_error, failure_of, raise_ending
from understudy.interceptors.guard import session_of
from understudy.interceptors.hooking import hook_into
from understudy.model import Request


def hook(module: ModuleType) -> Sequence[Callable[[], None]]:
    """Hook the transports of an imported `httpx._transports.default` or `httpx2._transports.default`."""
    # `httpx2.alias_httpx()` makes the two modules one: a class that is hooked is not hooked again.
    return [
        *hook_into(getattr(module, "HTTPTransport", None), "handle_request", partial(_sync, module)),
        *hook_into(getattr(module, "AsyncHTTPTransport", None), "handle_async_request", partial(_async, module)),
    ]


def _sync(module: ModuleType, original: Any) -> Any:
    streams = _streams(module)

    def handle_request(self: Any, request: Any) -> Any:
        session = session_of(request.url)
        if session is None:
            return original(self, request)
        match decide(session, _translated(request, request.read())):
            case Play(playback):
                return streams.answer(playback)
            case Fail(error):
                raise connect_error(module, error)
            case Pass():
                with decided():
                    return original(self, request)
            case Forward(capture):
                started = time.monotonic()
                try:
                    with decided():
                        response = original(self, request)
                except BaseException as error:
                    _note(capture, error)
                    raise
                _head(capture, response)
                response.stream = streams.tee(response.stream, capture, started)
                return response

    return handle_request


def _async(module: ModuleType, original: Any) -> Any:
    streams = _streams(module)

    async def handle_async_request(self: Any, request: Any) -> Any:
        session = session_of(request.url)
        if session is None:
            return await original(self, request)
        match decide(session, _translated(request, await request.aread())):
            case Play(playback):
                return streams.answer_async(playback)
            case Fail(error):
                raise connect_error(module, error)
            case Pass():
                with decided():
                    return await original(self, request)
            case Forward(capture):
                started = time.monotonic()
                try:
                    with decided():
                        response = await original(self, request)
                except BaseException as error:
                    _note(capture, error)
                    raise
                _head(capture, response)
                response.stream = streams.tee_async(response.stream, capture, started)
                return response

    return handle_async_request


def _translated(request: Any, body: bytes) -> Request:
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    return Request(request.method, str(request.url), headers, body)


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


class _Streams:
    """Streams of one library's own classes, so that its clients accept them."""

    def __init__(self, answer: Any, answer_async: Any, tee: Any, tee_async: Any) -> None:
        self.answer, self.answer_async, self.tee, self.tee_async = answer, answer_async, tee, tee_async


def _streams(module: ModuleType) -> _Streams:
    class Recorded(module.SyncByteStream):  # type: ignore[misc, name-defined]  # of httpx or httpx2
        """The chunks of a playback."""

        def __init__(self, playback: Playback) -> None:
            self._playback = playback

        def __iter__(self) -> Iterator[bytes]:
            yield from self._playback.chunks
            raise_ending(self._playback, module)

    class RecordedAsync(module.AsyncByteStream):  # type: ignore[misc, name-defined]  # of httpx or httpx2
        """The same, async."""

        def __init__(self, playback: Playback) -> None:
            self._playback = playback

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self._playback.chunks:
                yield chunk
            raise_ending(self._playback, module)

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

    def response(playback: Playback, stream: Any) -> Any:
        if playback.status is None:
            raise_ending(playback, module)
        return module.Response(
            status_code=playback.status,
            headers=playback.raw_headers,
            stream=stream,
            extensions={"http_version": b"HTTP/1.1"},
        )

    return _Streams(
        lambda playback: response(playback, Recorded(playback)),
        lambda playback: response(playback, RecordedAsync(playback)),
        Tee,
        TeeAsync,
    )


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
