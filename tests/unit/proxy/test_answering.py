"""Playing over HTTP: what a client gets is what was recorded."""

from __future__ import annotations

import asyncio
import json

import httpx
import openai
import pytest

from understudy.engine import Playback, Repeat
from understudy.model import ClosedByClient, Complete, Failed, FailureKind
from understudy.proxy.answering import Answering, messages_of, timed_messages_of

JSON = (("content-type", "application/json"),)


@pytest.fixture
def seed(shared):
    """The seed's file, parsed."""
    (path,) = (shared / "seed").iterdir()
    return json.loads(path.read_text("utf-8"))


def test_the_seed_replays_with_the_openai_sdk(seed, shared, served):
    """
    Every chunk of the SDK is what the file says, key for key.
    """
    address = served(store=shared / "seed")
    request = seed["request"]["body"]

    with openai.OpenAI(base_url=f"{address}/v1", api_key="k") as client:
        chunks = list(client.chat.completions.create(**request))

    assert dumped(chunks) == [frame["__data__"] for frame in seed["response"]["body"]]


def test_the_seed_replays_with_the_async_openai_sdk(seed, shared, served):
    """
    The same under the prefix, and as often as it is asked where the last recording repeats.
    """
    address = served(store=shared / "seed", repeat=Repeat.LAST)

    async def ask():
        async with openai.AsyncOpenAI(base_url=f"{address}/openai/v1", api_key="k") as client:
            return [chunk async for chunk in await client.chat.completions.create(**seed["request"]["body"])]

    async def ask_together():
        return await asyncio.gather(*(ask() for _ in range(3)))

    for chunks in asyncio.run(ask_together()):
        assert dumped(chunks) == [frame["__data__"] for frame in seed["response"]["body"]]


def dumped(chunks):
    return [chunk.model_dump(mode="json", exclude_unset=True) for chunk in chunks]


def playback(**changes):
    fields = {
        "name": "r.json",
        "status": 200,
        "headers": JSON,
        "chunks": (b"a", b"b"),
        "at_ms": (0, 0),
        "ended": Complete(),
        "is_streaming": True,
    } | changes
    raw_headers = tuple((name.encode(), value.encode()) for name, value in fields["headers"])
    return Playback(**fields, raw_headers=raw_headers)


def bodies(messages):
    return [(message["body"], message["more_body"]) for message in messages[1:]]


def test_a_stream_is_a_message_for_each_chunk():
    """
    The last one ends it, so that nothing is sent after it.
    """
    assert bodies(messages_of(playback(), "POST")) == [(b"a", True), (b"b", False)]


def test_a_whole_answer_is_one_message():
    """
    Where it was cut on arrival means nothing to anyone.
    """
    assert bodies(messages_of(playback(is_streaming=False), "POST")) == [(b"ab", False)]


def test_a_stream_without_a_byte_ends():
    """
    It was recorded so.
    """
    assert bodies(messages_of(playback(chunks=(), at_ms=()), "POST")) == [(b"", False)]


@pytest.mark.parametrize("ended", [Failed(FailureKind.READ, "reset", 2), ClosedByClient(2)])
def test_an_answer_that_broke_has_no_last_message(ended):
    """
    And announces no length at which it would look whole.
    """
    broken = playback(headers=(*JSON, ("content-length", "2")), is_streaming=False, ended=ended)
    messages = messages_of(broken, "POST")

    assert bodies(messages) == [(b"ab", True)]
    assert messages[0]["headers"] == [(b"content-type", b"application/json")]


@pytest.mark.parametrize("length, is_kept", [("1", False), ("2", False), ("3", True)])
def test_an_answer_that_broke_keeps_the_length_that_shows_it(length, is_kept):
    """
    More was announced than came: without it the client could not tell.
    """
    broken = playback(
        headers=(("content-length", length),), is_streaming=False, ended=Failed(FailureKind.PROTOCOL, "closed", 2)
    )

    assert (messages_of(broken, "POST")[0]["headers"] == [(b"content-length", length.encode())]) is is_kept


def timed(due_ms, method="POST", **changes):
    messages = timed_messages_of(playback(**changes), due_ms, method)
    return [(at, message.get("body"), message.get("more_body")) for at, message in messages]


def test_each_message_has_the_time_of_its_chunk():
    """
    The head that of the first; the last chunk ends the answer if nothing comes later.
    """
    assert timed((5, 9, 9)) == [(5, None, None), (5, b"a", True), (9, b"b", False)]
    assert timed((5, 9, 20)) == [(5, None, None), (5, b"a", True), (9, b"b", True), (20, b"", False)]
    assert timed((5,), chunks=(), at_ms=()) == [(5, None, None), (5, b"", False)]


def test_an_answer_that_is_no_stream_comes_in_pieces_too():
    """
    At a pace, where it was cut on arrival means something.
    """
    assert timed((5, 9, 9), is_streaming=False) == timed((5, 9, 9))


def test_at_a_pace_too_what_broke_has_no_last_message_and_what_has_no_body_has_none():
    """
    As without one.
    """
    assert timed((5, 9, 20), ended=ClosedByClient(2)) == [(5, None, None), (5, b"a", True), (9, b"b", True)]
    assert timed((5, 9, 20), "HEAD") == [(5, None, None), (20, b"", False)]
    assert timed((7,), status=None, ended=Failed(FailureKind.CONNECT, "refused", 0)) == []


def test_an_upstream_that_never_answered_is_no_message():
    """
    The connection breaks without a byte.
    """
    assert messages_of(playback(status=None, ended=Failed(FailureKind.CONNECT, "refused", 0)), "POST") == ()


def test_messages_are_made_once_for_a_playback():
    """
    A recording that was replaced has another playback under the same name, and is made anew.
    """
    answering, sent = Answering(), []

    async def send(message):
        sent.append(message)

    async def play(given):
        await answering.play(given, {"method": "POST"}, None, send)

    first, second = playback(), playback(chunks=(b"c", b"d"))
    for given in (first, first, second):
        asyncio.run(play(given))

    assert sent[0] is sent[3]
    assert [message["body"] for message in sent[7:]] == [b"c", b"d"]


def test_a_server_answers_a_client_in_pieces(served, shared, seed):
    """
    A request may come in any number of chunks.
    """
    body = json.dumps(seed["request"]["body"]).encode()
    pieces = (body[at : at + 50] for at in range(0, len(body), 50))

    assert httpx.post(f"{served(store=shared / 'seed')}/v1/chat/completions", content=pieces).status_code == 200
