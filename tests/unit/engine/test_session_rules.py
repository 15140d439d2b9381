"""`engine/session.py` with the rules of a project: what does not count, what is volatile, and answers that follow."""

from __future__ import annotations

import json

import pytest

from understudy.engine import Play, Refuse, Repeat, Return, Session
from understudy.errors import WrongUse
from understudy.match import parse_rules
from understudy.match.ready_made import READY_MADE
from understudy.model import Call, Mode, Raised, Returned
from understudy.store import Directory

TICKET = {"name": "ticket", "pattern": "T-[0-9]+"}

KINDS = {
    "iso-time": ("2026-11-22T10:05:00Z", "2027-01-05T23:59:59.5+01:00"),
    "iso-date": ("2026-11-22", "2027-01-05"),
    "uuid": ("8c6f0f6e-98c4-4d5c-a9a3-0bb2d94a1f58", "11111111-2222-4333-8444-555555555555"),
    "temporary-path": ("/tmp/pytest-of-me/pytest-3/a.txt", "/var/folders/ab/c_1/T/x/a.txt"),
    "port": ("http://localhost:8080/", "http://localhost:43211/"),
    "hostname": ("build-7.internal", "laptop.local"),
    "long-float": ("0.1234567890123", "-12.000000001"),
    "git-hash": ("17f8e67dba1b4a3be2aa0a3f8e4d4f5a6b7c8d9e", "0" * 40),
    "ticket": ("T-1", "T-4711"),
}


@pytest.fixture
def session(tmp_path):
    """A session on the test's own store, with rules."""

    def make(*volatile, mode=Mode.REPLAY, ignore=(), follow=True, **settings):
        kinds = [TICKET if each == "ticket" else each for each in volatile]
        rules = parse_rules(ignore, kinds, follow=follow)
        return Session(Directory(tmp_path / "recordings", "recordings", rules), mode, **settings)

    return make


@pytest.fixture
def stored(tmp_path):
    """The files of the store: name and content."""
    return lambda: {path.name: path.read_bytes() for path in (tmp_path / "recordings").iterdir()}


@pytest.fixture
def recorded(session, answer):
    """Records exchanges: a request and the body of its answer."""

    def record(request, body=b'{"ok":true}', *volatile, mode=Mode.RECORD, content_type="application/json", **settings):
        recorder = session(*volatile, mode=mode, **settings)
        answer(recorder.decide(request), body, content_type=content_type)
        return recorder

    return record


def said(decision):
    assert isinstance(decision, Play), decision.miss
    return b"".join(decision.playback.chunks).decode()


