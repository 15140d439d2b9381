"""What two runs have shown."""

from __future__ import annotations

import json

import pytest

from understudy.engine import Refuse, Session
from understudy.match import fingerprint_of_request
from understudy.misses import Miss
from understudy.model import Mode, Request, Response
from understudy.operations.diagnosing import Advice, diagnose
from understudy.store import Directory, Draft

UUIDS = [f"{number}c6f0f6e-98c4-4d5c-a9a3-0bb2d94a1f58" for number in range(3)]


@pytest.fixture
def missed(tmp_path):
    """The misses of requests, each with what is recorded for it."""

    def request(body, query=""):
        url = f"https://api.openai.com/v1/chat/completions{query}"
        return Request("POST", url, (("content-type", "application/json"),), json.dumps(body).encode())

    def miss(*bodies, recorded, query="") -> list[Miss]:
        store = Directory(tmp_path)
        if not store.entries():
            asked = request(recorded, query and "?day=1")
            store.save(Draft(None, asked, Response(200, (), b""), fingerprint_of_request(asked), 1, ""))
        session = Session(store, Mode.REPLAY)
        decisions = [session.decide(request(body, query)) for body in bodies]
        return [each.miss for each in decisions if isinstance(each, Refuse)]

    return miss


def body(text="What is the weather in Vienna?", **more):
    return {"model": "m", "messages": [{"role": "system", "content": "Be short."}, {"content": text}], **more}


@pytest.mark.parametrize(
    "recorded, first, second, advice, setting",
    [
        (f"Report {UUIDS[0]}.", f"Report {UUIDS[1]}.", f"Report {UUIDS[2]}.", Advice.VOLATILE, "uuid"),
        ("Today is 2026-11-22.", "Today is 2026-11-23.", "Today is 2026-11-23.", Advice.VOLATILE, "iso-date"),
        ("It is 2026-11-22T10:05.", "It is 2026-11-22T10:06.", "It is 2026-11-22T10:07.", Advice.VOLATILE, "iso-time"),
        (
            "Call http://localhost:80/",
            "Call http://localhost:81/",
            "Call http://localhost:82/",
            Advice.VOLATILE,
            "port",
        ),
        ("This is report 1 of many", "This is report 2 of many", "This is report 3 of many", Advice.PATTERN, ""),
        ("On 2026-11-22 it rains?", "On 2026-11-22 it pours?", "On 2026-11-22 it pours?", Advice.RECORD, ""),
        ("Today is 2026-11-22, is it", "Today is a Sunday, is it", "Today is a Sunday, is it", Advice.RECORD, ""),
    ],
)
def test_a_place_in_a_prompt(recorded, first, second, advice, setting, missed):
    """
    Told by what stood there when it was recorded, and in both runs.
    """
    runs = [missed(body(text), recorded=body(recorded)) for text in (first, second)]

    [place] = diagnose(*runs).places

    assert (place.path, place.advice, place.setting) == ("messages.*.content", advice, setting)
    assert (place.recorded, place.sent) == (f'"{recorded}"', (f'"{first}"', f'"{second}"'))


@pytest.mark.parametrize("first, second, advice", [("b", "c", Advice.IGNORE), ("b", "b", Advice.RECORD)])
def test_a_place_beside_the_prompt(first, second, advice, missed):
    """
    A path that does not hold what is asked can be ignored, if it is new in each run.
    """
    runs = [missed(body(metadata={"run": run}), recorded=body(metadata={"run": "a"})) for run in (first, second)]

    [place] = diagnose(*runs).places

    assert (place.path, place.advice) == ("metadata.run", advice)


def test_a_query_cannot_be_ignored(missed):
    """
    Paths lead into JSON.
    """
    runs = [missed(body(), recorded=body(), query=f"?day={day}") for day in (2, 3)]

    [place] = diagnose(*runs).places

    assert (place.path, place.advice) == ("?day", Advice.PATTERN)


def test_places_of_many_requests_are_one(missed):
    """
    Counted, with the first of them.
    """
    runs = [
        missed(*(body(f"Report {UUIDS[n]}, {text}?") for text in ("a", "b")), recorded=body(f"Report {UUIDS[0]}, a?"))
        for n in (1, 2)
    ]

    [place] = diagnose(*runs).places

    assert (place.count, place.setting) == (2, "uuid")


def test_what_only_one_run_asks_is_new(missed):
    """
    There is nothing to compare it with but what is recorded.
    """
    [miss] = missed(body(metadata={"run": "b"}), recorded=body(metadata={"run": "a"}))

    [place] = diagnose([], [miss]).places

    assert (place.advice, place.sent) == (Advice.IGNORE, ('"b"',))


def test_what_no_recording_is_near_to_is_unknown(missed):
    """
    It was never recorded.
    """
    misses = missed({"prompt": "x" * 400, "model": "other"}, recorded=body())

    diagnosis = diagnose(misses, misses)

    assert (diagnosis.places, diagnosis.unknown) == ((), tuple(misses))
