"""A server's log."""

from __future__ import annotations

import json

import httpx
import pytest

from understudy.engine import Repeat
from understudy.errors import StoreUnusable
from understudy.model import Mode, parse_faults
from understudy.proxy.log.style import LogStyle
from understudy.proxy.troubles import Troubles
from understudy.testing import Answer, Upstream

CHAT = "/v1/chat/completions"
ASKED = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]}
ANSWERED = {"choices": [{"message": {"role": "assistant", "content": "yes"}}]}


@pytest.fixture
def logged(capsys, eventually):
    """The lines so far, once there are as many."""
    said = []

    def read(count):
        def came():
            said.append(capsys.readouterr().err)
            return "".join(said).count("\n") >= count

        eventually(came)
        return "".join(said).splitlines()

    return read


@pytest.fixture
def told(logged):
    """The same, of JSON."""
    return lambda count: [json.loads(line) for line in logged(count)]


def test_each_request_is_an_object(served, keep, told):
    """
    With what was asked, what was done with it, and how long that took.
    """
    recording = keep(CHAT, ASKED, ANSWERED)
    address = served(log=LogStyle.JSON)
    for path in (f"/openai{CHAT}", f"/s/one%20scope{CHAT}?a=b"):
        httpx.post(f"{address}{path}", json=ASKED)

    play, miss = told(2)
    for each in (play, miss):
        assert each.pop("time").endswith("Z")
        assert 0 < each.pop("first_ms") <= each.pop("ms")
    common = {"method": "POST", "api": "openai-chat", "model": "gpt-4o", "fault": None}
    assert play == {
        **common,
        "path": f"/openai{CHAT}",
        "scope": None,
        "action": "play",
        "recording": recording.name,
        "status": 200,
        "bytes": len(recording.response.body),
        "miss": None,
    }
    assert miss.pop("bytes") > 0
    assert miss == {
        **common,
        "path": f"/s/one%20scope{CHAT}?a=b",
        "scope": "one scope",
        "action": "miss",
        "recording": None,
        "status": 404,
        "miss": "differs",
    }


def test_a_line_for_people(served, keep, logged):
    """
    Says the same in words.
    """
    recording = keep(CHAT, ASKED, ANSWERED)
    httpx.post(f"{served(log=LogStyle.TEXT)}{CHAT}", json=ASKED)

    (line,) = logged(1)
    assert f"POST {CHAT} 200 play recording={recording.name} api=openai-chat model=gpt-4o " in line


def test_nothing_is_said_unasked(served, keep, capsys):
    """
    A server that plays thousands a second would do nothing else.
    """
    keep(CHAT, ASKED, ANSWERED)
    address = served()
    for _ in range(3):
        httpx.post(f"{address}{CHAT}", json=ASKED)

    assert capsys.readouterr().err == ""


def test_what_is_repeated_is_logged_too(served, keep, told):
    """
    A log with holes is none: while there is one, each request goes through the application.
    """
    keep(CHAT, ASKED, ANSWERED)
    address = served(log=LogStyle.JSON, repeat=Repeat.LAST)
    for _ in range(4):
        httpx.post(f"{address}{CHAT}", json=ASKED)

    assert [each["action"] for each in told(4)] == ["play"] * 4


def test_live_requests_and_faults_have_their_names(served, told):
    """
    Each by what was done, not by what was meant.
    """
    answer = Answer.of(200, {"content-type": "application/json"}, [b"{}"])
    with Upstream([answer]) as upstream:
        settings = {"upstreams": {"openai": upstream.url}, "faults": parse_faults("refused")}
        address = served(Mode.RECORD_IF_MISSING, log=LogStyle.JSON, repeat=Repeat.LAST, **settings)
        httpx.post(f"{address}{CHAT}", json=ASKED)
        with pytest.raises(httpx.TransportError):
            httpx.post(f"{address}{CHAT}", json=ASKED)

    live, fault = told(2)
    assert (live["action"], live["status"], live["bytes"], live["fault"]) == ("live", 200, 2, None)
    assert (fault["action"], fault["status"], fault["bytes"], fault["fault"]) == ("fault", None, 0, "refused")


def test_a_client_without_the_servers_key_is_logged(served, told, monkeypatch):
    """
    Without what it sent as one.
    """
    monkeypatch.setenv("DOOR", "k-canary-42")
    httpx.post(f"{served(log=LogStyle.JSON, inbound_key='DOOR')}{CHAT}", json=ASKED)

    (line,) = told(1)
    assert (line["action"], line["status"], line["api"]) == ("locked", 401, None)


def test_our_own_pages_are_not_logged(served, capsys):
    """
    A probe once a second would hide all else.
    """
    address = served(log=LogStyle.TEXT)
    for page in ("health", "metrics", "what"):
        httpx.get(f"{address}/_understudy/{page}")

    assert capsys.readouterr().err == ""


def test_bodies_are_logged_on_demand(served, keep, told):
    """
    What was asked and what came, as text.
    """
    keep(CHAT, ASKED, ANSWERED)
    httpx.post(f"{served(log=LogStyle.JSON, log_bodies=True)}{CHAT}", json=ASKED)

    (line,) = told(1)
    assert (json.loads(line["asked"]), json.loads(line["answered"])) == (ASKED, ANSWERED)


@pytest.mark.parametrize("style", [LogStyle.TEXT, LogStyle.JSON])
@pytest.mark.parametrize("mode", [Mode.REPLAY, Mode.LIVE])
def test_no_key_is_ever_logged(served, logged, monkeypatch, style, mode):
    """
    Not from a header, the query, a field, nor where an upstream repeats one.
    """
    monkeypatch.setenv("OPERATORS", "sk-canary-operators")
    headers = {"authorization": "Bearer sk-canary-1", "cookie": "session=canary-2", "x-api-key": "canary-3"}
    asked = {**ASKED, "api_key": "canary-5", "note": "mine is sk-canary-1"}
    said = [b'{"error": "wrong key: sk-canary-1, canary-3, sk-canary-operators; token', b's", "token": "canary-6"}']
    with Upstream([Answer.of(401, {"content-type": "application/json", "set-cookie": "canary-7"}, said)]) as upstream:
        settings = {"upstreams": {"openai": upstream.url}, "upstream_keys": {"openai": "OPERATORS"}}
        address = served(mode, log=style, log_bodies=True, **settings)
        httpx.post(f"{address}{CHAT}?key=canary-4&client_secret=canary-8", json=asked, headers=headers)

    lines = logged(3 if style is LogStyle.TEXT else 1)
    assert "canary" not in "".join(lines)
    assert "<redacted>" in lines[0]


def test_troubles_are_objects_in_a_log_of_objects(capsys):
    """
    Who reads it line by line meets nothing else.
    """
    Troubles(as_json=True).note(StoreUnusable("/s: cannot be written\n\n  Make room."), "saving a recording")

    told = json.loads(capsys.readouterr().err)
    assert (told["trouble"], told["during"]) == ("/s: cannot be written\n\n  Make room.", "saving a recording")
