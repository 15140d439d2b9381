"""Calls of functions, recorded and replayed."""

from __future__ import annotations

import asyncio
import functools
import json
import threading
from dataclasses import dataclass

import pytest
from pydantic import BaseModel

import understudy
from understudy.errors import RecordedError, ReplayMiss, WrongUse
from understudy.misses import Reason
from understudy.model import Call, Mode, Raised, Returned
from understudy.operations.functions import function, recorded


class Tool:
    """A web search that counts how often it was really asked."""

    def __init__(self):
        self.calls = 0

    def search(self, query, top_k=3):
        self.calls += 1
        if query == "bad":
            raise LookupError("nothing found")
        return {"query": query, "hits": list(range(top_k)), "call": self.calls}

    async def search_async(self, query, top_k=3):
        await asyncio.sleep(0)
        return self.search(query, top_k)


@pytest.fixture
def tool():
    return Tool()


@pytest.fixture(params=["sync", "async"])
def search(request, tool):
    """The search, recorded as a sync or as an async function, and called the same way."""
    names = {"provider": "tavily", "name": "web_search"}
    if request.param == "sync":
        return function(tool.search, **names)
    run = function(tool.search_async, **names)
    return lambda *args, **kwargs: asyncio.run(run(*args, **kwargs))


def files(store):
    return {path.name: path.read_bytes() for path in store.iterdir()} if store.exists() else {}


def test_without_a_session_the_function_just_runs(search, tool, store):
    """
    Nothing is read, nothing is written.
    """
    assert [search("a")["call"], search("a")["call"]] == [1, 2]
    assert not store.exists()


def test_what_was_recorded_is_replayed(search, tool, store):
    """
    A replay gives each call what the recorded one returned, in order, and does not call the function.
    """
    with understudy.use(store, "record-if-missing"):
        live = [search("a"), search("b"), search("a")]

    with understudy.use(store) as session:
        assert [search("a"), search("b"), search("a")] == live

    assert tool.calls == 3
    assert [(each.request.arguments["query"], each.sequence) for each in session.played] == [
        ("a", 1),
        ("b", 1),
        ("a", 2),
    ]
    assert all(name.startswith("tavily-web-search-") for name in files(store))
    assert session.misses == session.unused == ()


def test_keywords_and_defaults_make_no_difference(search, tool, store):
    """
    Arguments count by name and value, however they are passed.
    """
    with understudy.use(store, "record"):
        live = search("a")

    with understudy.use(store, repeat="last"):
        assert [search("a", 3), search(query="a"), search(top_k=3, query="a"), search("a", 3.0)] == [live] * 4


# mode: calls of the function and files where nothing, one call and both calls of two are recorded.
MODES = {
    Mode.REPLAY: [(None, 0), (None, 1), (0, 2)],
    Mode.RECORD_IF_MISSING: [(2, 2), (1, 2), (0, 2)],
    Mode.RECORD: [(2, 2), (2, 2), (2, 2)],
    Mode.LIVE: [(2, 0), (2, 1), (2, 2)],
}


@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("mode", Mode)
def test_the_mode_table_holds_for_functions(mode, before, search, tool, store):
    """
    Play, miss, run and keep, run and replace, run: as for requests.
    """
    with understudy.use(store, "record"):
        for _ in range(before):
            search("a")
    expected, kept = MODES[mode][before]
    tool.calls = 0

    with understudy.use(store, mode) as session:
        if expected is None:
            with pytest.raises(ReplayMiss):
                [search("a"), search("a")]
        else:
            [search("a"), search("a")]

    assert tool.calls == (expected or 0)
    assert len(files(store)) == kept
    assert len(session.misses) == (expected is None)


def test_a_re_recording_that_is_the_same_leaves_the_file(search, tool, store):
    """
    The same result makes no change for a reviewer, whenever it was recorded; another one does.
    """
    with understudy.use(store, "record"):
        search("a")
    (path,) = store.iterdir()
    path.write_text(path.read_text().replace('"recorded": "', '"recorded": "1'))
    before = files(store)

    tool.calls = 0
    with understudy.use(store, "record") as session:
        search("a")
    assert files(store) == before
    assert [each.name for each in session.recorded] == [path.name]

    with understudy.use(store, "record"):
        search("a")
    assert files(store).keys() == before.keys()
    assert files(store) != before


