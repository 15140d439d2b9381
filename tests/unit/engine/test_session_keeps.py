"""`engine/session.py`, where it records."""

from __future__ import annotations

import errno
import json
import os

import pytest

from understudy.engine import Forward, Part, Play, Repeat
from understudy.errors import StoreUnusable
from understudy.model import ALL_BUT_ERRORS, ClosedByClient, Complete, Failed, FailureKind, Keep, Mode, Request
from understudy.model.keep import BY_STATUS, When
from understudy.store import Directory

WITH_ERRORS = Keep(errors=True)
EVERY_KIND = [
    *((status, Complete(), when) for first, last, when in BY_STATUS for status in sorted({first, last})),
    (200, Failed(FailureKind.READ, "reset", 0), When.ON_REQUEST),
    *((None, Failed(kind, "refused", 0), When.ON_REQUEST) for kind in FailureKind),
]

RESPONSES = "https://api.openai.com/v1/responses"


@pytest.fixture
def stored(tmp_path):
    """The files of the store: name and content."""
    folder = tmp_path / "recordings"
    return lambda: {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def said(decision):
    assert isinstance(decision, Play), decision
    return b"".join(decision.playback.chunks).decode()


def test_what_was_recorded_is_replayed(session, ask, answer):
    """
    Each answer of a run is kept as it came, and a replay gives each call its own.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    for text in (b"one", b"two"):
        answer(recorder.decide(ask()), text, content_type="text/plain")
    answer(recorder.decide(ask("ho")), b"three", content_type="text/plain")

    replay = session()
    assert [said(replay.decide(ask())) for _ in range(2)] == ["one", "two"]
    assert said(replay.decide(ask("ho"))) == "three"
    assert replay.unused == ()


def test_answers_that_come_in_another_order_keep_the_order_of_their_requests(session, ask, answer):
    """
    Of two equal calls at once the first one's answer is the first recording, also where it was the later one.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    first, second = recorder.decide(ask()), recorder.decide(ask())

    answer(second, b"two", content_type="text/plain")
    answer(first, b"one", content_type="text/plain")

    replay = session()
    assert [said(replay.decide(ask())) for _ in range(2)] == ["one", "two"]


def test_record_if_missing_plays_what_is_there_and_keeps_what_is_more(session, record, ask, answer, stored):
    """
    A third call to what has two recordings becomes the third recording; the two are not touched.
    """
    record("a", "b")
    before = stored()
    recorder = session(Mode.RECORD_IF_MISSING)

    assert [said(recorder.decide(ask())) for _ in range(2)] == ["a", "b"]
    answer(recorder.decide(ask()), b"c", content_type="text/plain")

    assert before.items() <= stored().items()
    replay = session()
    assert [said(replay.decide(ask())) for _ in range(3)] == ["a", "b", "c"]


def test_a_recorder_does_not_play_what_it_just_recorded(session, ask, answer):
    """
    Within one run a second equal call is another exchange, not a copy of the first.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    answer(recorder.decide(ask()))

    assert isinstance(recorder.decide(ask()), Forward)
    assert isinstance(session(Mode.RECORD_IF_MISSING).decide(ask()), Play)


def test_record_replaces_each_recording_by_the_answer_in_its_place(session, record, ask, answer, stored):
    """
    Recording again keeps names and places, and a call more than before is kept as one more.
    """
    names = record("a", "b")
    recorder = session(Mode.RECORD)

    for text in (b"A", b"B", b"C"):
        answer(recorder.decide(ask()), text, content_type="text/plain")

    replay = session()
    assert [said(replay.decide(ask())) for _ in range(3)] == ["A", "B", "C"]
    assert set(names) < set(stored())
    assert [recording.name for recording in recorder.recorded][:2] == names


def test_recording_again_what_is_the_same_changes_no_line(session, ask, answer, stored):
    """
    Another id, another time, another request id: the files are as they were, to the byte.
    """
    chunk = '{"id":"chatcmpl-%s","created":%d,"choices":[{"message":{"content":"hi"}}]}'
    for number in range(2):
        recorder = session(Mode.RECORD, today=lambda number=number: f"2026-11-2{number}T00:00:00Z")
        for question in ("hi", "ho"):
            body = (chunk % (f"{question}-{number}", number)).encode()
            answer(recorder.decide(ask(question)), body, x_request_id=f"req_{number}")
        if number == 0:
            before = stored()

    assert stored() == before
    assert list(recorder.journal.kept.values()) == [False, False]


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda capture: (capture.head(503, ()), capture.complete()), id="503"),
        pytest.param(lambda capture: (capture.head(429, ()), capture.complete()), id="429"),
        pytest.param(lambda capture: capture.failed(FailureKind.CONNECT, "refused"), id="no-answer"),
        pytest.param(lambda capture: (capture.head(200, ()), capture.failed(FailureKind.READ, "reset")), id="broken"),
        pytest.param(lambda capture: (capture.head(200, ()), capture.closed_by_client()), id="client-left"),
        pytest.param(lambda capture: capture.closed_by_client(), id="client-left-before-an-answer"),
        pytest.param(lambda capture: capture.discard(), id="never-sent"),
    ],
)
@pytest.mark.parametrize("keeps", [ALL_BUT_ERRORS, WITH_ERRORS], ids=["errors-dropped", "errors-kept"])
def test_a_bad_answer_never_takes_the_place_of_a_good_one(end, keeps, session, record, ask, stored):
    """
    A day on which the upstream is down costs no recording, whatever is asked for.
    """
    record("a")
    before = stored()

    end(session(Mode.RECORD, keeps=keeps).decide(ask()).capture)

    assert stored() == before


@pytest.mark.parametrize("status, ended, when", EVERY_KIND)
def test_what_is_kept_is_what_the_table_says(status, ended, when, session, ask, stored):
    """
    By status and ending, without the option and with it; what is not kept is counted by what it was.
    """
    for keeps in (ALL_BUT_ERRORS, WITH_ERRORS):
        before, recorder = len(stored()), session(Mode.RECORD_IF_MISSING, keeps=keeps)
        capture = recorder.decide(ask(f"with errors: {keeps.errors}")).capture
        if status is not None:
            capture.head(status, ())
        match ended:
            case Failed(kind, message):
                capture.failed(kind, message)
            case _:
                capture.complete()

        is_kept = keeps.errors or when is When.ALWAYS
        assert len(stored()) - before == is_kept
        assert sum(recorder.not_kept.values()) == (not is_kept)
        assert recorder.journal.is_all_kept is is_kept


@pytest.mark.parametrize("mode", [Mode.RECORD, Mode.RECORD_IF_MISSING])
def test_a_retry_gets_the_place_of_the_answer_that_was_not_kept(mode, session, record, ask, answer, stored):
    """
    SDKs send a request again after 429 or 503: the answer to that is the first recording, and takes the old one's
    place; what is asked afterwards is named as if nothing had happened.
    """
    names = record("a", "b") if mode is Mode.RECORD else []
    recorder = session(mode, is_ordered=True)
    for status in (429, 503):
        answer(recorder.decide(ask()), b"busy", status=status, content_type="text/plain")

    answer(recorder.decide(ask()), b"new a", content_type="text/plain")
    answer(recorder.decide(ask()), b"new b", content_type="text/plain")
    answer(recorder.decide(ask("ho")), b"other", content_type="text/plain")

    assert [each.sequence for each in recorder.recorded] == [1, 2, 1]
    assert recorder.not_kept == {"429": 1, "503": 1}
    assert recorder.journal.is_all_kept
    kept = [each.name for each in recorder.recorded]
    assert kept[:2] == names or [name.partition("-")[0] for name in kept] == ["01", "02", "03"]
    assert len(stored()) == 3
    replay = session()
    assert [said(replay.decide(ask())) for _ in range(2)] == ["new a", "new b"]


def test_places_of_requests_at_once_are_never_one(session, ask, answer):
    """
    Of three equal requests under way the first is not kept: whoever asks next gets its place, nobody another's.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    first, second, third = (recorder.decide(ask()) for _ in range(3))
    answer(first, b"", status=500)
    again = recorder.decide(ask())
    for decision, text in ((third, b"3"), (again, b"1"), (second, b"2")):
        answer(decision, text, content_type="text/plain")

    assert sorted(each.sequence for each in recorder.recorded) == [1, 2, 3]
    replay = session()
    assert [said(replay.decide(ask())) for _ in range(3)] == ["1", "2", "3"]


def test_a_save_that_fails_gives_its_place_back(session, ask, answer, monkeypatch):
    """
    Once there is room again, the same request is recorded as the first.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left")))
        with pytest.raises(StoreUnusable, match="df -h"):
            answer(recorder.decide(ask()))

    answer(recorder.decide(ask()), b"fine", content_type="text/plain")

    assert [each.sequence for each in recorder.recorded] == [1]
    assert recorder.journal.is_all_kept


@pytest.mark.parametrize("mode", [Mode.RECORD_IF_MISSING, Mode.LIVE])
def test_what_is_not_sent_does_not_count_as_sent(mode, session, ask):
    """
    However often that is said, and whatever the capture is told afterwards.
    """
    recorder = session(mode)
    decision = recorder.decide(ask())
    part = Part(recorder, "t::a", mode=mode)
    for capture in (decision.capture, part.decide(ask()).capture):
        capture.not_sent()
        capture.not_sent()
        capture.closed_by_client()

    assert (recorder.journal.sent, recorder.journal.unsent) == (0, 2)
    assert (part.journal.sent, part.journal.unsent) == (0, 1)


def test_what_was_not_sent_leaves_its_place(session, ask, answer):
    """
    Asked again, it is recorded as the first; until then not all is kept.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    recorder.decide(ask()).capture.not_sent()
    assert not recorder.journal.is_all_kept

    answer(recorder.decide(ask()), b"fine", content_type="text/plain")

    assert [each.sequence for each in recorder.recorded] == [1]
    assert recorder.journal.is_all_kept


def test_an_answer_that_is_too_large_is_let_go(session, ask, stored):
    """
    Its caller has had it; it is counted, its place is free, and what comes after it is nobody's.
    """
    recorder = session(Mode.RECORD_IF_MISSING, keeps=Keep(max_answer=10))
    capture = recorder.decide(ask()).capture
    capture.head(200, ())
    for _ in range(3):
        capture.chunk(b"12345", 1)
    capture.complete()

    assert recorder.not_kept == {"too large": 1}
    assert stored() == {}


def test_a_broken_answer_is_kept_where_there_is_none(session, ask):
    """
    A failure that is asked for is worth a recording: it replays as the same failure.
    """
    capture = session(Mode.RECORD_IF_MISSING, keeps=WITH_ERRORS).decide(ask()).capture
    capture.head(200, (("content-type", "text/event-stream"),))
    capture.chunk(b"data: {}\n\ndata:", 3)
    capture.failed(FailureKind.READ, "connection reset")

    playback = session().decide(ask()).playback

    assert playback.ended == Failed(FailureKind.READ, "connection reset", 15)
    assert b"".join(playback.chunks) == b"data: {}\n\ndata:"


def test_a_good_answer_takes_the_place_of_a_broken_one(session, ask, answer):
    """
    Recording again mends what once broke.
    """
    session(Mode.RECORD, keeps=WITH_ERRORS).decide(ask()).capture.failed(FailureKind.CONNECT, "refused")
    assert session().decide(ask()).playback.status is None

    answer(session(Mode.RECORD).decide(ask()), b"fine", content_type="text/plain")

    assert said(session().decide(ask())) == "fine"
    assert session().count == 1


@pytest.mark.parametrize("mode", [Mode.RECORD, Mode.RECORD_IF_MISSING])
def test_a_request_that_never_was_sent_does_not_use_up_a_place(mode, session, record, ask, answer, stored):
    """
    What was cancelled and asked again is the first call, in `record` the one that replaces.
    """
    names = record("a") if mode is Mode.RECORD else []
    recorder = session(mode)

    recorder.decide(ask()).capture.discard()
    answer(recorder.decide(ask()), b"b", content_type="text/plain")

    assert len(stored()) == 1
    assert set(names) <= set(stored())
    replay = session()
    assert said(replay.decide(ask())) == "b"
    assert replay.played[0].sequence == 1


def test_a_scope_keeps_its_own_and_leaves_those_of_all_alone(session, record, ask, answer, stored):
    """
    Recording one test anew never changes what other tests are answered from.
    """
    [shared_one] = record("everybody's")
    before = stored()

    for _ in range(2):
        answer(session(Mode.RECORD, scope="t::a").decide(ask()), b"mine", content_type="text/plain")

    assert stored()[shared_one] == before[shared_one]
    assert said(session(scope="t::a").decide(ask())) == "mine"
    assert said(session(scope="t::b").decide(ask())) == "everybody's"
    assert len(stored()) == 2


def test_a_recording_without_a_scope_does_not_replace_one_of_a_scope(session, record, ask, answer, stored):
    """
    Nor does a recorder without a scope touch what belongs to a test.
    """
    [theirs] = record("theirs", scope="t::a")
    before = stored()

    answer(session(Mode.RECORD).decide(ask()), b"mine", content_type="text/plain")

    assert stored()[theirs] == before[theirs]
    assert said(session(scope="t::a").decide(ask())) == "theirs"


@pytest.mark.parametrize("repeat", Repeat)
def test_recording_asks_anew_whatever_a_replay_repeats(repeat, session, ask, answer):
    """
    In `record` each call is an exchange of its own.
    """
    recorder = session(Mode.RECORD, repeat=repeat)

    for text in (b"a", b"b", b"c"):
        answer(recorder.decide(ask()), text, content_type="text/plain")

    replay = session()
    assert [said(replay.decide(ask())) for _ in range(3)] == ["a", "b", "c"]


def test_cycling_while_another_answer_is_under_way_loses_nothing(session, ask, answer, stored):
    """
    An answer that comes after the others began anew is kept like every other.
    """
    recorder = session(Mode.RECORD_IF_MISSING, repeat=Repeat.CYCLE)
    first, second = recorder.decide(ask()), recorder.decide(ask())
    answer(first, b"a", content_type="text/plain")
    assert said(recorder.decide(ask())) == "a"

    answer(second, b"b", content_type="text/plain")

    assert len(stored()) == 2


def turn(recorder, answer, request, id_):
    answer(recorder.decide(request), json.dumps({"id": id_, "object": "response", "output": []}).encode())


@pytest.mark.parametrize("ids", [("resp_live_0123456789", "resp_live_abcdefghij"), ("r1", "r2")], ids=["long", "short"])
def test_a_conversation_by_response_ids_replays(ids, session, ask, answer):
    """
    The second turn of a run names the first by its live id; on replay by the stable one, and is found. Words of a
    question that look like an id stay.
    """
    first = ask(url=RESPONSES)
    recorder = session(Mode.RECORD_IF_MISSING)
    turn(recorder, answer, first, ids[0])
    turn(recorder, answer, ask("and r1?", url=RESPONSES, previous_response_id=ids[0]), ids[1])
    turn(recorder, answer, ask("so?", url=RESPONSES, previous_response_id=ids[1]), "resp_live_third")

    replay = session()
    given = json.loads(said(replay.decide(first)))["id"]
    second = json.loads(said(replay.decide(ask("and r1?", url=RESPONSES, previous_response_id=given))))["id"]
    third = replay.decide(ask("so?", url=RESPONSES, previous_response_id=second))

    assert given.startswith("rec-")
    assert isinstance(third, Play)


def test_a_conversation_that_is_recorded_again_changes_nothing(session, ask, answer, stored):
    """
    New live ids in every turn, the same files.
    """
    files = []
    for id_ in ("resp_live_0123456789", "resp_live_abcdefghij"):
        recorder = session(Mode.RECORD)
        turn(recorder, answer, ask(url=RESPONSES), id_)
        turn(recorder, answer, ask("and?", url=RESPONSES, previous_response_id=id_), f"{id_}_2")
        files.append(stored())

    assert files[0] == files[1]
    assert len(files[0]) == 2


def test_a_response_is_fetched_by_its_id_on_replay(session, ask, answer):
    """
    An id in a path is followed, too.
    """
    recorder = session(Mode.RECORD)
    turn(recorder, answer, ask(url=RESPONSES), "resp_live_0123456789")
    answer(recorder.decide(Request("GET", f"{RESPONSES}/resp_live_0123456789")), b"{}")

    replay = session()
    given = json.loads(said(replay.decide(ask(url=RESPONSES))))["id"]

    assert isinstance(replay.decide(Request("GET", f"{RESPONSES}/{given}")), Play)


def test_with_stable_ids_off_every_byte_stays(session, ask, answer):
    """
    Ids and times are the live ones, in what is recorded and in what is asked next.
    """
    body = b'{"id":"resp_live_0123456789","created_at":1700000000.5,"output":[]}'
    recorder = session(Mode.RECORD, stable_ids=False)
    answer(recorder.decide(ask(url=RESPONSES)), body)
    answer(recorder.decide(ask("and?", url=RESPONSES, previous_response_id="resp_live_0123456789")))

    replay = session()
    assert said(replay.decide(ask(url=RESPONSES))) == body.decode()
    follow_up = ask("and?", url=RESPONSES, previous_response_id="resp_live_0123456789")
    assert isinstance(replay.decide(follow_up), Play)


def test_what_is_under_way_when_a_session_closes_is_kept_as_far_as_it_got(session, ask, stored):
    """
    A stream that nobody ended is a recording that says so; a request without any answer is none.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    streaming, waiting = recorder.decide(ask()), recorder.decide(ask("ho"))
    streaming.capture.head(200, (("content-type", "text/event-stream"),))
    streaming.capture.chunk(b"data: {}\n\n", 5)

    recorder.close()

    assert not recorder.is_open
    assert isinstance(waiting, Forward)
    assert len(stored()) == 1
    assert session().decide(ask()).playback.ended == ClosedByClient(10)


def test_a_capture_that_was_thrown_away_is_kept_as_far_as_it_got(session, ask, stored):
    """
    Whoever lets go of a response without closing it leaves what had arrived.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    decision = recorder.decide(ask())
    decision.capture.head(200, (("content-type", "text/event-stream"),))
    decision.capture.chunk(b"data: {}\n\n", 5)

    del decision

    assert len(stored()) == 1
    assert session().decide(ask()).playback.ended == ClosedByClient(10)


def test_a_store_that_cannot_be_written_says_so_and_everything_else_is_kept(session, ask, tmp_path, monkeypatch):
    """
    On closing, one answer that could not be kept does not take the others with it.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    decisions = [recorder.decide(ask(question)) for question in "abc"]
    for decision in decisions:
        decision.capture.head(200, ())
    prepare, calls = Directory.prepare, []

    def fails_once(store, draft):
        calls.append(draft)
        if len(calls) == 1:
            raise StoreUnusable("disk full")
        return prepare(store, draft)

    monkeypatch.setattr(Directory, "prepare", fails_once)

    with pytest.raises(StoreUnusable, match="disk full"):
        recorder.close()
    assert len(list((tmp_path / "recordings").iterdir())) == 2


def test_a_session_tells_what_it_recorded(session, record, ask, answer):
    """
    What was sent and what was kept is known afterwards, and is not called unused.
    """
    [old] = record("a")
    [unused] = record("c", question="never asked")
    recorder = session(Mode.RECORD)

    answer(recorder.decide(ask()), b"b", content_type="text/plain")
    answer(recorder.decide(ask("ho")), b"d", content_type="text/plain")

    assert [recording.response.body for recording in recorder.recorded] == [b"b", b"d"]
    assert [recording.name for recording in recorder.unused] == [unused]
    assert recorder.journal.sent == 2
    assert recorder.journal.kept[old] is True
