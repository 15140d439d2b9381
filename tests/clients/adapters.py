"""HTTP clients behind one small surface, so that one suite of promises runs for each of them.

A client is driven from synchronous code, an async one too: the tests then say nothing twice.
"""

from __future__ import annotations

import asyncio
import contextvars
import importlib
import io
import ssl
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Headers = Sequence[tuple[str, str]]

USUAL = {"timeout": 5, "trust_env": False, "verify": ssl.create_default_context()}
"""Settings of a client whose test has no wishes. One TLS context for all: making one takes most of a client's time."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer, read to its end."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""

    body: bytes
    """Without content coding."""


class Stream(Protocol):
    """An answer under way: iterating gives the chunks as they arrive, without content coding undone."""

    status: int
    headers: dict[str, str]

    def __iter__(self) -> Iterator[bytes]: ...

    def __next__(self) -> bytes: ...

    def close(self) -> None:
        """Stop reading."""
        ...


class Client(Protocol):
    """What the suites ask of a client. `name` is that of a row in `CLIENTS`."""

    name: str

    errors: tuple[type[Exception], ...]
    """What it raises where the network fails."""

    def fetch(self, method: str, url: str, *, headers: Headers = (), content: bytes = b"") -> Whole: ...

    def open(self, method: str, url: str, *, headers: Headers = (), content: bytes = b"") -> Stream: ...

    def close(self) -> None: ...


class HttpxStream:
    """A streamed response of a sync client of the httpx family."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._chunks = response.iter_raw()
        self.status: int = response.status_code
        self.headers = dict(response.headers.items())

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        self._response.close()


class HttpxSync:
    """`httpx.Client`, `httpx2.Client`."""

    def __init__(self, module: str, **settings: Any) -> None:
        self.name = f"{module}-sync"
        self.module = importlib.import_module(module)
        self.errors = (self.module.TransportError,)
        self.client = self.module.Client(**{**USUAL, **settings})

    def fetch(self, method: str, url: str, *, headers: Headers = (), content: Any = b"", **more: Any) -> Whole:
        response = self.client.request(method, url, headers=headers, content=content or None, **more)
        return Whole(response.status_code, dict(response.headers.items()), response.content)

    def check(self, url: str) -> None:
        """GET, and an error of the client's own where the status is one."""
        self.client.get(url).raise_for_status()

    def listen(self, seen: list[str]) -> None:
        """Note what the client's own hooks are told."""

        def note(message: Any) -> None:
            seen.append(type(message).__name__)

        self.client.event_hooks = {"request": [note], "response": [note]}

    def upload(self, url: str, content: bytes) -> bytes:
        """Send a file and a field as a form, whose boundary is new each time."""
        files = {"file": ("a.jsonl", content, "application/jsonl")}
        return self.client.post(url, files=files, data={"purpose": "batch"}).content

    def open(self, method: str, url: str, *, headers: Headers = (), content: Any = b"") -> HttpxStream:
        request = self.client.build_request(method, url, headers=headers, content=content or None)
        return HttpxStream(self.client.send(request, stream=True))

    def close(self) -> None:
        self.client.close()


class HttpxAsyncStream:
    """A streamed response of an async client of the httpx family, driven step by step."""

    def __init__(self, owner: HttpxAsync, response: Any) -> None:
        self._owner, self._response = owner, response
        self._chunks = response.aiter_raw()
        self.status: int = response.status_code
        self.headers = dict(response.headers.items())

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return self._owner.run(anext(self._chunks))
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        self._owner.run(self._response.aclose())


class HttpxAsync:
    """`httpx.AsyncClient`, `httpx2.AsyncClient`."""

    def __init__(self, module: str, **settings: Any) -> None:
        self.name = f"{module}-async"
        self.module = importlib.import_module(module)
        self.errors = (self.module.TransportError,)
        self._runner = asyncio.Runner()
        self.client = self.module.AsyncClient(**{**USUAL, **settings})

    def run(self, coroutine: Any) -> Any:
        """Run in this client's loop, as part of the caller's context: the sessions of the test count."""

        async def awaited() -> Any:
            return await coroutine

        return self._runner.run(awaited(), context=contextvars.copy_context())

    def fetch(self, method: str, url: str, *, headers: Headers = (), content: Any = b"", **more: Any) -> Whole:
        given = _async_content(content)
        response = self.run(self.client.request(method, url, headers=headers, content=given, **more))
        return Whole(response.status_code, dict(response.headers.items()), response.content)

    def check(self, url: str) -> None:
        self.run(self.client.get(url)).raise_for_status()

    def listen(self, seen: list[str]) -> None:
        async def note(message: Any) -> None:
            seen.append(type(message).__name__)

        self.client.event_hooks = {"request": [note], "response": [note]}

    def upload(self, url: str, content: bytes) -> bytes:
        files = {"file": ("a.jsonl", content, "application/jsonl")}
        response = self.run(self.client.post(url, files=files, data={"purpose": "batch"}))
        return response.content

    def open(self, method: str, url: str, *, headers: Headers = (), content: Any = b"") -> HttpxAsyncStream:
        given = _async_content(content)
        request = self.client.build_request(method, url, headers=headers, content=given)
        return HttpxAsyncStream(self, self.run(self.client.send(request, stream=True)))

    def close(self) -> None:
        self.run(self.client.aclose())
        self._runner.close()


