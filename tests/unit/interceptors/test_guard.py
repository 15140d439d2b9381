"""The network guard: in replay nothing leaves this machine, whatever client asks, and nothing is sent to find out."""

from __future__ import annotations

import asyncio
import contextvars
import http.client
import socket
import threading
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import uvloop

import understudy
from understudy.interceptors import guard
from understudy.interceptors.guard import is_here
from understudy.interceptors.side_traffic import side_traffic_of, side_traffic_to

# TEST-NET-1 of RFC 5737: nobody answers there, and the guard refuses before anything is sent.
NOBODY = "192.0.2.1"


def raw() -> None:
    with socket.socket() as opened:
        opened.connect((NOBODY, 80))


def raw_with_a_code() -> None:
    with socket.socket() as opened:
        opened.connect_ex((NOBODY, 80))


def streams() -> None:
    asyncio.run(asyncio.wait_for(asyncio.open_connection(NOBODY, 80), 5))


def streams_by_name() -> None:
    asyncio.run(asyncio.wait_for(asyncio.open_connection("api.example", 443), 5))


def plain_http() -> None:
    http.client.HTTPConnection(NOBODY).request("GET", "/")


def by_urllib() -> None:
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://{NOBODY}/")


def by_name() -> None:
    socket.getaddrinfo("api.example", 443)


def on_uvloop() -> None:
    uvloop.run(asyncio.wait_for(asyncio.open_connection(NOBODY, 80), 5))


def on_uvloop_by_name() -> None:
    uvloop.run(asyncio.wait_for(asyncio.open_connection("api.example", 443), 5))


def on_uvloop_by_socket() -> None:
    async def connect() -> None:
        with socket.socket() as opened:
            opened.setblocking(False)
            await asyncio.get_running_loop().sock_connect(opened, (NOBODY, 80))

    uvloop.run(connect())


WAYS = [raw, raw_with_a_code, streams, streams_by_name, plain_http, by_urllib, by_name]
WAYS += [on_uvloop, on_uvloop_by_name, on_uvloop_by_socket]
PATCHED = [
    (socket.socket, "connect"),
    (socket.socket, "connect_ex"),
    (socket, "getaddrinfo"),
]
LOOPS = [(asyncio.BaseEventLoop, "getaddrinfo"), (uvloop.Loop, "create_connection"), (uvloop.Loop, "sock_connect")]


def functions(places: list[tuple[Any, str]] = PATCHED) -> list[Any]:
    """What the guard replaces, as it is now."""
    return [getattr(owner, name) for owner, name in places]


@pytest.mark.parametrize("reach_out", WAYS)
def test_replay_reaches_nobody(tmp_path: Path, reach_out: Callable[[], None]) -> None:
    """
    The text names the host, the line that asked, and the way out. It passes `except Exception`.
    """
    with understudy.use(tmp_path) as session, pytest.raises(understudy.LiveTraffic) as raised:
        reach_out()

    host = "api.example" if "name" in reach_out.__name__ else NOBODY
    text = str(raised.value)
    assert text.startswith(f"{host}:")
    assert f"test_guard.py:{reach_out.__code__.co_firstlineno + 1}" in text or "test_guard.py" in text
    assert f"ignore_hosts=('{host}',)" in text
    assert not isinstance(raised.value, Exception)
    assert session.journal.live_traffic[host] >= 1


@pytest.mark.parametrize("mode", ["record", "record-if-missing", "live"])
def test_other_modes_never_guard(tmp_path: Path, mode: str) -> None:
    """
    Nothing is replaced.
    """
    before = functions()

    with understudy.use(tmp_path, mode=mode):
        assert functions() == before


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_may_be_reached(tmp_path: Path, host: str) -> None:
    """
    Databases, brokers and servers of a test.
    """
    with socket.create_server(("127.0.0.1", 0)) as server, understudy.use(tmp_path) as session:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()

    assert not session.journal.live_traffic


def test_unix_sockets_may_be_reached(tmp_path: Path) -> None:
    """
    They have no host.
    """
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        with understudy.use(tmp_path / "store"):
            client.connect(str(tmp_path / "s"))


@pytest.mark.parametrize(
    "host, expected",
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", True),
        ("", True),
        ("localhost", True),
        ("api.localhost", True),
        ("192.0.2.1", False),
        ("10.0.0.1", False),
        ("::ffff:192.0.2.1", False),
        ("fe80::1%eth0", False),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, expected: bool) -> None:
    """
    By address and by name; a name that only looks like it is not.
    """
    assert is_here(host) is expected