def test_what_raises_does_not_replace_what_returned(search, tool, store):
    """
    No good recording is replaced by a worse one.
    """
    with understudy.use(store, "record"):
        search("a")
    before = files(store)
    broken = function(lambda query, top_k=3: 1 / 0, provider="tavily", name="web_search")

    with understudy.use(store, "record"), pytest.raises(ZeroDivisionError):
        broken("a")

    assert files(store) == before


def test_a_scopes_own_come_first(search, store):
    """
    Scopes keep equal calls of two tests apart.
    """
    for scope in ("one", "two"):
        with understudy.use(store, "record", scope=scope):
            search("a")

    for scope, call in (("two", 2), ("one", 1)):
        with understudy.use(store, scope=scope) as session:
            assert search("a")["call"] == call
        assert session.unused == ()
    with understudy.use(store, scope="three"), pytest.raises(ReplayMiss) as miss:
        search("a")
    assert "(scope " in str(miss.value)


@pytest.mark.parametrize("repeat, expected", [("last", [1, 2, 2, 2]), ("cycle", [1, 2, 1, 2])])
def test_repeat(repeat, expected, search, store):
    """
    What answers when all is played is what the session says.
    """
    with understudy.use(store, "record"):
        search("a"), search("a")

    with understudy.use(store, repeat=repeat):
        assert [search("a")["call"] for _ in range(4)] == expected


def test_a_miss_says_which_function_and_which_arguments(search, store, golden, monkeypatch):
    """
    The nearest recording of the same function, and where its arguments differ.
    """
    monkeypatch.chdir(store.parent)
    with understudy.use("recordings", "record"):
        search("a")

    with understudy.use("recordings") as session, pytest.raises(ReplayMiss) as raised:
        search("b", top_k=5)

    golden("misses/explained-call.txt", str(raised.value))
    assert session.misses == (raised.value.miss,)
    assert raised.value.miss.reason is Reason.DIFFERS


def test_another_function_is_nothing_similar(search, store):
    """
    Nothing is near that is not a call of the same function.
    """
    with understudy.use(store, "record"):
        search("a")

    with understudy.use(store), pytest.raises(ReplayMiss) as raised:
        function(lambda query: query, provider="exa", name="web_search")("a")

    assert raised.value.miss.reason is Reason.NOTHING_SIMILAR
    assert str(raised.value).startswith("no recording answers the call of exa.web_search: nothing similar")


def test_calls_that_were_not_made_are_unused(search, store):
    """
    A recording that no call asked for is reported.
    """
    with understudy.use(store, "record"):
        search("a"), search("b")

    with understudy.use(store) as session:
        search("b")

    assert [each.request.arguments["query"] for each in session.unused] == ["a"]


def test_calls_in_many_threads_get_one_recording_each(tool, store):
    """
    No recording answers twice.
    """
    search = function(tool.search)
    with understudy.use(store, "record"):
        for _ in range(40):
            search("a")
    got = []

    with understudy.use(store):
        threads = [threading.Thread(target=lambda: got.extend(search("a")["call"] for _ in range(5))) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]

    assert sorted(got) == list(range(1, 41))


def test_concurrent_tasks_record_in_the_order_of_their_calls(store):
    """
    Of two equal calls at once the first one's result is the first recording, though it came later.
    """

    async def wait(name):
        number = next(numbers)
        await asyncio.sleep(0.02 if number == 1 else 0)
        return number

    numbers = iter((1, 2))
    wait = function(wait)

    async def both():
        return await asyncio.gather(wait("a"), wait("a"))

    with understudy.use(store, "record"):
        assert asyncio.run(both()) == [1, 2]
    with understudy.use(store):
        assert asyncio.run(both()) == [1, 2]


