from __future__ import annotations

import json

import pytest

import understudy
from understudy.engine import Forward, Play, Refuse, Repeat
from understudy.errors import RecordingUnreadable
from understudy.misses import Reason
from understudy.model import ACTIONS, Action, Lookup, Mode, Request

OPENAI = "https://api.openai.com/v1/chat/completions"

# What the decision is for each action of the mode table.
DECISIONS = {
    Action.PLAY: Play,
    Action.REFUSE: Refuse,
    Action.KEEP: Forward,
    Action.REPLACE: Forward,
    Action.SEND: Forward,
}
CELLS = [
    pytest.param(mode, lookup, DECISIONS[action], id=f"{mode.value}, {lookup.value}")
    for mode, row in ACTIONS.items()
    for lookup, action in row.items()
]


def said(decision):
    assert isinstance(decision, Play), decision
    return b"".join(decision.playback.chunks).decode()


def refused(decision):
    assert isinstance(decision, Refuse), decision
    return decision.miss


@pytest.mark.parametrize("mode, lookup, kind", CELLS)
def test_a_session_decides_by_the_mode_table(mode, lookup, kind, session, record, ask, answer):
    """
    In each mode each kind of request is played, refused or sent, as the table says.
    """
    if lookup is not Lookup.MISS:
        record("a")
    opened = session(mode)
    if lookup is Lookup.EXHAUSTED:
        first = opened.decide(ask())
        if isinstance(first, Forward):
            answer(first)

    assert type(opened.decide(ask())) is kind


@pytest.mark.parametrize("mode", Mode)
def test_only_what_the_table_says_is_written(mode, session, record, ask, answer, tmp_path):
    """
    Replay and live write nothing at all; the others keep what was missing, and `record` replaces what was there.
    """
    [name] = record("a")
    before = (tmp_path / "recordings" / name).read_bytes()
    opened = session(mode)

    for decision in (opened.decide(ask()), opened.decide(ask("ho"))):
        if isinstance(decision, Forward):
            answer(decision)

    files = {path.name: path.read_bytes() for path in (tmp_path / "recordings").iterdir()}
    assert len(files) == (2 if mode in (Mode.RECORD, Mode.RECORD_IF_MISSING) else 1)
    assert (files[name] != before) == (mode is Mode.RECORD)


def test_live_does_not_even_read_the_store(session, tmp_path, ask):
    """
    A damaged store stops nobody who does not use it.
    """
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "x.json").write_text("{")

    assert isinstance(session(Mode.LIVE).decide(ask()), Forward)
    with pytest.raises(RecordingUnreadable):
        session(Mode.REPLAY)


def test_equal_requests_are_answered_in_their_recorded_order(session, record, ask):
    """
    The first call gets the first answer, the second the second, and so in every run.
    """
    record("a", "b", "c")

    for _ in range(2):
        replay = session()
        assert [said(replay.decide(ask())) for _ in range(3)] == ["a", "b", "c"]


def test_ten_and_more_equal_requests_keep_their_order(session, record, ask):
    """
    The tenth comes after the ninth, not after the first.
    """
    record(*"abcdefghijkl")
    replay = session()

    assert "".join(said(replay.decide(ask())) for _ in range(12)) == "abcdefghijkl"


def test_different_requests_need_no_order(session, record, ask):
    """
    A program that asks its questions in another order gets the answers that belong to them.
    """
    record("a1", "a2", question="a")
    record("b1", question="b")
    record("c1", question="c")
    replay = session()

    assert [said(replay.decide(ask(question))) for question in "caba"] == ["c1", "a1", "b1", "a2"]


def test_a_request_that_differs_is_never_answered(session, record, ask):
    """
    The nearest recording explains a miss, and that is all it does.
    """
    [name] = record("a")

    miss = refused(session().decide(ask(temperature=0.5)))

    assert miss.reason is Reason.DIFFERS
    assert miss.nearest.name == name
    assert [difference.path for difference in miss.nearest.differences] == ["temperature"]


def test_a_request_that_was_answered_as_often_as_recorded_is_a_miss(session, record, ask):
    """
    One call too many says so, and how often there was an answer.
    """
    record("a", "b")
    replay = session()
    for _ in range(2):
        replay.decide(ask())

    miss = refused(replay.decide(ask()))

    assert (miss.reason, miss.detail) == (Reason.ALREADY_PLAYED, "its 2 recordings answered before")


@pytest.mark.parametrize(
    "repeat, expected",
    [
        (Repeat.IN_ORDER, ["a", "b", None, None]),
        (Repeat.LAST, ["a", "b", "b", "b"]),
        (Repeat.CYCLE, ["a", "b", "a", "b"]),
    ],
)
def test_what_answers_once_everything_is_played(repeat, expected, session, record, ask):
    """
    By default nothing; on request the last answer again, or all of them from the first on.
    """
    record("a", "b")
    replay = session(repeat=repeat)

    found = [replay.decide(ask()) for _ in expected]

    assert [said(each) if isinstance(each, Play) else None for each in found] == expected


@pytest.mark.parametrize("repeat", Repeat)
def test_repeating_never_answers_what_is_not_recorded(repeat, session, record, ask):
    """
    However often an answer may be given, it is given to its own request.
    """
    record("a")

    assert isinstance(session(repeat=repeat).decide(ask("ho")), Refuse)


@pytest.mark.parametrize(
    "spoil, complaint",
    [
        (lambda text: text[:200], "cut short"),
        (lambda text: text.replace('"marks": "', '"marks": "?'), "response.marks: expected"),
        (lambda text: text.replace('"hi"', '"ho"'), "changed while the session was open"),
        (None, "cannot be read"),
    ],
    ids=["cut-short", "damaged", "another-request", "gone"],
)
def test_a_recording_that_cannot_be_read_any_more_is_a_miss_that_says_so(
    spoil, complaint, session, record, ask, tmp_path
):
    """
    A file that changed under an open session never answers wrongly, and never lets the request through.
    """
    [name] = record("a")
    replay = session()
    path = tmp_path / "recordings" / name
    if spoil:
        path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    else:
        path.unlink()

    miss = refused(replay.decide(ask()))

    assert miss.reason is Reason.UNREADABLE
    assert complaint in miss.detail
    assert name in miss.detail


def test_a_recording_that_never_was_an_answer_is_a_miss_that_says_so(session, shared, tmp_path):
    """
    A recorded failure of the recording program itself answers nobody; the miss names it, and why.
    """
    text = next((shared / "seed").iterdir()).read_text("utf-8")
    document = json.loads(text)
    document["response"] = {
        "body": None,
        "is_streaming": False,
        "is_exception": True,
        "exception_data": {"category": "generic", "type": "ValueError", "message": "x"},
        "exception_message": "x",
    }
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "odd.json").write_text(json.dumps(document))
    request = understudy.load(tmp_path / "recordings" / "odd.json").request

    miss = refused(session().decide(request))

    assert miss.reason is Reason.NOT_SERVABLE
    assert "no HTTP response is behind it" in str(miss).splitlines()[0]
    assert miss.remedies[-1].endswith(" odd.json")


def test_the_seed_answers_its_request(session, shared, tmp_path):
    """
    A folder that holds the seed plays it to whoever asks what the seed asked.
    """
    [seed] = (shared / "seed").iterdir()
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / seed.name).write_bytes(seed.read_bytes())
    body = json.loads(seed.read_text("utf-8"))["request"]["body"]

    decision = session().decide(Request("POST", OPENAI, (), json.dumps(body).encode()))

    assert "Cleveland Cavaliers and the Brooklyn Nets" in said(decision)
    assert decision.playback.is_streaming