def _async_content(content: Any) -> Any:
    if isinstance(content, (bytes, str)) or content is None:
        return content or None

    async def pieces(given: Iterable[bytes]) -> Any:
        for piece in given:
            yield piece

    return pieces(content)


class AiohttpStream:
    """A response of aiohttp, driven step by step."""

    def __init__(self, owner: Aiohttp, response: Any) -> None:
        self._owner, self.response = owner, response
        owner.opened.append(response)
        self._chunks = response.content.iter_any()
        self.status: int = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return self._owner.run(anext(self._chunks))
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        async def closed() -> None:
            self.response.close()

        self._owner.run(closed())


class Aiohttp:
    """`aiohttp.ClientSession`. `timeout` is its patience with a connection and between two reads."""

    name = "aiohttp-async"

    def __init__(self, *, timeout: float = 5, **settings: Any) -> None:
        self.module = importlib.import_module("aiohttp")
        self.errors = (self.module.ClientError,)
        self._runner = asyncio.Runner()
        self.opened: list[Any] = []
        patience = self.module.ClientTimeout(total=None, sock_connect=timeout, sock_read=timeout)

        async def made() -> Any:
            return self.module.ClientSession(timeout=patience, **settings)

        self.session = self.run(made())

    def run(self, coroutine: Any) -> Any:
        """Run in this client's loop, as part of the caller's context: the sessions of the test count."""

        async def awaited() -> Any:
            return await coroutine

        return self._runner.run(awaited(), context=contextvars.copy_context())

    def fetch(self, method: str, url: str, *, headers: Headers = (), content: Any = b"", **more: Any) -> Whole:
        async def fetched() -> Whole:
            given = _async_content(content)
            async with self.session.request(method, url, headers=headers, data=given, **more) as response:
                named = {name.lower(): value for name, value in response.headers.items()}
                return Whole(response.status, named, await response.read())

        return self.run(fetched())

    def check(self, url: str) -> None:
        self.fetch("GET", url, raise_for_status=True)

    def listen(self, seen: list[str]) -> None:
        async def note(session: Any, context: Any, message: Any) -> None:
            seen.append(type(message).__name__)

        trace = self.module.TraceConfig()
        for signal in (trace.on_request_start, trace.on_response_chunk_received, trace.on_request_end):
            signal.append(note)
        trace.freeze()
        self.session.trace_configs.append(trace)

    def upload(self, url: str, content: bytes) -> bytes:
        form = self.module.FormData({"purpose": "batch"})
        form.add_field("file", content, filename="a.jsonl", content_type="application/jsonl")

        async def uploaded() -> bytes:
            async with self.session.post(url, data=form) as response:
                return await response.read()

        return self.run(uploaded())

    def open(self, method: str, url: str, *, headers: Headers = (), content: Any = b"") -> AiohttpStream:
        given = _async_content(content)
        sent = self.session.request(method, url, headers=headers, data=given, auto_decompress=False)
        return AiohttpStream(self, self.run(sent))

    def close(self) -> None:
        async def closed() -> None:
            for response in self.opened:
                response.close()
            await self.session.close()

        self.run(closed())
        self._runner.close()


