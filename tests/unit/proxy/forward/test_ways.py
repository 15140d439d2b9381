"""Hosts that are answered for, pass, or are refused, and requests that only look like an API's."""

from __future__ import annotations

import socket

import pytest

from understudy.engine import Forward, Play, Refuse, Session
from understudy.model import Mode, Request
from understudy.proxy.forward.ways import Fail, Pass, Way, Ways
from understudy.store import Directory

PRICES = "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices.json"


@pytest.fixture
def ways(store):
    """Ways of a session in this mode, and the session."""

    def make(mode):
        session = Session(Directory(store), mode)
        return Ways(session, ["Ignored.example", "localhost"], 8090), session

    return make


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize(
    ("host", "in_replay", "else_"),
    [
        ("api.openai.com", Way.ANSWERED, Way.ANSWERED),
        ("raw.githubusercontent.com", Way.ANSWERED, Way.ANSWERED),
        ("ignored.example", Way.PASSED, Way.PASSED),
        ("telemetry.crewai.com", Way.REFUSED, Way.PASSED),
    ],
)
def test_a_host_has_a_way(ways, mode, host, in_replay, else_):
    """
    A host that side traffic shares with others is looked into.
    """
    assert ways(mode)[0].way_to(host) is (in_replay if mode is Mode.REPLAY else else_)


def test_side_traffic_is_counted(ways):
    """
    By its name, as in process.
    """
    made, session = ways(Mode.REPLAY)
    made.way_to("telemetry.crewai.com")

    assert dict(session.journal.side_traffic) == {"CrewAI (telemetry)": 1}


def test_side_traffic_within_a_host_fails_quietly_in_replay(ways):
    """
    It is no miss; one that is recorded is played.
    """
    made, session = ways(Mode.REPLAY)

    decision = made.decide(session, Request("GET", PRICES), "raw.githubusercontent.com", None)

    assert isinstance(decision, Fail)
    assert (session.journal.missed, sum(session.journal.side_traffic.values())) == (0, 1)


def test_side_traffic_within_a_host_passes_otherwise(ways):
    """
    And is not recorded.
    """
    made, session = ways(Mode.RECORD)

    assert isinstance(made.decide(session, Request("GET", PRICES), "raw.githubusercontent.com", None), Pass)
    assert session.journal.sent == 0


@pytest.mark.parametrize(("mode", "kind"), [(Mode.REPLAY, Refuse), (Mode.RECORD, Forward)])
def test_everything_else_is_the_sessions(ways, mode, kind):
    """
    Its decision, and its journal.
    """
    made, session = ways(mode)

    assert isinstance(made.decide(session, Request("GET", "https://h.example/v1/models"), "h.example", None), kind)


def test_a_recording_is_played(ways, keep):
    """
    Whatever server it came from.
    """
    keep("/v1/models", None, {"data": []}, method="GET")
    made, session = ways(Mode.REPLAY)

    assert isinstance(made.decide(session, Request("GET", "https://h.example/v1/models"), "h.example", None), Play)


@pytest.mark.parametrize("mode", Mode)
def test_what_is_ignored_passes_in_any_mode(ways, mode):
    """
    Plain requests, too.
    """
    made, session = ways(mode)

    assert isinstance(made.decide(session, Request("GET", "http://ignored.example/"), "ignored.example", None), Pass)


@pytest.mark.parametrize(
    ("host", "port", "is_us"),
    [
        ("localhost", 8090, True),
        ("127.0.0.1", 8090, True),
        ("::1", 8090, True),
        ("10.0.0.7", 8090, True),
        (socket.gethostname(), 8090, True),
        ("127.0.0.1", 8091, False),
        ("10.0.0.8", 8090, False),
        ("api.openai.com", 8090, False),
    ],
)
def test_a_request_to_ourselves_is_known(ways, host, port, is_us):
    """
    By any name of this machine, and by the address that the client reached us at.
    """
    assert ways(Mode.REPLAY)[0].is_us(host, port, "10.0.0.7") is is_us
