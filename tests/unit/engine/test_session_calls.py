"""`engine/session.py`, asked for calls of functions."""

from __future__ import annotations

import json

import pytest

from understudy.engine import Forward, Refuse, Return, Run
from understudy.errors import StoreUnusable
from understudy.misses import Reason
from understudy.model import Call, Mode, Request, Returned

RESPONSES = "https://api.openai.com/v1/responses"


def call(**arguments):
    return Call("tavily", "web_search", arguments)


@pytest.fixture
def keep(session):
    """Records one call."""

    def run(asked, content, **settings):
        decision = session(Mode.RECORD_IF_MISSING, **settings).decide_call(asked)
        assert isinstance(decision, Run)
        decision.capture.came_to(Returned("json", content))

    return run


def test_a_recorded_call_is_returned(session, keep):
    """
    The same call is played; another one is refused.
    """
    keep(call(query="a"), [1])
    replay = session()

    assert replay.decide_call(call(query="a")) == Return(Returned("json", [1]))
    assert isinstance(replay.decide_call(call(query="b")), Refuse)
    assert (dict(replay.journal.played), replay.journal.missed) == ({replay.played[0].name: 1}, 1)


def test_a_call_and_a_request_never_answer_each_other(session, keep, ask, record):
    """
    They share a store and nothing else.
    """
    keep(call(query="hi"), [1])
    record("hello", question="hi")
    replay = session()

    assert isinstance(replay.decide(ask("ho")), Refuse)
    assert isinstance(replay.decide_call(call(query="ho")), Refuse)
    assert [miss.nearest.name.split("-")[0] for miss in replay.misses] == ["openai", "tavily"]


def test_a_file_that_is_damaged_meanwhile_is_a_miss_that_says_so(session, keep, tmp_path):
    """
    As with a request.
    """
    keep(call(query="a"), [1])
    replay = session()
    (path,) = (tmp_path / "recordings").iterdir()
    path.write_text("{")

    assert replay.decide_call(call(query="a")).miss.reason is Reason.UNREADABLE


def test_scopes_that_differ_are_noted(session, keep):
    """
    A call without a scope that two scopes answer differently may not be the one that was meant.
    """
    for scope in ("one", "two", "three"):
        keep(call(query=scope[:0]), scope == "one", scope=scope)
    replay = session()

    replay.decide_call(call(query=""))

    (ambiguity,) = replay.ambiguous
    assert (ambiguity.endpoint, len(ambiguity.names)) == ("tavily.web_search", 3)


def test_what_cannot_be_written_takes_no_place(session, tmp_path):
    """
    The next call is the first one again.
    """
    recorder = session(Mode.RECORD)
    (tmp_path / "recordings").write_text("in the way")
    decision = recorder.decide_call(call())
    with pytest.raises(StoreUnusable):
        decision.capture.came_to(Returned("json", 1))
    (tmp_path / "recordings").unlink()

    recorder.decide_call(call()).capture.came_to(Returned("json", 2))

    assert [each.sequence for each in recorder.recorded] == [1]


def test_a_conversation_with_tools_is_replayed(session, answer):
    """
    An id of an answer that goes through a tool and into the next request is the stable one everywhere.
    """
    recorder = session(Mode.RECORD)
    first = Request("POST", RESPONSES, (), b'{"model":"m","input":"hi"}')
    answer(recorder.decide(first), json.dumps({"id": "resp_live_123", "object": "response", "output": []}).encode())
    recorder.decide_call(call(id="resp_live_123")).capture.came_to(Returned("json", "about resp_live_123"))
    follow = {"model": "m", "input": "about resp_live_123"}
    answer(recorder.decide(Request("POST", RESPONSES, (), json.dumps(follow).encode())))

    replay = session()
    stable = json.loads(b"".join(replay.decide(first).playback.chunks))["id"]
    tool = replay.decide_call(call(id=stable))
    follow["input"] = tool.outcome.content

    assert stable.startswith("rec-")
    assert tool == Return(Returned("json", f"about {stable}"))
    assert not isinstance(replay.decide(Request("POST", RESPONSES, (), json.dumps(follow).encode())), Refuse | Forward)
    assert replay.unused == ()
