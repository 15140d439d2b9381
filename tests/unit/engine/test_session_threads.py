"""`engine/session.py`, asked from many threads at once."""

from __future__ import annotations

import sys
import threading
from collections import Counter

import pytest

from understudy.engine import Play, Refuse
from understudy.model import Mode

THREADS, EACH = 8, 50


@pytest.fixture(autouse=True)
def hasty():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(work):
    """Runs `work(number)` in all threads at once; gives what they gave."""
    start, results, errors = threading.Barrier(THREADS), [None] * THREADS, []

    def run(number):
        start.wait()
        try:
            results[number] = work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return [result for results_of_one in results for result in results_of_one]


def test_every_recording_answers_exactly_once(session, record, ask):
    """
    Eight threads that ask the same 50 times each, over 400 recordings: no answer twice, none left over.
    """
    texts = [f"answer {number}" for number in range(THREADS * EACH)]
    record(*texts)

    for _ in range(3):
        replay = session()
        decisions = in_threads(lambda _, replay=replay: [replay.decide(ask()) for _ in range(EACH)])

        assert all(isinstance(decision, Play) for decision in decisions)
        assert Counter(b"".join(each.playback.chunks).decode() for each in decisions) == Counter(texts)
        assert isinstance(replay.decide(ask()), Refuse)
        assert replay.unused == ()


def test_threads_get_the_answers_of_their_own_questions(session, record, ask):
    """
    However calls overlap, no question gets another one's answer.
    """
    for number in range(THREADS):
        record(*(f"{number}.{at}" for at in range(5)), question=str(number))
    replay = session()

    def work(number):
        return [(number, at, replay.decide(ask(str(number)))) for at in range(5)]

    for number, at, decision in in_threads(work):
        assert b"".join(decision.playback.chunks).decode() == f"{number}.{at}"


def test_parallel_recording_keeps_everything(session, ask, answer):
    """
    Each of 80 equal answers that come at once is a recording with a place of its own.
    """
    recorder = session(Mode.RECORD_IF_MISSING)

    def work(number):
        for at in range(10):
            answer(recorder.decide(ask()), f"{number}.{at}".encode(), content_type="text/plain")
        return []

    in_threads(work)

    replay = session()
    found = [b"".join(replay.decide(ask()).playback.chunks).decode() for _ in range(THREADS * 10)]
    assert sorted(found) == sorted(f"{number}.{at}" for number in range(THREADS) for at in range(10))
    assert sorted(recording.sequence for recording in replay.played) == list(range(1, THREADS * 10 + 1))