def test_an_exception_is_recorded_and_replayed(search, tool, store):
    """
    Class and text come back; the class itself is never imported.
    """
    with understudy.use(store, "record"), pytest.raises(LookupError):
        search("bad")

    with understudy.use(store), pytest.raises(RecordedError, match=r"^LookupError: nothing found$") as raised:
        search("bad")

    assert (raised.value.type, raised.value.message) == ("LookupError", "nothing found")
    assert tool.calls == 1


@pytest.mark.parametrize("raises", [LookupError, (KeyError, LookupError)], ids=["one", "several"])
def test_an_exception_that_the_caller_lists_is_itself(raises, tool, store):
    """
    `except LookupError` works in replay as it does live.
    """
    search = function(tool.search, raises=raises)
    with understudy.use(store, "record"), pytest.raises(LookupError):
        search("bad")

    with understudy.use(store), pytest.raises(LookupError, match=r"^nothing found$"):
        search("bad")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ReplayMiss("x"), WrongUse("x")], ids=repr)
def test_what_says_nothing_of_the_function_is_not_recorded(error, store):
    """
    An interrupt, and our own errors within it, leave no recording, and the next call takes the place.
    """
    troubles = [error]

    @recorded
    def search():
        if troubles:
            raise troubles.pop()
        return "found"

    with understudy.use(store, "record") as session:
        with pytest.raises(type(error)):
            search()
        assert search() == "found"

    assert [each.sequence for each in session.recorded] == [1]


def test_a_recorded_error_within_a_recorded_function_keeps_its_name(store):
    """
    What an inner replay raises is not taken for an error of ours.
    """

    @recorded
    def outer():
        raise RecordedError("tavily.errors.Limit", "enough", ("ValueError",))

    with understudy.use(store, "record") as session, pytest.raises(RecordedError):
        outer()

    assert session.recorded[0].outcome == Raised("tavily.errors.Limit", "enough", ("ValueError",))


@dataclass
class Hit:
    url: str
    score: float


class Answer(BaseModel):
    query: str
    hits: list[int]


def test_returns_makes_of_json_what_the_caller_wants(store):
    """
    A pydantic model, or whatever a callable makes; by default the JSON itself.
    """
    find = function(lambda query: Answer(query=query, hits=[1]), name="find", returns=Answer)
    locate = function(lambda query: Hit(query, 0.5), name="locate", returns=lambda kept: Hit(**kept))
    plain = function(lambda query: (query, Hit(query, 1)), name="plain")

    with understudy.use(store, "record") as session:
        live = [find("a"), locate("a"), plain("a")]
    with understudy.use(store):
        assert [find("a"), locate("a")] == live[:2]
        assert plain("a") == ["a", {"url": "a", "score": 1}]

    kept = [each.outcome.type.rpartition(".")[2] for each in session.recorded]
    assert kept == ["Answer", "Hit", "json"]


def test_what_cannot_be_matched_is_named(store):
    """
    The argument, what it is, and `key=`.
    """
    with understudy.use(store), pytest.raises(WrongUse, match=r"called with options\.tags = a set.*\n\n.*key=lambda"):
        function(lambda options: 1)({"tags": {1}})


def test_what_cannot_be_recorded_is_named_and_leaves_no_trace(store):
    """
    The result, what it is, and what to do.
    """
    with understudy.use(store, "record"), pytest.raises(WrongUse, match=r"returned result\.at = a object"):
        function(lambda: {"at": object()})()

    assert files(store) == {}


def test_key_says_what_counts(store):
    """
    What is not in it may be anything, and may differ.
    """

    class Client:
        @recorded(name="search", key=lambda self, query: {"query": query})
        def search(self, query):
            return [query]

    with understudy.use(store, "record") as session:
        Client().search("a")
    with understudy.use(store):
        assert Client().search(query="a") == ["a"]

    assert session.recorded[0].request.arguments == {"query": "a"}


