"""Which session a request belongs to: nesting, threads, tasks, and sessions that have ended."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

import understudy
from tests.clients.adapters import Client, HttpxAsync, Whole
from tests.clients.offline import NetworkTouched, offline
from understudy.testing import Answer, Received, Upstream

TEXT = {"content-type": "text/plain"}


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Says what it was asked."""
    with Upstream(lambda received: Answer.of(200, TEXT, [received.body], framing="length")) as running:
        yield running


def stored(store: Path, *questions: bytes) -> Path:
    """A store whose answers name it: `question by store`."""

    def named(received: Received) -> Answer:
        return Answer.of(200, TEXT, [received.body + b" by " + store.name.encode()], framing="length")

    with (
        Upstream(named) as naming,
        understudy.use(store, mode="record"),
        httpx.Client(trust_env=False) as client,
    ):
        for question in questions:
            client.post(f"{naming.url}/v1/ask", content=question)
    return store


def in_thread(work: Callable[[], Any], context: contextvars.Context | None = None) -> Any:
    """The work's result, or its exception, from a thread of its own."""
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append(context.run(work) if context else work())
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return outcome[0]


def test_the_inner_of_two_sessions_answers(client: Client, upstream: Upstream, tmp_path: Path) -> None:
    """
    And the outer one again when the inner one has ended.
    """
    outer = stored(tmp_path / "outer", b"1", b"2")
    inner = stored(tmp_path / "inner", b"1")

    def ask(question: bytes) -> bytes:
        return client.fetch("POST", f"{upstream.url}/v1/ask", content=question).body

    with offline(), understudy.use(outer):
        first = ask(b"1")
        with understudy.use(inner):
            second = ask(b"1")
            with pytest.raises(understudy.ReplayMiss):
                ask(b"2")
        third = ask(b"2")

    assert [first, second, third] == [b"1 by outer", b"1 by inner", b"2 by outer"]


def test_after_the_last_session_requests_are_free(client: Client, upstream: Upstream, tmp_path: Path) -> None:
    """
    Nothing is refused and nothing is written.
    """
    with understudy.use(tmp_path):
        pass

    assert client.fetch("POST", f"{upstream.url}/v1/ask", content=b"1").body == b"1"
    assert list(tmp_path.iterdir()) == []


def test_a_thread_without_context_is_served_by_the_only_session(
    client: Client, upstream: Upstream, tmp_path: Path
) -> None:
    """
    Thread pools and SDK workers know nothing of sessions.
    """
    store = stored(tmp_path / "only", b"1")

    with offline(), understudy.use(store):
        got = in_thread(lambda: client.fetch("POST", f"{upstream.url}/v1/ask", content=b"1"))

    assert got.body == b"1 by only"


