"""`engine/weaker.py`: a recording whose conversation begins alike, where a user asks for that."""

from __future__ import annotations

import json

import pytest

from understudy.engine import Faults, Forward, Match, Part, Play, Refuse, Repeat, Session, WeakerMatch, parse_match
from understudy.errors import WrongUse
from understudy.match import parse_rules
from understudy.misses import Reason
from understudy.model import Call, Mode, Request, parse_faults
from understudy.store import Directory

CHAT = "https://api.openai.com/v1/chat/completions"


@pytest.fixture
def talk():
    """A request that goes on with a conversation in which the user and the assistant take turns."""

    def request(*texts, url=CHAT, **fields):
        roles = ["user", "assistant"] * len(texts)
        turns = [{"role": role, "content": text} for role, text in zip(roles, texts, strict=False)]
        body = {"model": "m", "messages": turns, **fields}
        return Request("POST", url, (("content-type", "application/json"),), json.dumps(body).encode())

    return request


@pytest.fixture
def keep(session, answer):
    """Records an answer to each request, one after another, and gives the recordings' names."""

    def record(*requests, scope=None):
        recorder = session(Mode.RECORD_IF_MISSING, scope=scope)
        for number, request in enumerate(requests, start=1):
            answer(recorder.decide(request), b'{"answer":%d}' % number)
        return list(recorder.journal.kept)

    return record


@pytest.fixture
def replay(session):
    """A session that may use the weaker rule."""
    return lambda **settings: session(match=Match.PREFIX, **settings)


def name_of(decision):
    return decision.playback.name if isinstance(decision, Play) else None


def test_the_recorded_next_turn_answers(replay, keep, talk):
    """
    One turn differs by a word; what was recorded for this step is the answer, and is told.
    """
    [_, second] = keep(talk("a"), talk("a", "b", "It took 12 ms."))
    session = replay()

    decision = session.decide(talk("a", "b", "It took 14 ms."))

    assert b"".join(decision.playback.chunks) == b'{"answer":2}'
    assert session.weaker == (WeakerMatch(second, "prefix", 2, 3, "messages[2].content", is_one_of_several=False),)
    assert (dict(session.journal.played), session.journal.missed) == ({second: 1}, 0)


def test_nobody_asked_nothing_answers(session, keep, talk):
    """
    By default a request that differs is a miss.
    """
    keep(talk("a", "b", "c"))

    decision = session().decide(talk("a", "b", "x"))

    assert decision.miss.reason is Reason.DIFFERS


@pytest.mark.parametrize("mode", [Mode.RECORD_IF_MISSING, Mode.RECORD, Mode.LIVE])
def test_only_a_replay_makes_do(mode, replay, keep, talk):
    """
    What can be asked is asked.
    """
    keep(talk("a", "b", "c"))

    assert isinstance(replay(mode=mode).decide(talk("a", "b", "x")), Forward)


def test_an_equal_one_comes_first(replay, keep, talk):
    """
    It is no weaker match.
    """
    [_, second] = keep(talk("a", "b", "c"), talk("a", "b", "d"))
    session = replay()

    assert name_of(session.decide(talk("a", "b", "d"))) == second
    assert session.weaker == ()


@pytest.mark.parametrize(
    "texts, fields",
    [
        (("x", "b", "c"), {}),
        (("x",), {}),
        (("a",), {}),
        (("a", "b", "c", "d"), {}),
        (("a", "b", "x"), {"model": "n"}),
        (("a", "b", "x"), {"temperature": 0}),
        (("a", "b", "x"), {"url": "https://api.openai.com/v1/responses"}),
    ],
    ids=["other first turn", "only turn", "earlier step", "later step", "model", "parameter", "endpoint"],
)
def test_what_is_no_such_conversation_is_a_miss(texts, fields, replay, keep, talk):
    """
    As if nobody had asked.
    """
    keep(talk("a", "b", "c"))
    session = replay()

    decision = session.decide(talk(*texts, **fields))

    assert isinstance(decision, Refuse)
    assert (session.weaker, session.journal.missed) == ((), 1)


def test_most_equal_turns_win(replay, keep, talk):
    """
    Whatever the order of recording.
    """
    names = keep(talk("a", "x", "x", "x", "x"), talk("a", "b", "c", "x", "x"), talk("a", "b", "x", "x", "x"))

    assert name_of(replay().decide(talk("a", "b", "c", "d", "e"))) == names[1]


