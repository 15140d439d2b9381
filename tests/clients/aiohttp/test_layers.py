"""What aiohttp does above the hook works as without us: redirects, cookies, traces, readers, uploads, sockets."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

import understudy
from tests.clients.adapters import Aiohttp
from tests.clients.twice import recorded, replayed
from understudy.engine import decided
from understudy.testing import Answer, Received, Upstream

TEXT = {"content-type": "text/plain"}
LINES = [b'{"n":1}\n{"n"', b":2}\n", b'{"n":3}\n']

Asked = Callable[[aiohttp.ClientSession, str], Awaitable[Any]]


@pytest.fixture
def client() -> Iterator[Aiohttp]:
    made = Aiohttp()
    yield made
    made.close()


def both(client: Aiohttp, store: Path, answers: Any, ask: Asked) -> tuple[Any, Any]:
    """What a question comes to while recording, and on replay."""
    with Upstream(answers) as upstream:
        live = recorded(store, lambda: client.run(ask(client.session, upstream.url)))
    return live, replayed(store, lambda: client.run(ask(client.session, upstream.url)))


def redirecting(received: Received) -> Answer:
    if received.target == "/v1/old":
        return Answer.of(307, {"location": "/v1/new"}, [b"moved"], framing="length")
    return Answer.of(200, TEXT, [received.method.encode() + b" " + received.body], framing="length")


def test_a_redirect_is_two_exchanges(client: Aiohttp, tmp_path: Path) -> None:
    """
    `history` is there, and the body is sent again.
    """

    async def ask(session: aiohttp.ClientSession, url: str) -> Any:
        async with session.post(f"{url}/v1/old", data=b"{}") as response:
            return response.status, await response.read(), [each.status for each in response.history]

    live, again = both(client, tmp_path, redirecting, ask)

    assert live == again == (200, b"POST {}", [307])
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_raise_for_status(client: Aiohttp, tmp_path: Path) -> None:
    """
    With the same status, text and address.
    """

    async def ask(session: aiohttp.ClientSession, url: str) -> Any:
        with pytest.raises(aiohttp.ClientResponseError) as raised:
            await session.get(f"{url}/v1/models", raise_for_status=True)
        return str(raised.value)

    live, again = both(client, tmp_path, [Answer.of(404, TEXT, [b"no"])], ask)

    assert live == again
    assert live.startswith("404, message='Not Found'")


READERS: dict[str, Callable[[aiohttp.ClientResponse], Any]] = {
    "iter_any": lambda response: response.content.iter_any(),
    "iter_chunked": lambda response: response.content.iter_chunked(4),
    "iter_chunks": lambda response: response.content.iter_chunks(),
    "readline": lambda response: response.content,
}


@pytest.mark.parametrize("name", READERS)
def test_every_way_of_reading_gives_the_same_pieces(client: Aiohttp, tmp_path: Path, name: str) -> None:
    """
    Cut where the network cut them.
    """

    async def ask(session: aiohttp.ClientSession, url: str) -> Any:
        async with session.get(f"{url}/api/chat") as response:
            return [piece async for piece in READERS[name](response)]

    answer = Answer.of(200, {"content-type": "application/x-ndjson"}, LINES, at_ms=(0, 30, 60))
    live, again = both(client, tmp_path, [answer], ask)

    assert again == live


def test_traces_and_cookies_and_base_urls(client: Aiohttp, tmp_path: Path) -> None:
    """
    A session with all of it; its events are those of a request on a connection that was there.
    """
    seen: list[str] = []

    def noting(name: str) -> Any:
        async def note(*args: Any) -> None:
            seen.append(name)

        return note

    async def ask(_: aiohttp.ClientSession, url: str) -> Any:
        trace = aiohttp.TraceConfig()
        for name in ("request_start", "request_chunk_sent", "response_chunk_received", "request_end"):
            getattr(trace, f"on_{name}").append(noting(name))
        jar = aiohttp.CookieJar(unsafe=True)
        async with (
            aiohttp.ClientSession(url, trace_configs=[trace], cookie_jar=jar, cookies={"a": "1"}) as session,
            session.post("/v1/files", data=b"{}") as response,
        ):
            return await response.text(), response.request_info.headers["cookie"]

    live, again = both(client, tmp_path, [Answer.of(200, TEXT, [b"x"])], ask)

    assert live == again == ("x", "a=1")
    assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]
    assert {"request_start", "request_chunk_sent", "request_end"} <= set(seen)


def form() -> aiohttp.MultipartWriter:
    made = aiohttp.MultipartWriter("form-data", boundary="always-the-same")
    made.append(b"one")
    made.append(io.BytesIO(b"two"))
    return made


async def generated() -> AsyncIterator[bytes]:
    yield b"one "
    yield b"two"


UPLOADS: dict[str, Callable[[], dict[str, Any]]] = {
    "bytes": lambda: {"data": b"one two"},
    "json": lambda: {"json": {"a": 1}},
    "generator": lambda: {"data": generated()},
    "file": lambda: {"data": io.BytesIO(b"one two")},
    "large": lambda: {"data": io.BytesIO(b"x" * 3_000_000)},
    "multipart": lambda: {"data": form()},
    "compressed": lambda: {"data": b"one two", "compress": "gzip"},
    "expecting": lambda: {"data": b"one two", "expect100": True},
}


@pytest.mark.parametrize("name", [name for name in UPLOADS if name != "expecting"])
def test_an_upload_arrives_whole_and_is_found_again(client: Aiohttp, tmp_path: Path, name: str) -> None:
    """
    Whatever kind of body it is: read for its fingerprint, sent, and asked again.
    """

    async def ask(session: aiohttp.ClientSession, url: str) -> Any:
        async with session.post(f"{url}/v1/files", **UPLOADS[name]()) as response:
            return await response.read()

    live, again = both(client, tmp_path, lambda received: Answer.of(200, TEXT, [b"%d" % len(received.body)]), ask)

    assert again == live
    if name not in ("json", "compressed", "multipart"):
        assert live == (b"3000000" if name == "large" else b"7")


def test_a_client_that_expects_to_be_asked_for_its_body(client: Aiohttp, tmp_path: Path) -> None:
    """
    `100 Continue` comes on replay, too.
    """

    async def run(store: Path) -> Any:
        async def answered(request: web.Request) -> web.Response:
            return web.Response(body=await request.read())

        app = web.Application()
        app.router.add_post("/v1/files", answered)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/files"
        answers = []
        for mode in ("record", "replay"):
            with understudy.use(store, mode=mode):
                async with client.session.post(url, **UPLOADS["expecting"]()) as response:
                    answers.append(await response.read())
        await runner.cleanup()
        return answers

    assert client.run(run(tmp_path)) == [b"one two", b"one two"]


@pytest.mark.parametrize("mode", ["record", "live", "replay"])
def test_a_websocket_passes_but_in_replay(client: Aiohttp, tmp_path: Path, mode: str) -> None:
    """
    It is no HTTP exchange: live it works, and in replay it is refused with what to do.
    """

    async def run() -> str:
        async def echo(request: web.Request) -> web.WebSocketResponse:
            response = web.WebSocketResponse()
            await response.prepare(request)
            await response.send_str(await response.receive_str())
            return response

        app = web.Application()
        app.router.add_get("/v1/realtime", echo)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            with understudy.use(tmp_path, mode=mode):
                url = f"ws://127.0.0.1:{runner.addresses[0][1]}/v1/realtime"
                async with client.session.ws_connect(url) as socket:
                    await socket.send_str("hi")
                    return await socket.receive_str()
        finally:
            await runner.cleanup()

    if mode == "replay":
        with pytest.raises(understudy.LiveTraffic, match="a WebSocket was refused"):
            client.run(run())
    else:
        assert client.run(run()) == "hi"
    assert list(tmp_path.iterdir()) == []


def test_side_traffic_is_refused_quietly(client: Aiohttp, tmp_path: Path) -> None:
    """
    Its sender has a connection error, and no miss fails a test.
    """

    async def send() -> None:
        await client.session.post("https://api.openai.com/v1/traces/ingest", data=b"{}")

    with understudy.use(tmp_path) as session, pytest.raises(aiohttp.ClientConnectorError):
        client.run(send())

    assert session.journal.side_traffic == {"OpenAI Agents (traces)": 1}
    assert session.misses == ()


def test_a_request_that_another_library_decided_on_counts_once(client: Aiohttp, tmp_path: Path) -> None:
    """
    An httpx client over aiohttp is asked about once, above.
    """

    async def ask(url: str) -> bytes:
        with decided():
            response = await client.session.get(f"{url}/v1/models")
        return await response.read()

    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream, understudy.use(tmp_path, mode="record") as session:
        assert client.run(ask(upstream.url)) == b"x"

    assert session.journal.sent == 0


IMPORTED_LATE = """
import asyncio, sys
import understudy

with understudy.use(sys.argv[1]) as session:
    assert "aiohttp" not in sys.modules
    import aiohttp
    async def ask():
        async with aiohttp.ClientSession() as session:
            await session.get("https://api.example/v1/models")
    try:
        asyncio.run(ask())
    except understudy.ReplayMiss:
        print("missed", end=" ")
    print(hasattr(aiohttp.BaseConnector.connect, "__understudy_original__"), end=" ")
print(hasattr(aiohttp.BaseConnector.connect, "__understudy_original__"))
"""


def test_imported_during_a_session_it_is_hooked(tmp_path: Path) -> None:
    """
    And its own again afterwards.
    """
    command = [sys.executable, "-W", "error", "-c", IMPORTED_LATE, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ})

    assert (run.stdout.strip(), run.stderr) == ("missed True False", "")
