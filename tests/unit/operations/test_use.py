"""`understudy.use`: a context manager, an async one, and a decorator of both kinds of function."""

from __future__ import annotations

import asyncio
import inspect
import threading
import warnings
from pathlib import Path

import httpx
import httpx2
import pytest

import understudy
from tests.clients import storing
from understudy.testing import Answer, Upstream

TEXT = {"content-type": "text/plain"}
URL = "http://api.example/v1/models"


def test_a_block_is_a_session(tmp_path: Path) -> None:
    """
    What the block asked and missed is known after it.
    """
    with understudy.use(tmp_path) as session, pytest.raises(understudy.ReplayMiss):
        httpx.get(URL)

    assert (len(session.misses), session.played, session.is_open) == (1, (), False)


def test_an_async_block_is_a_session() -> None:
    """
    The same with `async with`.
    """

    async def run(store: Path) -> understudy.Session:
        async with understudy.use(store) as session, httpx2.AsyncClient() as client:
            with pytest.raises(understudy.ReplayMiss):
                await client.get(URL)
        return session

    session = asyncio.run(run(Path("does-not-exist")))

    assert (len(session.misses), session.is_open) == (1, False)


def test_a_decorated_function_runs_in_a_session(tmp_path: Path) -> None:
    """
    Each call is a session of its own: what one call played, the next one plays again.
    """
    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream, understudy.use(tmp_path, mode="record"):
        httpx.get(f"{upstream.url}/v1/models", trust_env=False)

    @understudy.use(tmp_path)
    def ask(path: str, *, times: int) -> list[str]:
        """Asks."""
        return [httpx.get(f"{upstream.url}{path}", trust_env=False).text for _ in range(times)]

    assert [ask("/v1/models", times=1), ask("/v1/models", times=1)] == [["x"], ["x"]]
    assert (ask.__name__, ask.__doc__) == ("ask", "Asks.")
    with pytest.raises(understudy.ReplayMiss):
        ask("/v1/models", times=2)


def test_a_decorated_coroutine_function_runs_in_a_session(tmp_path: Path) -> None:
    """
    Several of them at the same time, each in its own.
    """
    with Upstream([Answer.of(200, TEXT, [b"x"])]) as upstream, understudy.use(tmp_path, mode="record"):
        httpx.get(f"{upstream.url}/v1/models", trust_env=False)

    @understudy.use(tmp_path)
    async def ask() -> str:
        async with httpx2.AsyncClient(trust_env=False) as client:
            return (await client.get(f"{upstream.url}/v1/models")).text

    async def three() -> list[str]:
        return list(await asyncio.gather(ask(), ask(), ask()))

    assert inspect.iscoroutinefunction(ask)
    assert asyncio.run(three()) == ["x", "x", "x"]


def test_a_decorator_opens_its_store_at_the_call(tmp_path: Path) -> None:
    """
    Decorating a function reads no file: a store may be damaged, or not there yet.
    """
    (tmp_path / "damaged.json").write_text('{"test_id": null, "request": ')

    @understudy.use(tmp_path)
    def ask() -> None:
        """Not reached."""

    with pytest.raises(understudy.RecordingUnreadable):
        ask()


def test_one_object_can_be_used_again_and_within_itself(tmp_path: Path) -> None:
    """
    Each block is a session of its own.
    """
    recordings = understudy.use(tmp_path)

    with recordings as first, recordings as second:
        pass
    with recordings as third:
        pass

    assert len({id(first), id(second), id(third)}) == 3
    assert not any(session.is_open for session in (first, second, third))


@pytest.mark.parametrize(
    "keyword, name",
    [
        ("mode", "replai"),
        ("repeat", "forever"),
        ("match", "fuzzy"),
        ("pace", "fast"),
        ("faults", "explode"),
        ("max_age", "30"),
    ],
)
def test_a_name_that_does_not_exist_is_told_at_once(tmp_path: Path, keyword: str, name: str) -> None:
    """
    Where the session is described, not where it is opened; the text lists those there are.
    """
    with pytest.raises(understudy.WrongUse, match=f"(?s){name}.*(one of|are)"):
        understudy.use(tmp_path, **{keyword: name})


def test_paces_and_faults_hold_for_each_session_of_a_decorator(tmp_path: Path) -> None:
    """
    The first time of a request is the first in each call.
    """
    store = storing.stored(tmp_path)

    @understudy.use(store, pace="recorded", faults="status=500 times=1", fault_seed=7)
    def ask() -> list[int]:
        return [httpx.post(storing.URL, content=storing.CHAT).status_code for _ in range(2)]

    assert [ask(), ask()] == [[500, 200], [500, 200]]


@pytest.mark.parametrize("mode", ["none", "new_episodes", "once", "rewrite", "all", "off", understudy.Mode.LIVE])
def test_modes_that_users_of_vcr_know_are_accepted(tmp_path: Path, mode: str | understudy.Mode) -> None:
    """
    And the enumeration's own members.
    """
    with understudy.use(tmp_path, mode=mode) as session:
        assert isinstance(session.mode, understudy.Mode)


