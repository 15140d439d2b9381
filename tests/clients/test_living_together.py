"""Others that patch the same clients: whoever comes first and whoever leaves first, neither unhooks the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import httpcore
import httpx
import httpx_aiohttp
import pytest
import requests
import responses
import respx
import urllib3
import vcr
from opentelemetry.instrumentation.aiohttp_client import AioHttpClientInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.instrumentation.urllib3 import URLLib3Instrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import understudy
from tests.clients.twice import recorded, replayed
from understudy.interceptors.hooking import MARK
from understudy.testing import Answer, Upstream

PLACES = [
    (httpx.Client, "_transport_for_url"),
    (httpx.HTTPTransport, "handle_request"),
    (httpx.AsyncHTTPTransport, "handle_async_request"),
    (httpcore.ConnectionPool, "handle_request"),
    (httpcore.AsyncConnectionPool, "handle_async_request"),
    (requests.Session, "send"),
    (requests.adapters.HTTPAdapter, "send"),
    (urllib3.HTTPConnectionPool, "urlopen"),
    (urllib3.HTTPConnectionPool, "_make_request"),
    (urllib3.HTTPConnectionPool, "ConnectionCls"),
    (urllib3.response.HTTPResponse, "_error_catcher"),
    (aiohttp.ClientSession, "__init__"),
    (aiohttp.ClientSession, "_request"),
    (aiohttp.TCPConnector, "connect"),
]


def by_httpx(url: str) -> bytes:
    return httpx.get(url, trust_env=False).content


def by_async_httpx(url: str) -> bytes:
    async def ask() -> bytes:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(url)).content

    return asyncio.run(ask())


def by_requests(url: str) -> bytes:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, timeout=5).content


def by_urllib3(url: str) -> bytes:
    with urllib3.PoolManager(timeout=5, retries=False) as pool:
        return pool.request("GET", url).data


def by_aiohttp(url: str) -> bytes:
    async def ask() -> bytes:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return await response.read()

    return asyncio.run(ask())


@dataclass
class Other:
    """Another tool that patches clients."""

    on: Callable[[], None]
    off: Callable[[], None]
    seen: Callable[[], int]
    """How many requests it has seen."""

    ended: list[Callable[[], None]] = field(default_factory=list)


def opentelemetry(instrumentor: Any, folder: Path) -> Other:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Other(
        lambda: instrumentor.instrument(tracer_provider=provider),
        instrumentor.uninstrument,
        lambda: len(exporter.get_finished_spans()),
        [provider.shutdown],
    )


def mock_of_respx(using: str, folder: Path) -> Other:
    router, seen = respx.MockRouter(assert_all_called=False, using=using), list[Any]()

    def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"x")

    router.route().mock(side_effect=answered)
    return Other(router.start, router.stop, lambda: len(seen))


def mock_of_responses(_: None, folder: Path) -> Other:
    mock = responses.RequestsMock(assert_all_requests_are_fired=False)
    seen: list[Any] = []
    # It tells of no request that it passes through, but asks about each.
    mock.add_passthru("http://127.0.0.1")
    on_request = mock._on_request

    def noting(*arguments: Any, **named: Any) -> Any:
        seen.append(arguments)
        return on_request(*arguments, **named)

    mock._on_request = noting
    return Other(mock.start, mock.stop, lambda: len(seen))


def cassette_of_vcrpy(_: None, folder: Path) -> Other:
    stack = ExitStack()
    cassettes: list[Any] = []
    made = vcr.VCR(record_mode="all").use_cassette(str(folder / "cassette.yaml"))
    return Other(
        lambda: cassettes.append(stack.enter_context(made)), stack.close, lambda: len(cassettes[-1]) if cassettes else 0
    )


CASES: dict[str, tuple[Callable[[str], bytes], Callable[[Any, Path], Other], Any]] = {
    "httpx, OpenTelemetry": (by_httpx, opentelemetry, HTTPXClientInstrumentor()),
    "async httpx, OpenTelemetry": (by_async_httpx, opentelemetry, HTTPXClientInstrumentor()),
    "requests, OpenTelemetry": (by_requests, opentelemetry, RequestsInstrumentor()),
    "urllib3, OpenTelemetry": (by_urllib3, opentelemetry, URLLib3Instrumentor()),
    "aiohttp, OpenTelemetry": (by_aiohttp, opentelemetry, AioHttpClientInstrumentor()),
    "httpx, respx": (by_httpx, mock_of_respx, "httpcore"),
    "async httpx, respx": (by_async_httpx, mock_of_respx, "httpcore"),
    "requests, responses": (by_requests, mock_of_responses, None),
    "httpx, vcrpy": (by_httpx, cassette_of_vcrpy, None),
    "async httpx, vcrpy": (by_async_httpx, cassette_of_vcrpy, None),
    "requests, vcrpy": (by_requests, cassette_of_vcrpy, None),
    "urllib3, vcrpy": (by_urllib3, cassette_of_vcrpy, None),
    "aiohttp, vcrpy": (by_aiohttp, cassette_of_vcrpy, None),
}
ORDERS = ["they we us them", "they we them us", "we they us them", "we they them us"]
"""Who comes and who goes; `us` and `them` are the ends."""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream(lambda received: Answer.of(200, {"content-type": "text/plain"}, [b"x"], framing="length")) as running:
        yield running


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", CASES)
def test_both_see_each_request_while_they_are_there(upstream: Upstream, tmp_path: Path, name: str, order: str) -> None:
    """
    And when both have gone, every class is what it was.
    """
    ask, make, what = CASES[name]
    other = make(what, tmp_path)
    before = [getattr(*place) for place in PLACES]
    session: understudy.Session | None = None
    with_us = with_them = 0
    is_there: set[str] = set()
    ours = understudy.use(tmp_path / "store", mode="record")

    for step in order.split():
        if step == "we":
            session = ours.__enter__()
        elif step == "us":
            ours.__exit__(None, None, None)
        elif step == "they":
            other.on()
        else:
            other.off()
        is_there = {*is_there, step} - {{"us": "we", "them": "they"}.get(step, ""), "us", "them"}
        if is_there:
            assert ask(f"{upstream.url}/v1/models") == b"x"
        with_us += "we" in is_there
        with_them += "they" in is_there
    for end in other.ended:
        end()

    assert session is not None
    assert (session.journal.sent, len(session.journal.kept)) == (with_us, with_us)
    assert other.seen() == with_them
    assert [getattr(*place) for place in PLACES] == before
    assert not any(hasattr(getattr(*place), MARK) for place in PLACES)


@pytest.mark.parametrize("name", [name for name in CASES if "OpenTelemetry" in name])
def test_a_replay_is_traced(upstream: Upstream, tmp_path: Path, name: str) -> None:
    """
    A span for each request, as if it had been sent.
    """
    ask, make, what = CASES[name]
    recorded(tmp_path / "store", lambda: ask(f"{upstream.url}/v1/models"))
    other = make(what, tmp_path)

    other.on()
    try:
        replayed(tmp_path / "store", lambda: ask(f"{upstream.url}/v1/models"))
    finally:
        other.off()

    assert other.seen() == 1


def test_a_client_that_was_instrumented_by_itself_is_replayed(upstream: Upstream, tmp_path: Path) -> None:
    """
    Its own transport was wrapped before the session began.
    """
    with httpx.Client(trust_env=False) as client:
        HTTPXClientInstrumentor().instrument_client(client)
        recorded(tmp_path, lambda: client.get(f"{upstream.url}/v1/models"))

        again = replayed(tmp_path, lambda: client.get(f"{upstream.url}/v1/models").content)

    assert again == b"x"


def test_a_request_through_two_hooked_libraries_counts_once(upstream: Upstream, tmp_path: Path) -> None:
    """
    httpx over aiohttp, as openai and litellm offer it: one exchange, recorded and replayed.
    """

    async def ask() -> bytes:
        async with httpx.AsyncClient(transport=httpx_aiohttp.AiohttpTransport()) as client:
            return (await client.get(f"{upstream.url}/v1/models")).content

    with understudy.use(tmp_path, mode="record") as session:
        live = asyncio.run(ask())

    assert (session.journal.sent, len(session.journal.kept)) == (1, 1)
    assert replayed(tmp_path, lambda: asyncio.run(ask())) == live == b"x"