def test_every_ready_made_kind_is_tried():
    """
    And one of a project's own.
    """
    assert KINDS.keys() == {*READY_MADE, "ticket"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_with_another_volatile_value_is_answered(kind, session, recorded, ask):
    """
    What was recorded with one value answers a request with another one, wherever it stands.
    """
    one, other = KINDS[kind]
    recorded(ask(f"See {one}, please."), b'{"ok":true}', kind)

    assert isinstance(session(kind).decide(ask(f"See {other}, please.")), Play)
    assert isinstance(session(kind).decide(ask(f"Read {other}, please.")), Refuse)
    assert isinstance(session().decide(ask(f"See {other}, please.")), Refuse)


@pytest.mark.parametrize("kind", KINDS)
def test_equal_values_must_stand_in_equal_places(kind, session, recorded, ask):
    """
    Twice the same value is not two values, in whatever order.
    """
    one, other = KINDS[kind]
    recorded(ask(f"{one} or {one} or {other}"), b'{"ok":true}', kind)

    assert isinstance(session(kind).decide(ask(f"{other} or {other} or {one}")), Play)
    assert isinstance(session(kind).decide(ask(f"{one} or {other} or {other}")), Refuse)
    assert isinstance(session(kind).decide(ask(f"{one} or {one} or {one}")), Refuse)


def test_values_are_found_in_queries_numbers_and_forms(session, recorded, ask):
    """
    A query's value, a number of JSON, and a body that is text.
    """
    url = "https://api.openai.com/v1/chat/completions?day={}"
    recorded(ask(url=url.format("2026-11-22"), score=0.1234567890123), b"{}", "iso-date", "long-float")

    asked = ask(url=url.format("2027-01-05"), score=0.9876543210987)

    assert isinstance(session("iso-date", "long-float").decide(asked), Play)
    assert isinstance(session("iso-date", "long-float").decide(ask(url=url.format("today"), score=0.9)), Refuse)


def test_what_is_ignored_does_not_count(session, recorded, ask):
    """
    Another value, or none.
    """
    recorded(ask(metadata={"trace": "a", "user": "me"}), b"{}", ignore=["metadata.trace"])

    replay = session(ignore=["metadata.trace"], repeat=Repeat.CYCLE)
    assert isinstance(replay.decide(ask(metadata={"trace": "b", "user": "me"})), Play)
    assert isinstance(replay.decide(ask(metadata={"user": "me"})), Play)
    assert isinstance(replay.decide(ask(metadata={"trace": "a", "user": "you"})), Refuse)


def test_an_answer_follows_its_request(session, recorded, ask):
    """
    A value of the recorded request that the answer repeats is the current request's; others stay as recorded.
    """
    answered = {"text": "On 2026-11-22, not 2025-01-01", "arguments": '{"day":"2026-11-22"}'}
    recorded(ask("Today is 2026-11-22."), json.dumps(answered).encode(), "iso-date")

    replay = session("iso-date")

    assert json.loads(said(replay.decide(ask("Today is 2027-01-05.")))) == {
        "text": "On 2027-01-05, not 2025-01-01",
        "arguments": '{"day":"2027-01-05"}',
    }
    assert replay.journal.followed.total() == 2


def test_a_streamed_answer_follows_over_its_frames(session, recorded, ask):
    """
    Also where the value was cut.
    """
    frames = [json.dumps({"delta": {"content": text}}) for text in ("On 20", "26-11", "-22", ".")]
    body = "".join(f"data: {frame}\n\n" for frame in frames)
    recorded(ask("Today is 2026-11-22."), body.encode(), "iso-date", content_type="text/event-stream")

    played = said(session("iso-date").decide(ask("Today is 2027-01-05.")))

    assert played == body.replace("26-11", "27-01").replace("-22", "-05")


def test_answers_do_not_follow_where_that_is_off(session, recorded, ask):
    """
    Every byte is the recorded one.
    """
    body = b'{"text":"On 2026-11-22"}'
    recorded(ask("Today is 2026-11-22."), body, "iso-date")

    replay = session("iso-date", follow=False)

    assert said(replay.decide(ask("Today is 2027-01-05."))) == body.decode()
    assert not replay.journal.followed


def test_an_answer_to_the_very_same_request_is_the_recorded_one(session, recorded, ask):
    """
    Nothing follows where nothing differs.
    """
    recorded(ask("Today is 2026-11-22."), b'{"text":"On 2026-11-22"}', "iso-date")

    replay = session("iso-date")

    assert said(replay.decide(ask("Today is 2026-11-22."))) == '{"text":"On 2026-11-22"}'
    assert not replay.journal.followed


@pytest.mark.parametrize(
    "outcome, followed",
    [
        (Returned("json", {"day": ["on 2026-11-22"]}), Returned("json", {"day": ["on 2027-01-05"]})),
        (Raised("ValueError", "no 2026-11-22"), Raised("ValueError", "no 2027-01-05")),
    ],
)
def test_a_call_is_answered_and_its_outcome_follows(outcome, followed, session):
    """
    Functions' calls go by the same rules.
    """
    session("iso-date", mode=Mode.RECORD).decide_call(Call("p", "f", {"day": "2026-11-22"})).capture.came_to(outcome)

    replay = session("iso-date")

    assert replay.decide_call(Call("p", "f", {"day": "2027-01-05"})) == Return(followed)
    assert isinstance(replay.decide_call(Call("p", "f", {"day": "tomorrow"})), Refuse)
    assert replay.journal.followed.total() == 1


def test_stable_ids_stay_the_same(session, recorded, ask):
    """
    They come from the fingerprint, which is the same on every day.
    """
    body = b'{"id":"chatcmpl-live","created":7,"choices":[]}'
    recorded(ask("Today is 2026-11-22."), body, "iso-date")

    first, second = (json.loads(said(session("iso-date").decide(ask(f"Today is {day}.")))) for day in KINDS["iso-date"])

    assert first == second
    assert first["id"].startswith("rec-")


def test_recording_on_another_day_leaves_the_file(session, recorded, ask, stored):
    """
    Where the request differs in volatile values alone, and the answer in the same values at the same places.
    """
    body = '{"text":"On %s","id":"chatcmpl-%s"}'
    for day, id_ in zip(KINDS["iso-date"], ("live-one-1", "live-two-2"), strict=True):
        recorder = recorded(ask(f"Today is {day}."), (body % (day, id_)).encode(), "iso-date")
        if day == "2026-11-22":
            before = stored()

    assert stored() == before
    assert list(recorder.journal.kept.values()) == [False]


@pytest.mark.parametrize(
    "answers, follow",
    [
        (("On 2026-11-22", "On 2027-01-05!"), True),
        (("On 2026-11-22", "On 2026-11-22"), True),
        (("On 2026-11-22", "On 2027-01-05"), False),
    ],
    ids=["another text", "the same date", "nothing follows"],
)
def test_recording_another_answer_replaces_the_file(answers, follow, session, recorded, ask, stored):
    """
    The file of the day before is replaced, and there is no second one.
    """
    days = zip(KINDS["iso-date"], answers, strict=True)
    for day, text in days:
        body = json.dumps({"text": text}).encode()
        recorded(ask(f"Today is {day}."), body, "iso-date", follow=follow)

    [content] = stored().values()
    assert json.loads(content)["response"]["body"]["__data__"] == {"text": answers[1]}
    assert b"Today is 2027-01-05." in content


def test_recording_at_another_server_replaces_the_file(session, recorded, ask, stored):
    """
    Only volatile values are left out of what is compared.
    """
    for host in ("https://api.openai.com", "https://elsewhere.example"):
        recorded(ask("Today is 2026-11-22.", url=f"{host}/v1/chat/completions"), b"{}", "iso-date")

    [content] = stored().values()
    assert b"elsewhere.example" in content


def test_recording_what_is_ignored_anew_leaves_the_file(recorded, ask, stored):
    """
    A trace id changes no line.
    """
    recorded(ask(metadata={"trace": "a"}), b"{}", ignore=["metadata.trace"])
    before = stored()

    recorded(ask(metadata={"trace": "b"}), b"{}", ignore=["metadata.trace"])

    assert stored() == before


def test_recording_a_call_on_another_day_leaves_the_file(session, stored):
    """
    Its outcome is compared as it would be returned.
    """
    files = []
    for day in KINDS["iso-date"]:
        call = session("iso-date", mode=Mode.RECORD).decide_call(Call("p", "f", {"day": day}))
        call.capture.came_to(Returned("json", f"on {day}"))
        files.append(stored())

    assert files[0] == files[1]


def test_what_is_recorded_after_a_day_has_passed_replays(session, ask, answer):
    """
    A conversation whose second turn was recorded on another day than its first.
    """
    recorder = session("iso-date", mode=Mode.RECORD_IF_MISSING)
    answer(recorder.decide(ask("Today is 2026-11-22.")), b'{"text":"On 2026-11-22"}')
    later = session("iso-date", mode=Mode.RECORD_IF_MISSING)

    first = json.loads(said(later.decide(ask("Today is 2027-01-05."))))["text"]
    answer(later.decide(ask(f"Today is 2027-01-05. You said: {first}")), b'{"text":"Yes, 2027-01-05"}')

    replay = session("iso-date")
    first = json.loads(said(replay.decide(ask("Today is 2028-02-29."))))["text"]
    second = said(replay.decide(ask(f"Today is 2028-02-29. You said: {first}")))
    assert json.loads(second) == {"text": "Yes, 2028-02-29"}


def test_rules_that_merge_two_recordings_are_refused(session, recorded, ask, golden):
    """
    With both, and what differs: each would get the answer of whichever is asked first.
    """
    recorded(ask("Ticket T-1: why?"))
    recorded(ask("Ticket T-2: why?"))

    with pytest.raises(WrongUse) as refused:
        session("ticket")

    golden("rules/merged.txt", str(refused.value))


def test_recordings_of_two_scopes_are_not_merged(session, recorded, ask):
    """
    Each scope is answered from its own.
    """
    for scope in ("t::a", "t::b"):
        recorded(ask(f"Ticket T-{ord(scope[-1])}: why?"), scope.encode(), content_type="text/plain", scope=scope)

    assert said(session("ticket", scope="t::b").decide(ask("Ticket T-5: why?"))) == "t::b"


def test_samples_of_one_request_are_not_merged(session, recorded, ask, answer):
    """
    The same request twice is in order, as ever; so are those of two days.
    """
    recorder = session("ticket", mode=Mode.RECORD)
    for number in (b"1", b"2"):
        answer(recorder.decide(ask("Ticket T-1: why?")), number, content_type="text/plain")

    replay = session("ticket")

    assert [said(replay.decide(ask("Ticket T-9: why?"))) for _ in range(2)] == ["1", "2"]


def test_a_miss_shows_no_difference_that_is_none(session, recorded, ask):
    """
    What the rules leave out is not called a difference; what is one stands between placeholders.
    """
    recorded(ask("Ticket T-1 of 2026-11-22: why?", metadata={"trace": "a"}))

    replay = session("ticket", "iso-date", ignore=["metadata.trace"])
    miss = replay.decide(ask("Ticket T-2 of 2027-01-05: when?", metadata={"trace": "b"})).miss

    assert [(each.path, each.recorded, each.sent) for each in miss.nearest.differences] == [
        (
            "messages[0].content",
            '"Ticket <ticket:1> of <iso-date:1>: why?"',
            '"Ticket <ticket:1> of <iso-date:1>: when?"',
        )
    ]


def test_a_miss_shows_where_equal_values_are_not_equal_any_more(session, recorded, ask):
    """
    The numbers of the placeholders say it.
    """
    recorded(ask("T-1 and T-1?"))

    [difference] = session("ticket").decide(ask("T-1 and T-2?")).miss.nearest.differences

    assert (difference.recorded, difference.sent) == ('"<ticket:1> and <ticket:1>?"', '"<ticket:1> and <ticket:2>?"')