def test_credentials_are_neither_matched_nor_written(store):
    """
    A recording made with one key plays with another, and holds none.
    """
    search = function(lambda query, api_key: query)

    with understudy.use(store, "record"):
        search("a", api_key="s3cr3t")
    with understudy.use(store):
        assert search("a", "other") == "a"

    assert b"s3cr3t" not in b"".join(files(store).values())


def test_calls_within_a_recorded_function_are_part_of_it(tool, store):
    """
    A recording of the whole needs none of its parts.
    """
    inner = function(tool.search)
    outer = function(lambda query: inner(query), name="outer")

    with understudy.use(store, "record"):
        outer("a")

    assert len(files(store)) == 1


def test_a_result_is_the_callers_to_change(store):
    """
    What one caller does to a result, the next one does not see.
    """
    search = function(lambda: {"hits": [1]})
    with understudy.use(store, "record"):
        search()

    with understudy.use(store, repeat="last"):
        search()["hits"].append(2)
        assert search() == {"hits": [1]}


def test_the_names_of_a_function_are_its_module_and_its_own(store):
    """
    Two functions of one name in two modules are two.
    """

    @recorded
    def search():
        """Finds."""

    with understudy.use(store, "record") as session:
        search()

    call = session.recorded[0].request
    assert call == Call(__name__, search.__qualname__, {})
    assert (search.__name__, search.__doc__) == ("search", "Finds.")
    assert session.recorded[0].outcome == Returned("json", None)


def test_an_object_that_is_called_can_be_recorded(store):
    """
    Given a name, where it has none; async where its call is.
    """

    class Search:
        async def __call__(self, query):
            return query

    search = function(Search(), name="search")
    partial = function(functools.partial(lambda a, b: a + b, 1), name="add")

    with understudy.use(store, "record"):
        assert (asyncio.run(search("a")), partial(2)) == ("a", 3)
    with understudy.use(store):
        assert (asyncio.run(search("a")), partial(2)) == ("a", 3)
    with pytest.raises(WrongUse, match="has no name"):
        function(Search())


def one():
    yield 1


async def two():
    yield 2


@pytest.mark.parametrize("generator", [one, two])
def test_a_generator_is_refused(generator):
    """
    It would run after its call.
    """
    with pytest.raises(WrongUse, match="is a generator"):
        recorded(generator)


@pytest.mark.parametrize("raises", [5, (5,), KeyboardInterrupt], ids=repr)
def test_raises_lists_classes_of_exceptions(raises):
    """
    A mistake is found where it is made.
    """
    with pytest.raises(WrongUse, match="is no class of exceptions"):
        recorded(raises=raises)(lambda: 1)


SAMPLES = (
    "telemetry/recordings/9d0d487f9c29fea13acdaa56676bb53bc15de0ba76748642de16dae56eb31696.json",
    "telemetry/recordings/6d9cbffef9f5654b2a520171ac36175f6886d64f0c6c1eb94c9b4d86d718b606.json",
    "responses/recordings/42c357284497af596ae6c9341b0c189daa31e88b25d0381a985f24203b7a5a38.json",
    "responses/recordings/0f1241e957d1016bf65c80a3de2a51e9a786eb96687e88389b3173ad193b621e.json",
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample[-15:-5])
def test_the_original_systems_recordings_of_tools_replay(sample, shared):
    """
    A function of that provider and name, called with the recorded arguments, returns the recorded result.
    """
    document = json.loads((shared / "recordings" / sample).read_text("utf-8"))
    search = function(lambda query: pytest.fail("called"), provider="tavily", name="web_search")

    with understudy.use(shared / "recordings" / sample, scope=document["test_id"]) as session:
        result = search(**document["request"]["kwargs"])

    assert result == document["response"]["body"]["__data__"]
    assert (len(session.played), session.unused) == (1, ())


def test_a_tool_of_the_original_system_that_nobody_calls_is_not_unused(shared):
    """
    Where no function is recorded, its files are not waited for.
    """
    with understudy.use(shared / "recordings" / SAMPLES[0]) as session:
        pass

    assert session.unused == ()
