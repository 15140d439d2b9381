"""`engine/session.py`, where several recordings may answer."""

from __future__ import annotations

import pytest

from understudy.engine import Play, Refuse

OPENAI, LOCAL = "https://api.openai.com/v1/chat/completions", "http://127.0.0.1:8080/v1/chat/completions"


def said(decision):
    assert isinstance(decision, Play), decision
    return b"".join(decision.playback.chunks).decode()


@pytest.mark.parametrize(
    "scope, expected",
    [
        pytest.param("t::a", ["own", "none"], id="own-first-then-those-of-all"),
        pytest.param("t::new", ["none"], id="those-of-all"),
    ],
)
def test_which_recordings_a_scope_may_be_answered_from(scope, expected, session, record, ask):
    """
    A test gets its own recordings first, then those of no test, and never another one's.
    """
    record("other", scope="t::b")
    record("none")
    record("own", scope="t::a")
    replay = session(scope=scope)

    assert [said(replay.decide(ask())) for _ in expected] == expected
    assert isinstance(replay.decide(ask()), Refuse)


def test_a_request_without_a_scope_may_be_answered_from_everything(session, record, ask):
    """
    Whoever says no test gets what belongs to none first, then what belongs to any.
    """
    record("other", scope="t::b")
    record("none")
    record("own", scope="t::a")
    replay = session()

    first, *others = [said(replay.decide(ask())) for _ in range(3)]

    assert (first, sorted(others)) == ("none", ["other", "own"])
    assert isinstance(replay.decide(ask()), Refuse)


def test_each_scope_plays_for_itself(session, record, ask):
    """
    A recording of all scopes answers once in each of them: one test never eats the answer of the next.
    """
    record("a")
    server = session()

    for scope in ("t::a", "t::b", None):
        assert said(server.decide(ask(), scope=scope)) == "a"
        assert isinstance(server.decide(ask(), scope=scope), Refuse)


def test_a_request_names_its_scope_instead_of_the_sessions(session, record, ask):
    """
    Over HTTP each request says which test it belongs to.
    """
    record("mine", scope="t::mine")
    record("yours", scope="t::yours")

    assert said(session(scope="t::mine").decide(ask(), scope="t::yours")) == "yours"


def test_among_equal_requests_the_same_server_comes_first(session, record, ask):
    """
    Two servers that were asked the same answer each for itself; another one's answer is better than none.
    """
    record("openai", url=OPENAI)
    record("local", url=LOCAL)

    assert said(session().decide(ask(url=LOCAL))) == "local"
    assert said(session().decide(ask(url=OPENAI))) == "openai"
    assert said(session().decide(ask(url="https://elsewhere/v1/chat/completions"))) in ("local", "openai")
    replay = session()
    assert [said(replay.decide(ask(url=LOCAL))) for _ in range(2)] == ["local", "openai"]


def test_an_own_scope_counts_more_than_the_same_server(session, record, ask):
    """
    What a test recorded answers it, wherever that was recorded from.
    """
    record("own", url=OPENAI, scope="t::a")
    record("none", url=LOCAL)

    assert said(session(scope="t::a").decide(ask(url=LOCAL))) == "own"


def test_a_server_that_is_only_a_guess_does_not_choose(session, record, ask):
    """
    Behind a proxy that knows no upstream the first recording answers, wherever it came from.
    """
    [openai] = record("openai", url=OPENAI)
    [local] = record("local", url=LOCAL)

    decisions = [session().decide(ask(url=url), is_origin_known=False) for url in (OPENAI, LOCAL)]

    assert [decision.playback.name for decision in decisions] == [min(openai, local)] * 2