def gathered(client: HttpxAsync, *coroutines: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results of coroutines that run at the same time; errors among them."""

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*coroutines, return_exceptions=True)

    return client.run(all_of_them())


class Urllib3Stream:
    """A response of urllib3 that is not preloaded; also what lies within one of requests."""

    def __init__(self, response: Any, close: Any) -> None:
        self._chunks = response.stream(1 << 16, decode_content=False)
        self._response, self._close = response, close
        self.status: int = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        self._close()


class Urllib3:
    """`urllib3.PoolManager`."""

    def __init__(self, **settings: Any) -> None:
        self.name = "urllib3-sync"
        self.module = importlib.import_module("urllib3")
        self.errors = (self.module.exceptions.HTTPError,)
        usual = {"timeout": 5, "retries": False, "ssl_context": USUAL["verify"]}
        self.client = self.module.PoolManager(**{**usual, **settings})

    def _request(self, method: str, url: str, headers: Headers, content: Any, **more: Any) -> Any:
        given = self.module.HTTPHeaderDict(headers)
        return self.client.request(method, url, headers=given, body=content or None, **more)

    def fetch(self, method: str, url: str, *, headers: Headers = (), content: Any = b"", **more: Any) -> Whole:
        response = self._request(method, url, headers, content, **more)
        return Whole(response.status, {name.lower(): value for name, value in response.headers.items()}, response.data)

    def upload(self, url: str, content: bytes) -> bytes:
        fields = {"purpose": "batch", "file": ("a.jsonl", content, "application/jsonl")}
        return self.client.request("POST", url, fields=fields).data

    def open(self, method: str, url: str, *, headers: Headers = (), content: Any = b"") -> Urllib3Stream:
        response = self._request(method, url, headers, content, preload_content=False)
        return Urllib3Stream(response, response.close)

    def close(self) -> None:
        self.client.clear()


class Requests:
    """`requests.Session`."""

    def __init__(self, timeout: float = 5, **settings: Any) -> None:
        self.name = "requests-sync"
        self.module = importlib.import_module("requests")
        # What `response.raw` raises is urllib3's.
        self.errors = (self.module.RequestException, importlib.import_module("urllib3").exceptions.HTTPError)
        self.client = self.module.Session()
        self.client.trust_env = False
        self._more = {"timeout": timeout, **settings}

    def fetch(self, method: str, url: str, *, headers: Headers = (), content: Any = b"", **more: Any) -> Whole:
        response = self.client.request(
            method, url, headers=dict(headers), data=content or None, **{**self._more, **more}
        )
        headers_ = {name.lower(): value for name, value in response.headers.items()}
        return Whole(response.status_code, headers_, response.content)

    def check(self, url: str) -> None:
        self.client.get(url, **self._more).raise_for_status()

    def listen(self, seen: list[str]) -> None:
        self.client.hooks["response"].append(lambda response, **_: seen.append(type(response).__name__))

    def upload(self, url: str, content: bytes) -> bytes:
        files = {"file": ("a.jsonl", content, "application/jsonl")}
        response = self.client.post(url, files=files, data={"purpose": "batch"}, **self._more)
        return response.content

    def open(self, method: str, url: str, *, headers: Headers = (), content: Any = b"") -> Urllib3Stream:
        response = self.client.request(
            method, url, headers=dict(headers), data=content or None, stream=True, **self._more
        )
        return Urllib3Stream(response.raw, response.close)

    def close(self) -> None:
        self.client.close()


class Botocore:
    """`botocore.httpsession.URLLib3Session`: what clients of boto3 send with."""

    def __init__(self, timeout: float = 5, **settings: Any) -> None:
        self.name = "botocore-sync"
        self._awsrequest = importlib.import_module("botocore.awsrequest")
        # What a streamed body raises is urllib3's.
        self.errors = (
            importlib.import_module("botocore.exceptions").BotoCoreError,
            importlib.import_module("urllib3").exceptions.HTTPError,
        )
        self.client = importlib.import_module("botocore.httpsession").URLLib3Session(timeout=timeout, **settings)

    def _send(self, method: str, url: str, headers: Headers, content: Any, *, is_streamed: bool) -> Any:
        # It sends nothing chunked: what comes in pieces is a file here.
        body = content if isinstance(content, bytes) else io.BytesIO(b"".join(content))
        request = self._awsrequest.AWSRequest(method, url, dict(headers), body, stream_output=is_streamed)
        return self.client.send(request.prepare())

    def fetch(self, method: str, url: str, *, headers: Headers = (), content: Any = b"") -> Whole:
        response = self._send(method, url, headers, content, is_streamed=False)
        headers_ = {name.lower(): value for name, value in response.headers.items()}
        return Whole(response.status_code, headers_, response.content)

    def open(self, method: str, url: str, *, headers: Headers = (), content: Any = b"") -> Urllib3Stream:
        response = self._send(method, url, headers, content, is_streamed=True)
        return Urllib3Stream(response.raw, response.raw.close)

    def close(self) -> None:
        self.client.close()


HTTPX_FAMILY = {
    "httpx-sync": lambda **settings: HttpxSync("httpx", **settings),
    "httpx-async": lambda **settings: HttpxAsync("httpx", **settings),
    "httpx2-sync": lambda **settings: HttpxSync("httpx2", **settings),
    "httpx2-async": lambda **settings: HttpxAsync("httpx2", **settings),
}

URLLIB3_FAMILY = {"urllib3-sync": Urllib3, "requests-sync": Requests}

CLIENTS = {**HTTPX_FAMILY, **URLLIB3_FAMILY, "botocore-sync": Botocore, "aiohttp-async": Aiohttp}
"""Every client that the contract suite runs for. `settings` are those of the client's constructor."""

FOLLOWING = {
    **{name: {"follow_redirects": True} for name in HTTPX_FAMILY},
    "urllib3-sync": {"retries": 3},
    "requests-sync": {},
    "aiohttp-async": {},
}
"""The settings of a client that follows redirects; botocore's does not."""

WITH_COOKIES = (*HTTPX_FAMILY, "requests-sync", "aiohttp-async")
"""Those that keep cookies."""