@contextmanager
def started_before(work: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """A thread that is there already, and does the work when it is told to."""
    go_on, outcome = threading.Event(), list[Any]()

    def run() -> None:
        go_on.wait(10)
        try:
            outcome.append(work())
        except BaseException as error:
            outcome.append(error)

    def finish() -> Any:
        go_on.set()
        thread.join()
        return outcome[0]

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield finish
    finally:
        finish()


def test_a_thread_that_began_before_them_is_refused_among_several_sessions(
    client: Client, upstream: Upstream, tmp_path: Path
) -> None:
    """
    Nothing says which one is meant, and a guess would be another's answer. The text names the stores.
    """
    one, other = stored(tmp_path / "one", b"1"), stored(tmp_path / "other", b"1")

    def ask() -> Whole:
        return client.fetch("POST", f"{upstream.url}/v1/ask", content=b"1")

    with started_before(ask) as finish, offline(), understudy.use(one), understudy.use(other):
        got = finish()

    assert isinstance(got, understudy.SessionUnclear)
    assert "2 sessions are open" in str(got)
    assert str(one) in str(got)
    assert str(other) in str(got)


def test_a_thread_belongs_to_the_session_in_which_it_was_started(
    client: Client, upstream: Upstream, tmp_path: Path
) -> None:
    """
    Among several, and to no other one once that has ended.
    """
    one, other = stored(tmp_path / "one", b"1", b"1"), stored(tmp_path / "other", b"1")

    def ask() -> bytes:
        return client.fetch("POST", f"{upstream.url}/v1/ask", content=b"1").body

    with offline(), understudy.use(other):
        with understudy.use(one):
            inner = in_thread(ask)
            started = started_before(ask)
            finish = started.__enter__()
        outlived = finish()

    assert inner == b"1 by one"
    assert isinstance(outlived, understudy.SessionUnclear)


def test_work_in_a_pool_belongs_to_the_session_in_which_it_was_submitted(
    client: Client, upstream: Upstream, tmp_path: Path
) -> None:
    """
    Whichever session the pool's threads were started in.
    """
    one, other = stored(tmp_path / "one", b"1"), stored(tmp_path / "other", b"1")

    def ask() -> bytes:
        return client.fetch("POST", f"{upstream.url}/v1/ask", content=b"1").body

    with offline(), ThreadPoolExecutor(1) as pool:
        with understudy.use(one):
            first = pool.submit(ask).result()
        with understudy.use(tmp_path / "outer"), understudy.use(other):
            second = pool.submit(ask).result()

    assert [first, second] == [b"1 by one", b"1 by other"]


def test_a_thread_with_its_starter_s_context_knows_its_session(
    client: Client, upstream: Upstream, tmp_path: Path
) -> None:
    """
    As the text of the refusal advises.
    """
    one, other = stored(tmp_path / "one", b"1"), stored(tmp_path / "other", b"1")

    with offline(), understudy.use(one), understudy.use(other):
        context = contextvars.copy_context()
        got = in_thread(lambda: client.fetch("POST", f"{upstream.url}/v1/ask", content=b"1"), context)

    assert got.body == b"1 by other"


@pytest.mark.parametrize("mode", ["replay", "record", "live"])
def test_two_threads_with_a_session_each_never_see_the_other_s_store(
    upstream: Upstream, tmp_path: Path, mode: str
) -> None:
    """
    At the same time, a hundred requests each.
    """
    questions = [b"%d" % number for number in range(100)]
    stores = [tmp_path / "one", tmp_path / "other"]
    if mode == "replay":
        for store in stores:
            stored(store, *questions)
    both = threading.Barrier(2)

    def run(store: Path, module: Any) -> list[bytes]:
        with understudy.use(store, mode=mode) as session, module.Client(trust_env=False) as client:
            both.wait()
            answers = [
                client.post(f"{upstream.url}/v1/ask", content=store.name.encode() + q).content for q in questions
            ]
            both.wait()
            if mode == "record":
                assert {kept.request.body for kept in session.recorded} == {store.name.encode() + q for q in questions}
            return answers

    def replay(store: Path, module: Any) -> list[bytes]:
        with understudy.use(store), module.Client(trust_env=False) as client:
            both.wait()
            answers = [client.post(f"{upstream.url}/v1/ask", content=q).content for q in questions]
            both.wait()
            return answers

    with ThreadPoolExecutor(2) as pool:
        work = replay if mode == "replay" else run
        first, second = pool.map(work, stores, [httpx, httpx2])

    if mode == "replay":
        assert first == [q + b" by one" for q in questions]
        assert second == [q + b" by other" for q in questions]
    else:
        assert first == [b"one" + q for q in questions]
        assert second == [b"other" + q for q in questions]


def test_two_tasks_with_a_session_each_never_see_the_other_s_store(upstream: Upstream, tmp_path: Path) -> None:
    """
    They take turns in one thread, in the middle of each other's sessions.
    """
    questions = [b"%d" % number for number in range(20)]
    one, other = (stored(tmp_path / name, *questions) for name in ("one", "other"))

    async def run(store: Path) -> list[bytes]:
        async with understudy.use(store), httpx2.AsyncClient(trust_env=False) as client:
            answers = []
            for question in questions:
                await asyncio.sleep(0)
                answers.append((await client.post(f"{upstream.url}/v1/ask", content=question)).content)
            return answers

    async def both() -> tuple[list[bytes], list[bytes]]:
        return await asyncio.gather(run(one), run(other))

    with offline():
        first, second = asyncio.run(both())

    assert first == [q + b" by one" for q in questions]
    assert second == [q + b" by other" for q in questions]


@pytest.mark.parametrize("module", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_gathered_requests_belong_to_the_session_around_them(upstream: Upstream, tmp_path: Path, module: Any) -> None:
    """
    Fifty at once, equal ones among them: each equal one gets an answer of its own, recorded and replayed.
    """
    questions = [b"%d" % (number % 10) for number in range(50)]

    async def ask_all(mode: str) -> list[bytes]:
        async with understudy.use(tmp_path, mode=mode), module.AsyncClient(trust_env=False) as client:
            posts = (client.post(f"{upstream.url}/v1/ask", content=question) for question in questions)
            return [response.content for response in await asyncio.gather(*posts)]

    live = asyncio.run(ask_all("record"))
    with offline():
        again = asyncio.run(ask_all("replay"))

    assert live == again == questions
    assert len(list(tmp_path.glob("*.json"))) == 50


def test_a_miss_among_gathered_requests_arrives(upstream: Upstream, tmp_path: Path) -> None:
    """
    `gather` hands it to whoever waits.
    """

    async def ask_all() -> None:
        async with understudy.use(tmp_path), httpx2.AsyncClient(trust_env=False) as client:
            await asyncio.gather(*(client.get(f"{upstream.url}/{n}") for n in range(3)))

    with offline(), pytest.raises(understudy.ReplayMiss):
        asyncio.run(ask_all())


@pytest.mark.parametrize("mode", ["replay", "record", "live"])
def test_what_outlives_its_session_is_refused_while_others_are_open(
    upstream: Upstream, tmp_path: Path, mode: str
) -> None:
    """
    As in a test run with several tests at once: a task of an ended one is nobody's.
    """

    async def late(client: httpx2.AsyncClient, ended: asyncio.Event) -> bytes:
        await ended.wait()
        return (await client.post(f"{upstream.url}/v1/ask", content=b"late")).content

    async def run() -> Any:
        ended = asyncio.Event()
        async with httpx2.AsyncClient(trust_env=False) as client:
            async with understudy.use(tmp_path, mode=mode):
                task = asyncio.create_task(late(client, ended))
                await asyncio.sleep(0)
            ended.set()
            return (await asyncio.gather(task, return_exceptions=True))[0]

    with understudy.use(tmp_path / "outer", mode="live"):
        got = asyncio.run(run())

    assert isinstance(got, understudy.SessionUnclear)
    assert "has ended" in str(got)
    assert upstream.received == []


def test_what_outlives_its_session_is_not_served_by_another(upstream: Upstream, tmp_path: Path) -> None:
    """
    It belonged to one, and the other one's answers are not its own.
    """
    one, other = stored(tmp_path / "one", b"1"), stored(tmp_path / "other", b"1")

    async def late(client: httpx2.AsyncClient, other_is_open: asyncio.Event) -> Any:
        await other_is_open.wait()
        return await client.post(f"{upstream.url}/v1/ask", content=b"1")

    async def run() -> Any:
        other_is_open = asyncio.Event()
        async with httpx2.AsyncClient(trust_env=False) as client:
            async with understudy.use(one):
                task = asyncio.create_task(late(client, other_is_open))
                await asyncio.sleep(0)
            async with understudy.use(other):
                other_is_open.set()
                return (await asyncio.gather(task, return_exceptions=True))[0]

    with offline():
        assert isinstance(asyncio.run(run()), understudy.SessionUnclear)


def test_a_refusal_reaches_no_socket(client: Client, tmp_path: Path) -> None:
    """
    Before any name is resolved.
    """
    with offline(), understudy.use(tmp_path), pytest.raises(understudy.ReplayMiss):
        client.fetch("GET", "http://api.example/v1/models")


def test_without_us_the_network_would_have_been_touched(client: Client) -> None:
    """
    The guard of these tests guards.
    """
    # anyio wraps what its tasks raise in a group.
    with offline(), pytest.raises((NetworkTouched, BaseExceptionGroup)) as raised:
        client.fetch("GET", "http://127.0.0.1:9/v1/models")

    raised_itself = raised.value if isinstance(raised.value, BaseExceptionGroup) else None
    assert raised_itself is None or raised_itself.subgroup(NetworkTouched) is not None


def test_no_async_client_is_served_by_a_sync_hook_alone(client: Client, tmp_path: Path) -> None:
    """
    All four kinds are hooked: none of them is silently live.
    """
    with understudy.use(tmp_path) as session:
        for path in ("/v1/models", "/anything", "/"):
            with pytest.raises(understudy.ReplayMiss):
                client.fetch("GET", f"http://api.example{path}")

    assert len(session.misses) == 3
    assert isinstance(client, HttpxAsync) or client.name.endswith("sync")
