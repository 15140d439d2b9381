"""What each request came to, as the application sees it."""

from __future__ import annotations

import asyncio

import pytest

from understudy.engine import Capture, Forward, Play, Playback
from understudy.model import Complete, parse_faults
from understudy.operations.traffic import Answered
from understudy.proxy.asgi import respond
from understudy.proxy.forward.ways import Fail, Pass
from understudy.proxy.watching import Done, Watch

HTTP = {"type": "http"}
PLAYBACK = Playback("a.json", 200, (), (), (b"ab", b"c"), (0, 0), Complete(), is_streaming=True)


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def watched(watch):
    """A request that is whole."""

    async def send(message):
        return None

    request = watch.watched(send)
    request.begin(b"")
    return request


def answer(watched):
    asyncio.run(respond(watched.send, 200, {}, b"abc"))


@pytest.mark.parametrize(
    ("decision", "done"),
    [
        (Play(PLAYBACK), Done.PLAY),
        (Play(PLAYBACK, fault=parse_faults("refused")[0]), Done.FAULT),
        (Forward(Capture(None)), Done.LIVE),
        (Pass(), Done.PASS),
        (Fail(), Done.BREAK),
    ],
)
def test_each_decision_has_a_name(watch, watched, decision, done):
    """
    One that metrics and the log share.
    """
    watch.decided(watched, decision, None, None)

    assert watched.done is done


def test_what_is_sent_is_counted_and_timed(watch, watched):
    """
    By what was done.
    """
    watch.decided(watched, Play(PLAYBACK), None, None)
    answer(watched)
    watch.ended(watched, HTTP)

    measured = watch.measured[Done.PLAY]
    assert (measured.sent, sum(measured.first.counts), sum(measured.whole.counts)) == (3, 1, 1)
    assert 0 < measured.first.sum_s <= measured.whole.sum_s
    assert all(sum(each.whole.counts) == 0 for done, each in watch.measured.items() if done is not Done.PLAY)


def test_without_a_body_the_first_byte_is_the_end(watch, watched):
    """
    A connection that is broken off has neither.
    """
    watch.decided(watched, Play(PLAYBACK), None, None)
    watch.ended(watched, HTTP)

    measured = watch.measured[Done.PLAY]
    assert measured.first.sum_s == measured.whole.sum_s > 0


def test_what_is_not_decided_is_an_error(watch, watched):
    """
    It is nobody's time.
    """
    watch.ended(watched, HTTP)

    assert watched.done is Done.ERROR
    assert not any(sum(each.whole.counts) for each in watch.measured.values())


def test_pages_of_ours_and_requests_that_never_came_are_nothing():
    """
    Nobody is told of them.
    """
    told = []
    watch = Watch(lambda *ended: told.append(ended))

    watch.ended(watch.watched(None), HTTP)

    assert told == []


def test_only_settled_answers_are_remembered_with_their_size(watch, watched):
    """
    All others are decided on each time, and counted then.
    """
    for is_settled, sizes in ((False, {}), (True, {"a.json": 3})):
        watch.decided(watched, Play(PLAYBACK, is_settled=is_settled), None, None)
        assert watch.sizes == sizes

    assert watch.played == {"a.json": 2}


def test_a_body_is_kept_on_demand(watch, watched):
    """
    Streams are long.
    """
    answer(watched)
    keeping = Watch(keeps_bodies=True).watched(watched.send)
    answer(keeping)

    assert (watched.pieces, keeping.pieces) == (None, [b"abc"])


def test_answers_are_described_for_who_looks_alone():
    """
    While nobody does, an answer costs nothing more.
    """
    described = []

    def answered(watched, scope, first_s, whole_s):
        described.append(watched.done)
        return Answered("", "GET", "/", None, None, None, "error", None, 200, 0, 0.0, 0.0, None, None)

    watch = Watch(answered=answered)

    def once():
        watched = watch.watched(None)
        watched.begin(b"")
        watch.ended(watched, HTTP)

    once()
    with watch.traffic.listening() as listener:
        once()
        assert len(listener.take()[0]) == 1
    once()

    assert described == [Done.ERROR]