def test_each_answers_once_in_order(replay, keep, talk):
    """
    As near as each other, they go by name; then there is none left. The first is said to be one of several.
    """
    names = sorted(keep(talk("a", "b", "c"), talk("a", "b", "d")))
    session = replay(repeat=Repeat.LAST)

    decisions = [session.decide(talk("a", "b", "x")) for _ in range(3)]

    assert [name_of(each) for each in decisions] == [*names, None]
    assert [each.is_one_of_several for each in session.weaker] == [True, False]
    assert "the first of several" in str(session.weaker[0])


def test_samples_of_one_request_go_by_sequence(replay, keep, talk):
    """
    They are no several: their requests are one.
    """
    request = talk("a", "b", "c")
    names = keep(request, request)
    replayed = replay()

    assert [name_of(replayed.decide(talk("a", "b", "x"))) for _ in range(2)] == names
    assert not any(each.is_one_of_several for each in replayed.weaker)


def test_what_was_played_is_not_played_again(replay, keep, talk):
    """
    It has answered its own request.
    """
    keep(talk("a", "b", "c"))
    session = replay()
    session.decide(talk("a", "b", "c"))

    assert isinstance(session.decide(talk("a", "b", "x")), Refuse)


def test_its_own_request_is_answered_all_the_same(replay, keep, talk):
    """
    An exact answer is right whatever was made of it before.
    """
    [name] = keep(talk("a", "b", "c"))
    session = replay()
    session.decide(talk("a", "b", "x"))

    assert name_of(session.decide(talk("a", "b", "c"))) == name
    assert (len(session.weaker), session.journal.played[name]) == (1, 2)


def test_a_request_whose_recordings_are_all_played_is_a_miss(replay, keep, talk):
    """
    It is recorded: another conversation's answer is not what it asks for.
    """
    keep(talk("a", "b", "c"), talk("a", "b", "d"))
    session = replay()
    session.decide(talk("a", "b", "c"))

    assert session.decide(talk("a", "b", "c")).miss.reason is Reason.ALREADY_PLAYED


def test_a_conversation_goes_on(replay, keep, talk):
    """
    After one turn that differs every later step has fewer equal turns than it could, and still its own recording.
    """
    names = keep(talk("a"), talk("a", "b", "c"), talk("a", "b", "c", "d", "e"))
    session = replay()

    played = [name_of(session.decide(talk(*"abxde"[:count]))) for count in (1, 3, 5)]

    assert played == names
    assert [(each.equal, each.turns) for each in session.weaker] == [(2, 3), (2, 5)]


def test_a_scopes_own_comes_first(replay, keep, talk):
    """
    Then what has none; of another scope's nothing answers.
    """
    [shared] = keep(talk("a", "b", "c"))
    [own] = keep(talk("a", "b", "d"), scope="t::own")
    keep(talk("a", "b", "e"), scope="t::other")
    session = replay(scope="t::own")

    played = [name_of(session.decide(talk("a", "b", "x"))) for _ in range(3)]

    assert played == [own, shared, None]


def test_more_equal_turns_weigh_more_than_the_scope(replay, keep, talk):
    """
    A scope is no turn.
    """
    [shared] = keep(talk("a", "b", "c"))
    keep(talk("a", "x", "c"), scope="t::own")

    assert name_of(replay(scope="t::own").decide(talk("a", "b", "y"))) == shared


def test_without_a_scope_all_may_answer(replay, keep, talk):
    """
    Those without one first.
    """
    [scoped] = keep(talk("a", "b", "c"), scope="t::one")
    [shared] = keep(talk("a", "b", "d"))
    session = replay()

    assert [name_of(session.decide(talk("a", "b", "x"))) for _ in range(3)] == [shared, scoped, None]


def test_scopes_do_not_take_from_each_other(replay, keep, talk):
    """
    Each has a recording without a scope once, as with exact ones.
    """
    [name] = keep(talk("a", "b", "c"))
    session = replay()

    played = [name_of(session.decide(talk("a", "b", "x"), scope=scope)) for scope in ("t::one", "t::two", "t::one")]

    assert played == [name, name, None]


def test_the_same_server_comes_first(replay, keep, talk):
    """
    Of those that are as near.
    """
    keep(talk("a", "b", "c"))
    [other] = keep(talk("a", "b", "d", url="http://127.0.0.1:9/v1/chat/completions"))

    assert name_of(replay().decide(talk("a", "b", "x", url="http://127.0.0.1:9/v1/chat/completions"))) == other


def test_a_scopes_own_comes_before_the_same_server(replay, keep, talk):
    """
    As with exact answers.
    """
    url = "http://127.0.0.1:9/v1/chat/completions"
    keep(talk("a", "b", "c", url=url))
    [own] = keep(talk("a", "b", "d"), scope="t::own")

    assert name_of(replay(scope="t::own").decide(talk("a", "b", "x", url=url))) == own


