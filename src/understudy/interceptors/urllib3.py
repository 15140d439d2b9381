"""Hooks `urllib3` 2.x where one request leaves a connection pool: below retries and redirects, and so below
`requests` and `botocore`, which send through its pools.

The way to a target behind a proxy would be opened before the request is known: it is put off until it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from inspect import signature
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from understudy.engine import FAULT_HEADER, Capture, Forward, Play, decided
from understudy.errors import Refused
from understudy.interceptors.deciding import Fail, Pass, decide
from understudy.interceptors.guard import session_of
from understudy.interceptors.hooking import MARK, hook_into
from understudy.interceptors.urllib3_failures import Failures, note
from understudy.interceptors.urllib3_playing import answer, wait_for_end
from understudy.interceptors.urllib3_teeing import Tee, tee
from understudy.model import Request

TEE = "_understudy_tee"
PUT_OFF = "_understudy_tunnel_is_put_off"


def hook(module: ModuleType) -> Sequence[Callable[[], None]]:
    """Hook the pools and the responses of an imported `urllib3.connectionpool`."""
    pool = module.HTTPConnectionPool
    if not hasattr(pool, "_make_request") or not _is_known(pool._make_request):
        return hook_into(pool, "urlopen", _refuse)
    package = module.__name__.rpartition(".")[0]
    bodies, responses = import_module(f"{package}.util.request"), import_module(f"{package}.response")
    failures = Failures(import_module(f"{package}.exceptions"))
    return [
        *hook_into(pool, "_make_request", partial(_make_request, bodies, responses, failures)),
        *hook_into(module.HTTPSConnectionPool, "_prepare_proxy", _prepare_proxy),
        *hook_into(responses.HTTPResponse, "_error_catcher", _error_catcher),
    ]


def _is_known(make_request: Any) -> bool:
    return "response_conn" in signature(getattr(make_request, MARK, make_request)).parameters


def _make_request(bodies: Any, responses: Any, failures: Failures, original: Any) -> Any:
    def _make_request(
        self: Any, conn: Any, method: str, url: str, body: Any = None, headers: Any = None, **options: Any
    ) -> Any:
        send = partial(original, self, conn, method)
        open_tunnel = partial(_open_tunnel, self, conn) if conn.__dict__.pop(PUT_OFF, False) else None
        session = session_of(partial(_absolute, self, url))
        if session is None:
            if open_tunnel:
                open_tunnel()
            return send(url, body=body, headers=headers, **options)
        content, body = _read(bodies, body, method, conn)
        asked = Request(method, _absolute(self, url), _translated(headers), content)
        headers = _without_ours(headers)
        match decide(session, asked):
            case Play(playback):
                if playback.status is None:
                    wait_for_end(playback, failures, self, url, options)
                    failures.raise_unanswered(playback, self, conn, url)
                return answer(responses, failures, playback, self, method, url, options)
            case Fail(error):
                raise failures.connect_error(conn, error)
            case Pass():
                with decided():
                    if open_tunnel:
                        open_tunnel()
                    return send(url, body=body, headers=headers, **options)
            case Forward(capture, instead):
                if instead is not None:
                    url, body, headers = _sent(url, headers, instead)
                with decided():
                    if open_tunnel:
                        _try(open_tunnel, capture)
                    return _forward(partial(send, url, body=body, headers=headers), self, options, capture)

    return _make_request


def _refuse(original: Any) -> Any:
    def urlopen(self: Any, *arguments: Any, **options: Any) -> Any:
        if session_of(partial(_absolute, self, "/")) is None:
            return original(self, *arguments, **options)
        # Never silently live.
        raise Refused(
            f"request to {self.host} refused: this version of urllib3 can be neither recorded nor replayed\n"
            f"\n  Upgrade with: pip install -U 'urllib3>=2' understudy"
        )

    return urlopen


def _forward(send: Any, pool: Any, options: dict[str, Any], capture: Capture) -> Any:
    """Send, and have all that comes back pass the capture, before any of it is read."""
    started = time.monotonic()
    try:
        response = send(**{**options, "preload_content": False, "response_conn": None})
    except BaseException as error:
        note(capture, error, is_by_proxy=pool.proxy is not None)
        raise
    capture.head(response.status, tuple(response.headers.iteritems()))
    if getattr(response, "_original_response", None) is None:
        # HTTP/2, a preview in urllib3 2: an answer is whole when it is there.
        capture.chunk(response.data, round((time.monotonic() - started) * 1000))
        capture.complete()
        return response
    setattr(response, TEE, tee(response, capture, started))
    if options.get("preload_content", True):
        # As in the library: a body that is read at once is read before the response knows its pool.
        response._pool = None
        response._body = response.read(decode_content=options.get("decode_content", True))
    response._connection, response._pool = options.get("response_conn"), pool
    return response


def _sent(target: str, headers: Any, instead: Request) -> tuple[str, bytes, dict[Any, Any]]:
    """Target, body and headers of what goes in a request's place; its length is that of its body."""
    if target.startswith("/"):
        parts = urlsplit(instead.url)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    else:
        target = instead.url
    framing = ("content-length", "transfer-encoding")
    kept = {name: value for name, value in (headers or {}).items() if _text(name).lower() not in framing}
    return target, instead.body, kept


def _prepare_proxy(original: Any) -> Any:
    def _prepare_proxy(self: Any, conn: Any) -> None:
        if session_of(partial(_absolute, self, "/")) is None:
            original(self, conn)
        else:
            setattr(conn, PUT_OFF, True)

    return _prepare_proxy


def _open_tunnel(pool: Any, conn: Any) -> None:
    with decided():
        try:
            pool._prepare_proxy(conn)
        except OSError as error:
            # As `urlopen` does around this call.
            pool._raise_timeout(err=error, url=pool.proxy.url, timeout_value=conn.timeout)
            raise


def _try(open_tunnel: Callable[[], None], capture: Capture) -> None:
    try:
        open_tunnel()
    except BaseException:
        # The API was never asked.
        capture.discard()
        raise


def _error_catcher(original: Any) -> Any:
    @contextmanager
    def _error_catcher(self: Any) -> Iterator[None]:
        passing: Tee | None = self.__dict__.get(TEE)
        if passing is None:
            with original(self):
                yield
        else:
            with passing.read_by_library(), original(self):
                yield

    return _error_catcher


def _read(bodies: Any, body: Any, method: str, conn: Any) -> tuple[bytes, Any]:
    """The whole body, and what to send in its place: what can be read once has been read."""
    chunks, length = bodies.body_to_chunks(body, method=method, blocksize=conn.blocksize)
    if chunks is None:
        return b"", body
    pieces = [piece.encode() if isinstance(piece, str) else bytes(piece) for piece in chunks]
    return b"".join(pieces), body if length is not None else iter(pieces)


def _absolute(pool: Any, target: str) -> str:
    if not target.startswith("/"):
        # To a proxy that forwards, the target is the address.
        return target
    host = f"[{pool.host}]" if ":" in pool.host else pool.host
    is_usual = pool.port in (None, {"http": 80, "https": 443}.get(pool.scheme))
    return f"{pool.scheme}://{host}{'' if is_usual else f':{pool.port}'}{target}"


def _without_ours(headers: Any) -> Any:
    """What asks for a fault goes no further."""
    if not headers or all(_text(name).lower() != FAULT_HEADER for name in headers):
        return headers
    left = headers.copy()
    for name in [name for name in headers if _text(name).lower() == FAULT_HEADER]:
        del left[name]
    return left


def _translated(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple((_text(name), _text(value)) for name, value in (headers or {}).items())


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
