"""Playbacks as responses of the httpx family: streams of the library's own classes, so that its clients accept them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from understudy.engine import Playback
from understudy.interceptors.failures import patience_error, raise_ending
from understudy.interceptors.waiting import Due, PatienceEnded


class Players:
    """Make responses to a request from a playback."""

    def __init__(self, module: Any) -> None:
        """`module`: `httpx._transports.default` or `httpx2._transports.default`."""
        self._module = module
        self._at_once, self._at_once_async = _streams(module)
        self._on_time, self._on_time_async = _timed_streams(module)

    def answer(self, playback: Playback, request: Any) -> Any:
        """The response."""
        if playback.due_ms is None:
            return self._response(playback, self._at_once)
        due = Due(playback, _patience(request))
        try:
            due.wait(due.head_ms)
        except PatienceEnded as error:
            raise patience_error(self._module, error) from None
        return self._response(playback, lambda playback: self._on_time(playback, due))

    async def answer_async(self, playback: Playback, request: Any) -> Any:
        """The response, for an async client."""
        if playback.due_ms is None:
            return self._response(playback, self._at_once_async)
        due = Due(playback, _patience(request))
        try:
            await due.wait_async(due.head_ms)
        except PatienceEnded as error:
            raise patience_error(self._module, error) from None
        return self._response(playback, lambda playback: self._on_time_async(playback, due))

    def _response(self, playback: Playback, stream: Callable[[Playback], Any]) -> Any:
        if playback.status is None:
            raise_ending(playback, self._module)
        return self._module.Response(
            status_code=playback.status,
            headers=playback.raw_headers,
            stream=stream(playback),
            extensions={"http_version": b"HTTP/1.1"},
        )


def _patience(request: Any) -> float | None:
    seconds: float | None = request.extensions.get("timeout", {}).get("read")
    return seconds


def _streams(module: Any) -> tuple[Any, Any]:
    class Recorded(module.SyncByteStream):  # type: ignore[misc]  # of httpx or httpx2
        """The chunks of a playback."""

        def __init__(self, playback: Playback) -> None:
            self._playback = playback

        def __iter__(self) -> Iterator[bytes]:
            yield from self._playback.chunks
            raise_ending(self._playback, module)

    class RecordedAsync(module.AsyncByteStream):  # type: ignore[misc]  # of httpx or httpx2
        """The same, async."""

        def __init__(self, playback: Playback) -> None:
            self._playback = playback

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self._playback.chunks:
                yield chunk
            raise_ending(self._playback, module)

    return Recorded, RecordedAsync


def _timed_streams(module: Any) -> tuple[Any, Any]:
    class Timed(module.SyncByteStream):  # type: ignore[misc]  # of httpx or httpx2
        """The chunks of a playback, each when it is due."""

        def __init__(self, playback: Playback, due: Due) -> None:
            self._playback, self._due = playback, due

        def __iter__(self) -> Iterator[bytes]:
            try:
                for chunk, at_ms in zip(self._playback.chunks, self._due.chunks_ms, strict=True):
                    self._due.wait(at_ms)
                    yield chunk
                self._due.wait(self._due.end_ms)
            except PatienceEnded as error:
                raise patience_error(module, error) from None
            raise_ending(self._playback, module)

    class TimedAsync(module.AsyncByteStream):  # type: ignore[misc]  # of httpx or httpx2
        """The same, async."""

        def __init__(self, playback: Playback, due: Due) -> None:
            self._playback, self._due = playback, due

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                for chunk, at_ms in zip(self._playback.chunks, self._due.chunks_ms, strict=True):
                    await self._due.wait_async(at_ms)
                    yield chunk
                await self._due.wait_async(self._due.end_ms)
            except PatienceEnded as error:
                raise patience_error(module, error) from None
            raise_ending(self._playback, module)

    return Timed, TimedAsync
