"""A playback as a response of urllib3: the library reads recorded bytes from where it would read a socket."""

from __future__ import annotations

import http.client
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from typing import Any

from understudy.engine import Playback
from understudy.interceptors.urllib3_failures import TOO_SHORT, Failures
from understudy.interceptors.waiting import Due, PatienceEnded
from understudy.model import Complete, Failed, FailureKind


def answer(
    responses: Any, failures: Failures, playback: Playback, pool: Any, method: str, url: str, options: dict[str, Any]
) -> Any:
    """The response to a request, made as the library makes one of a connection. `options` are its own."""
    is_length_compared = options.get("enforce_content_length", True)
    end: Callable[[], None] = partial(failures.raise_ending, playback, pool, url)
    if not is_length_compared and _is_too_short(playback):
        playback, end = replace(playback, ended=Complete()), lambda: None
    wire: Any = _Wire(_arriving(playback, failures, pool, method, url, options), end)
    received = http.client.HTTPResponse(wire, method=method)
    received.begin()
    response = responses.HTTPResponse(
        body=received,
        headers=responses.HTTPHeaderDict(received.msg.items()),
        status=received.status,
        version=received.version,
        reason=received.reason,
        preload_content=options.get("preload_content", True),
        decode_content=options.get("decode_content", True),
        original_response=received,
        enforce_content_length=is_length_compared,
        request_method=method,
        request_url=url,
    )
    response.version_string = "HTTP/1.1"
    response.retries = options.get("retries")
    # There is no socket that another thread could shut down.
    response._sock_shutdown = lambda how: None
    response._connection, response._pool = options.get("response_conn"), pool
    return response


def wait_for_end(playback: Playback, failures: Failures, pool: Any, url: str, options: dict[str, Any]) -> None:
    """Wait until an answer that never comes has failed to come."""
    if playback.due_ms is not None:
        for _ in _on_time(
            iter(()), Due(playback, _patience(pool, options)), partial(failures.patience_error, pool, url)
        ):
            pass


def _is_too_short(playback: Playback) -> bool:
    """Whether all that is wrong is that more was announced than came."""
    if not isinstance(playback.ended, Failed):
        return False
    told = next((value for name, value in playback.headers if name.lower() == "content-length"), "")
    is_less = playback.ended.kind is FailureKind.PROTOCOL and told.isdigit() and int(told) > playback.size
    return is_less or playback.ended.message == TOO_SHORT


class _Wire:
    """Stands where `http.client` expects a socket."""

    def __init__(self, pieces: Iterator[bytes], end: Callable[[], None]) -> None:
        self._pieces, self._end = pieces, end

    def makefile(self, mode: str) -> io.BufferedReader:
        """What arrives."""
        return io.BufferedReader(_Arriving(self._pieces, self._end))


class _Arriving(io.RawIOBase):
    """Pieces of an answer, one for each read, and then its end."""

    def __init__(self, pieces: Iterator[bytes], end: Callable[[], None]) -> None:
        self._pieces, self._end = pieces, end
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        if not self._rest:
            self._end()
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _arriving(
    playback: Playback, failures: Failures, pool: Any, method: str, url: str, options: dict[str, Any]
) -> Iterator[bytes]:
    pieces = _pieces(playback, method)
    if playback.due_ms is None:
        return pieces
    return _on_time(pieces, Due(playback, _patience(pool, options)), partial(failures.patience_error, pool, url))


def _patience(pool: Any, options: dict[str, Any]) -> float | None:
    """For how long a client with these options waits for something to read."""
    timeout = pool._get_timeout(options["timeout"]) if "timeout" in options else pool.timeout.clone()
    timeout.start_connect()
    seconds: float | None = timeout.read_timeout
    return seconds


def _on_time(pieces: Iterator[bytes], due: Due, error_of: Callable[[PatienceEnded], Exception]) -> Iterator[bytes]:
    """The head, the chunks and what ends them, each when it is due."""
    for at_ms in chain((due.head_ms,), due.chunks_ms, repeat(due.end_ms)):
        try:
            due.wait(at_ms)
        except PatienceEnded as error:
            raise error_of(error) from None
        piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _pieces(playback: Playback, method: str) -> Iterator[bytes]:
    status = playback.status
    headers = [f"{name}: {value}" for name, value in playback.headers if name.lower() != "content-length"]
    length = next((value for name, value in playback.headers if name.lower() == "content-length"), None)
    has_body = method != "HEAD" and status not in (204, 304)
    # A body that broke has no length to go by; a stream is cut into chunks as it was.
    is_chunked = has_body and (length is None or playback.ended != Complete())
    if is_chunked:
        headers.append("transfer-encoding: chunked")
    elif length is not None:
        headers.append(f"content-length: {length}")
    reason = http.client.responses.get(status or 0, "")
    yield "".join(f"{line}\r\n" for line in [f"HTTP/1.1 {status} {reason}", *headers, ""]).encode("latin-1", "replace")
    if has_body:
        for chunk in playback.chunks:
            yield b"%x\r\n%b\r\n" % (len(chunk), chunk) if is_chunked else chunk
    if is_chunked and playback.ended == Complete():
        yield b"0\r\n\r\n"
