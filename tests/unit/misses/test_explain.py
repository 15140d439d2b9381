from __future__ import annotations

import json
import shlex

import pytest

from understudy.misses import Difference, Reason
from understudy.model import Mode

ASK = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Say hi."}], "temperature": 0.5}


def places(miss):
    return [difference.path for difference in miss.nearest.differences]


def test_nothing_is_recorded(miss, golden):
    """
    An empty store says that it is empty, and how to fill it.
    """
    golden("misses/explained-nothing-recorded.txt", str(miss(ASK)))


def test_nothing_similar_is_recorded(record, miss, golden):
    """
    Recordings of other questions are counted, and none is called near that is not.
    """
    record({"a": 1, "b": 2, "c": 3, "d": 4})

    golden("misses/explained-nothing-similar.txt", str(miss(ASK)))


def test_the_nearest_recording_differs(record, miss, golden):
    """
    The miss names the recording, each place that differs, and commands that can be pasted.
    """
    record(ASK)
    record({**ASK, "model": "gpt-3", "messages": []})

    found = miss({**ASK, "messages": [{"role": "user", "content": "Say ho."}], "temperature": 0.7}, mode=Mode.REPLAY)

    golden("misses/explained-differs.txt", str(found))


def test_the_nearest_is_the_one_with_the_fewest_differences(record, miss):
    """
    Of several alike recordings the likest explains the miss.
    """
    record({**ASK, "temperature": 0.1, "model": "x"})
    nearest = record({**ASK, "temperature": 0.2})
    record({**ASK, "messages": [{"role": "user", "content": "Say"}], "temperature": 0.2})

    found = miss(ASK)

    assert (found.nearest.name, places(found)) == (nearest, ["temperature"])


def test_the_same_request_of_another_scope_only_explains(record, miss, golden):
    """
    A renamed test reads that its recording is there, under its old name.
    """
    record(ASK, scope="tests/test_chat.py::test_old")

    found = miss(ASK, scope="tests/test_chat.py::test_new")

    assert found.nearest.differences == (
        Difference("scope", '"tests/test_chat.py::test_old"', '"tests/test_chat.py::test_new"'),
    )
    golden("misses/explained-other-scope.txt", str(found))


def test_a_request_without_a_body_is_near_in_another_scope(record, miss):
    """
    A list of models that another test recorded is named, though there is nothing in the request to compare.
    """
    record(b"", url="https://x/v1/models", method="GET", scope="t::other")

    found = miss(url="https://x/v1/models", method="GET", scope="t::mine")

    assert (found.reason, places(found)) == (Reason.DIFFERS, ["scope"])


def test_only_what_counts_in_matching_is_a_difference(record, miss):
    """
    Key order, number spelling and the paying project explain nothing.
    """
    record(b'{"project_id": "a", "temperature": 1, "model": "m", "stream": true}')

    found = miss(b'{"stream":false,"model":"m","temperature":1.0,"project_id":"b"}')

    assert places(found) == ["stream"]


def test_the_query_is_compared(record, miss):
    """
    A parameter that differs is named as one.
    """
    record(b"", url="https://x/v1/models?limit=1&after=a", method="GET")

    found = miss(url="https://x/v1/models?limit=1&after=b&key=s3cr3t", method="GET")

    assert places(found) == ["?after"]
    assert "s3cr3t" not in json.dumps(found.to_json())


@pytest.mark.parametrize(
    "body, recorded", [(b"\xff\x00", b"\xff\x01"), (b"[1,2]", b"[1,3]"), (b"[" * 5000, b"[" * 5001)]
)
def test_bodies_that_are_no_object_are_compared_too(body, recorded, record, miss):
    """
    A list, bytes, and what is too deep to parse have a nearest recording or none, and never fail.
    """
    record(recorded, url="https://x/y?a=1&b=2")

    assert miss(body, url="https://x/y?a=1&b=2").reason is Reason.DIFFERS


@pytest.mark.parametrize(
    "reason, more",
    [
        (Reason.ALREADY_PLAYED, {"detail": "its 2 recordings answered before"}),
        (Reason.UNREADABLE, {"detail": "recordings/a.json: cut short", "name": "a.json"}),
        (Reason.NOT_SERVABLE, {"detail": "This is a call of web_search, not an HTTP exchange.", "name": "it's a.json"}),
    ],
    ids=lambda part: getattr(part, "value", ""),
)
def test_a_reason_that_is_known_is_kept(reason, more, record, miss, golden):
    """
    A recording that cannot answer is no difference: the miss says what is wrong with it, and with which one.
    """
    record(ASK)

    found = miss(ASK, reason=reason, **more)

    assert (found.reason, found.nearest) == (reason, None)
    golden(f"misses/explained-{reason.value}.txt", str(found))


def test_commands_can_be_pasted_whatever_the_names(record, miss):
    """
    A name with a space or a quote is one word of the command.
    """
    found = miss(ASK, reason=Reason.NOT_SERVABLE, detail="x", name="it's a.json")

    command = found.remedies[0].partition(": ")[2]
    assert shlex.split(command) == ["understudy", "show", "recordings", "it's a.json"]


def test_the_model_is_named_from_the_path_or_the_body(miss):
    """
    Which model was asked stands in the first line, wherever the API has it.
    """
    gemini = miss({}, url="https://x/v1beta/models/gemini-x:generateContent")

    assert "(gemini-generate, gemini-x)" in gemini.headline()
    assert "(openai-chat, gpt-4o)" in miss(ASK).headline()
    assert "(generic)" in miss({"a": 1}, url="https://x/y").headline()