def test_an_error_of_the_block_is_not_swallowed(tmp_path: Path) -> None:
    """
    And the session has ended all the same.
    """
    with pytest.raises(ZeroDivisionError), understudy.use(tmp_path) as session:
        _ = 1 / 0

    assert not session.is_open


@pytest.mark.parametrize("scope, answer", [("a", "for a"), ("b", "for b")])
def test_a_scope_chooses_among_equal_questions(tmp_path: Path, scope: str, answer: str) -> None:
    """
    Each scope has an answer of its own.
    """
    for name in ("a", "b"):
        answer_of_it = Answer.of(200, TEXT, [b"for " + name.encode()])
        with Upstream([answer_of_it]) as upstream, understudy.use(tmp_path, mode="record", scope=name):
            httpx.get(f"{upstream.url}/v1/models", trust_env=False)

    with understudy.use(tmp_path, scope=scope):
        assert httpx.get(f"{upstream.url}/v1/models", trust_env=False).text == answer


def test_a_generator_is_not_decorated(tmp_path):
    """
    It would run when its session is over, and go live: whoever reads it is told before anything is sent.
    """

    def generator():
        yield 1

    async def async_generator():
        yield 1

    for function in (generator, async_generator):
        with pytest.raises(understudy.WrongUse, match="is a generator"):
            understudy.use(tmp_path)(function)


def test_threads_that_share_one_use_leave_the_session_they_entered(tmp_path):
    """
    The first to be done does not end the session of the other.
    """
    shared = understudy.use(tmp_path)
    entered, done = threading.Event(), threading.Event()
    still_open = []

    def second():
        with shared as session:
            entered.set()
            done.wait(10)
            still_open.append(session.is_open)

    thread = threading.Thread(target=second)
    with shared as first:
        thread.start()
        entered.wait(10)
    done.set()
    thread.join(10)

    assert still_open == [True]
    assert not first.is_open


@pytest.mark.parametrize("choice", [{"renew": "openai-models"}, {"renew": ["openai"]}, {"max_age": "1d"}])
def test_only_what_is_chosen_is_recorded_anew(tmp_path: Path, choice: dict[str, str]) -> None:
    """
    By its API or its age; the rest is played. A decorated function chooses each time.
    """

    def ask() -> list[str]:
        return [httpx.get(f"{upstream.url}/{path}", trust_env=False).text for path in ("v1/models", "other")]

    with Upstream([Answer.of(200, TEXT, [text]) for text in (b"1", b"2", b"3")]) as upstream:
        with understudy.use(tmp_path, mode="record"):
            ask()
        for path in tmp_path.glob("openai-*.json") if "max_age" in choice else ():
            path.write_text(path.read_text().replace('"recorded": "2', '"recorded": "1'))

        assert understudy.use(tmp_path, mode="record", **choice)(ask)() == ["3", "2"]


def test_a_choice_of_nothing_is_refused_where_the_session_opens(tmp_path: Path) -> None:
    """
    Only where it would record: in replay nothing is renewed.
    """
    with pytest.raises(understudy.WrongUse, match="'opnai' is neither an API nor a recording"):
        understudy.use(tmp_path, mode="record", renew="opnai").__enter__()

    with understudy.use(tmp_path, renew="opnai"):
        pass


@pytest.mark.parametrize("answers_after", [0, 1], ids=["gave up", "tried again"])
def test_a_block_that_recorded_less_than_came_warns(tmp_path: Path, answers_after: int) -> None:
    """
    Unless the same request brought an answer in the end; with `record_errors` there is nothing to warn of.
    """
    busy, fine = Answer.of(503, TEXT, [b"busy"]), Answer.of(200, TEXT, [b"fine"])
    with (
        Upstream([busy, fine]) as upstream,
        warnings.catch_warnings(record=True) as warned,
        understudy.use(tmp_path, mode="record") as session,
    ):
        warnings.simplefilter("always")
        for _ in range(1 + answers_after):
            httpx.get(f"{upstream.url}/v1/models")

    assert session.not_kept == {"503": 1}
    assert len(session.recorded) == answers_after
    assert [str(each.message) for each in warned] == ["1 answer not kept: 503; keep them with record-errors"] * (
        1 - answers_after
    )
    with (
        Upstream([busy]) as upstream,
        understudy.use(tmp_path / "errors", mode="record", record_errors=True) as session,
    ):
        httpx.get(f"{upstream.url}/v1/models")
    assert (session.not_kept, len(session.recorded)) == ({}, 1)


def test_an_answer_that_is_larger_than_may_be_kept_warns(tmp_path: Path) -> None:
    """
    Its caller has it whole.
    """
    with (
        Upstream([Answer.of(200, TEXT, [b"x" * 2000])]) as upstream,
        pytest.warns(understudy.errors.NotKept, match="max-answer"),
        understudy.use(tmp_path, mode="record", max_answer="1K"),
    ):
        assert len(httpx.get(f"{upstream.url}/v1/models").content) == 2000

    assert list(tmp_path.glob("*.json")) == []