def test_a_damaged_recording_is_told(replay, keep, talk, tmp_path):
    """
    It is the nearest, and cannot answer: that is why there is none.
    """
    [name] = keep(talk("a", "b", "c"))
    session = replay()
    session.decide(talk("z", "z"))
    path = tmp_path / "recordings" / name
    path.write_text(path.read_text()[:-20])

    decision = session.decide(talk("a", "b", "x"))

    assert decision.miss.reason is Reason.UNREADABLE
    assert session.weaker == ()


def test_calls_of_functions_have_no_turns(replay):
    """
    They differ or they do not.
    """
    assert isinstance(replay().decide_call(Call("p", "f", {"messages": [1, 2]})), Refuse)


def test_what_is_recorded_meanwhile_is_found(tmp_path, keep, talk, replay):
    """
    By a scope that replays beside others that record.
    """
    keep(talk("a", "b", "c"))
    session = replay()
    session.decide(talk("z", "z"))
    [name] = keep(talk("z", "b", "c"))
    session._index.add(next(each for each in Directory(tmp_path / "recordings").entries() if each.name == name))

    assert name_of(session.decide(talk("z", "b", "x"))) == name


def test_a_part_begins_anew(replay, keep, talk):
    """
    A test that is run again sees the same answers; the whole session counts them all.
    """
    [name] = keep(talk("a", "b", "c"), scope="t::a")
    whole = replay()

    for _ in range(2):
        part = Part(whole, "t::a", mode=Mode.REPLAY, mode_source="", repeat=Repeat.IN_ORDER)
        assert [name_of(part.decide(talk("a", "b", "x"))) for _ in range(2)] == [name, None]
        assert len(part.weaker) == 1
    assert (len(whole.weaker), whole.journal.played[name], whole.journal.weaker[name]) == (2, 2, 2)


def test_a_client_that_met_a_fault_asks_again(replay, keep, talk):
    """
    What broke was not the answer's turn.
    """
    [name] = keep(talk("a", "b", "c"))
    session = replay(faults=Faults(parse_faults(["status=429 times=1"])))

    decisions = [session.decide(talk("a", "b", "x")) for _ in range(2)]

    assert [each.fault and each.fault.name for each in decisions] == ["status=429", None]
    assert [each.name for each in session.weaker] == [name]


def test_what_a_fault_only_changed_is_counted(replay, keep, talk):
    """
    The client had an answer to another request, and goes on with it.
    """
    [name] = keep(talk("a", "b", "c"))
    session = replay(faults=Faults(parse_faults(["slow-loris=1ms"])))

    decisions = [session.decide(talk("a", "b", "x")) for _ in range(2)]

    assert decisions[0].fault.takes_turn
    assert isinstance(decisions[1], Refuse)
    assert ([each.name for each in session.weaker], session.played) == ([name], ())


class TestVolatileValues:
    """Answers follow in what is known to be the same."""

    @pytest.fixture
    def dated(self, tmp_path, answer):
        """A session on the test's own store, with a rule for dates."""

        def make(mode=Mode.REPLAY):
            store = Directory(tmp_path / "recordings", rules=parse_rules(volatile=["iso-date"]))
            return Session(store, mode, match=Match.PREFIX)

        return make

    def test_values_of_equal_turns_follow(self, dated, talk, answer):
        """
        Though they are counted anew in what differs.
        """
        answer(dated(Mode.RECORD).decide(talk("On 2026-11-22.", "b", "c")), b'{"on":"2026-11-22"}')

        decision = dated().decide(talk("On 2027-01-05.", "b", "On 2027-03-03."))

        assert b"".join(decision.playback.chunks) == b'{"on":"2027-01-05"}'

    def test_values_of_other_turns_stay(self, dated, talk, answer):
        """
        Nobody knows whether they mean the same.
        """
        answer(dated(Mode.RECORD).decide(talk("a", "b", "c on 2026-11-22")), b'{"on":"2026-11-22"}')

        decision = dated().decide(talk("a", "b", "d on 2027-01-05"))

        assert b"".join(decision.playback.chunks) == b'{"on":"2026-11-22"}'


@pytest.mark.parametrize("match", Match)
def test_a_match_has_a_name(match):
    """
    As settings spell it.
    """
    assert parse_match(match.value) is parse_match(match) is match


def test_an_unknown_name_lists_the_known_ones():
    """
    Both.
    """
    with pytest.raises(WrongUse, match="match 'fuzzy' does not exist\n\n  It is one of exact, prefix"):
        parse_match("fuzzy")