def test_ignored_hosts_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    By name, and then by the addresses that the name has; in any case of letters.
    """
    reached: list[Any] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (NOBODY, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: reached.append(address))

    with understudy.use(tmp_path, ignore_hosts=("telemetry.example",)):
        socket.create_connection(("Telemetry.Example", 443)).close()
        with socket.socket() as other, pytest.raises(understudy.LiveTraffic):
            other.connect(("192.0.2.2", 443))

    assert reached == [(NOBODY, 443)]


def test_side_traffic_is_refused_quietly(tmp_path: Path) -> None:
    """
    As a connection error that its sender copes with; the journal has its name.
    """
    with understudy.use(tmp_path) as session:
        with pytest.raises(OSError, match="side traffic"):
            socket.create_connection(("us.i.posthog.com", 443))
        with pytest.raises(OSError, match="side traffic"):
            asyncio.run(asyncio.wait_for(asyncio.open_connection("us.i.posthog.com", 443), 5))

    assert session.journal.side_traffic == {"PostHog (telemetry)": 2}
    assert not session.journal.live_traffic


@pytest.mark.parametrize(
    "url, name",
    [
        ("https://us.i.posthog.com/batch/", "PostHog (telemetry)"),
        ("https://api.openai.com/v1/traces/ingest", "OpenAI Agents (traces)"),
        ("https://raw.githubusercontent.com/BerriAI/litellm/main/prices.json", "litellm (price list)"),
        ("https://raw.githubusercontent.com/somebody/else/main/file.json", None),
        ("https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken", "tiktoken (vocabularies)"),
        ("https://huggingface.co/api/models/gpt2", "Hugging Face (hub look-ups)"),
        ("https://huggingface.co/org/model/resolve/main/config.json", "Hugging Face (hub look-ups)"),
        ("https://huggingface.co/api/agent-harnesses", "Hugging Face (hub look-ups)"),
        ("https://huggingface.co/api/models/org/model?expand=inferenceProviderMapping", None),
        ("https://router.huggingface.co/v1/chat/completions", None),
        ("https://api.smith.langchain.com/runs/multipart", "LangSmith (traces)"),
        ("https://eu.api.smith.langchain.com/info", "LangSmith (traces)"),
        ("https://api.smith.langchain.com/runs/01234567-89ab-cdef-0123-456789abcdef", "LangSmith (traces)"),
        ("https://api.smith.langchain.com/runs/query", None),
        ("https://api.smith.langchain.com/commits/org/prompt/latest", None),
        ("https://us.cloud.langfuse.com/api/public/otel/v1/traces", "Langfuse (traces)"),
        ("https://cloud.langfuse.com/api/public/v2/prompts/p", None),
        ("https://logfire-us.pydantic.dev/v1/traces", "Logfire (traces)"),
        ("https://gateway.pydantic.dev/proxy/chat/chat/completions", None),
        ("https://o1.ingest.us.sentry.io/api/2/envelope/", "Sentry (errors)"),
        ("https://api.traceloop.com/v1/traces", "Traceloop (traces)"),
        ("https://api.openai.com/v1/traces", None),
        ("https://api.openai.com/v1/responses", None),
        ("https://notposthog.com/batch/", None),
    ],
)
def test_which_requests_are_side_traffic(url: str, name: str | None) -> None:
    """
    By host and path: an API's own requests never are.
    """
    assert side_traffic_of(url) == name


@pytest.mark.parametrize("host", ["api.openai.com", "router.huggingface.co"])
def test_an_api_is_no_side_traffic_by_its_host_alone(host: str) -> None:
    """
    A socket does not say what it will be used for.
    """
    assert side_traffic_to(host) is None


def test_the_guard_stays_until_the_last_session_ends(tmp_path: Path) -> None:
    """
    In whatever order they end; then everything is as before.
    """
    before = functions(PATCHED + LOOPS)
    first, second = understudy.use(tmp_path / "first"), understudy.use(tmp_path / "second")

    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    with pytest.raises(understudy.LiveTraffic):
        raw()
    second.__exit__(None, None, None)

    assert functions(PATCHED + LOOPS) == before
    assert "connect" not in vars(socket.socket)
    assert "create_connection" not in vars(uvloop.Loop)


def test_exceptions_take_the_guard_off(tmp_path: Path) -> None:
    """
    Of whatever kind.
    """
    before = functions()

    with pytest.raises(KeyboardInterrupt), understudy.use(tmp_path):
        raise KeyboardInterrupt

    assert functions() == before


def test_somebody_else_s_wrapper_is_not_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What wraps the guard meanwhile stays, and is free to connect afterwards.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        with understudy.use(tmp_path):
            guarded = socket.getaddrinfo
            wrapper = partial(guarded)
            monkeypatch.setattr(socket, "getaddrinfo", wrapper)

        assert socket.getaddrinfo is wrapper
        socket.create_connection(server.getsockname(), timeout=5).close()
    socket.getaddrinfo = guarded
    monkeypatch.undo()
    with ExitStack() as stack:
        stack.enter_context(understudy.use(tmp_path))


def in_thread(work: Callable[[], None], context: contextvars.Context | None = None) -> BaseException | None:
    """What the work raised, in a thread of its own."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            context.run(work) if context else work()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return raised[0] if raised else None


def test_a_thread_without_context_belongs_to_the_only_session(tmp_path: Path) -> None:
    """
    As its requests do.
    """
    with understudy.use(tmp_path) as session:
        raised = in_thread(raw)

    assert isinstance(raised, understudy.LiveTraffic)
    assert session.journal.live_traffic == {NOBODY: 1}


def test_a_thread_belongs_to_the_session_in_which_it_was_started(tmp_path: Path) -> None:
    """
    As its requests do, with or without its starter's context; one that began before both is refused.
    """
    go_on, raised = threading.Event(), list[BaseException]()

    def early() -> None:
        go_on.wait(10)
        try:
            raw()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=early)
    thread.start()
    with understudy.use(tmp_path / "one"), understudy.use(tmp_path / "other") as other:
        without, with_context = in_thread(raw), in_thread(raw, contextvars.copy_context())
        go_on.set()
        thread.join()

    assert isinstance(without, understudy.LiveTraffic)
    assert isinstance(with_context, understudy.LiveTraffic)
    assert other.journal.live_traffic == {NOBODY: 2}
    assert isinstance(raised[0], understudy.SessionUnclear)


def test_this_machine_s_own_name_may_be_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    And its addresses under it: servers listen there, too.
    """
    reached: list[Any] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (NOBODY, 443))]
    monkeypatch.setattr(guard, "_own_addresses", set())
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: reached.append(address))

    with understudy.use(tmp_path):
        socket.create_connection((socket.gethostname(), 443)).close()

    assert reached == [(NOBODY, 443)]


def test_a_session_that_is_live_within_one_that_replays_may_connect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The inner one's mode counts, also where asyncio resolves names in a thread.
    """
    reached: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: reached.append(args[0]) or [])

    async def resolve() -> None:
        await asyncio.get_running_loop().getaddrinfo("api.example", 443)

    with understudy.use(tmp_path / "outer"), understudy.use(tmp_path / "inner", mode="live"):
        asyncio.run(resolve())

    assert reached == ["api.example"]


def test_the_text_is_for_people(tmp_path: Path) -> None:
    """
    Event first, then who, then what to do.
    """
    with understudy.use(tmp_path), pytest.raises(understudy.LiveTraffic) as raised:
        plain_http()

    first, _, *rest = str(raised.value).splitlines()
    assert first == f"{NOBODY}:80: a connection was refused: this session replays and no recording can answer it"
    assert rest[0].startswith("  Opened by ")
    assert rest[0].endswith(f"test_guard.py:{plain_http.__code__.co_firstlineno + 1} in plain_http.")
    assert "understudy serve" in rest[1]


def test_a_guard_that_is_kept_on_lets_everything_pass_without_a_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A suite keeps it between its tests; where a session replays it refuses as ever.
    """
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port: asked.append(host))
    with guard.kept_on():
        with understudy.use(tmp_path), pytest.raises(understudy.LiveTraffic):
            socket.getaddrinfo("within.example", 80)
        socket.getaddrinfo("without.example", 80)

    assert asked == ["without.example"]


def test_a_guard_that_was_replaced_is_put_on_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Somebody may have put a function of theirs in its place before a session begins.
    """
    asked = []
    with guard.kept_on():
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, port: asked.append(host))
        with understudy.use(tmp_path), pytest.raises(understudy.LiveTraffic):
            socket.getaddrinfo("example.com", 80)

    assert asked == []
