"""What a session hides, what it refuses to write, and that it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from understudy.engine import Forward, Play, Refuse, Repeat, Return
from understudy.errors import RuleFailed, SecretLeft
from understudy.model import Call, Mode, Raised, Returned
from understudy.redact import Secret, Secrets, parse_allowed, parse_hiding

KEY, OTHER = "sk-4fX9aQz7Lm", "sk-8gY2bRw6Np"
AWS = "AK" + "IA4X7QZLM2B3C5D6EF"


def keyed(request, key=KEY):
    return replace(request, headers=(*request.headers, ("authorization", f"Bearer {key}")))


def files(tmp_path):
    return sorted(path.name for path in (tmp_path / "recordings").glob("*.json"))


def test_a_recording_replays_with_any_key(session, ask, answer):
    """
    The upstream has been asked with the one, the recording holds none, and another one finds it.
    """
    recorder = session(Mode.RECORD)
    forwarded = recorder.decide(keyed(ask(f"is {KEY} right?")))
    answer(forwarded, f'{{"content":"{KEY} is"}}'.encode())

    played = session().decide(keyed(ask(f"is {OTHER} right?"), OTHER))

    assert forwarded.instead is None
    assert isinstance(played, Play)
    assert b"".join(played.playback.chunks) == b'{"content":"<secret:openai-key:1> is"}'


def test_a_recording_from_before_replays(session, ask, answer, record):
    """
    It holds the very key: who has that finds it, and nobody else.
    """
    record("hello", question=f"is {KEY} right?")

    assert isinstance(session().decide(keyed(ask(f"is {KEY} right?"))), Play)
    assert isinstance(session().decide(keyed(ask(f"is {OTHER} right?"), OTHER)), Refuse)


def test_a_miss_shows_no_key(session, ask, record):
    """
    Nor does what it is compared with.
    """
    record("hello", question="is it right?")

    refused = session(secrets=Secrets([Secret(OTHER, "secret:acme-key")])).decide(
        keyed(ask(f"is {KEY} or {OTHER} right?"))
    )

    assert isinstance(refused, Refuse)
    assert "<secret:openai-key:1> or <secret:acme-key:1>" in str(refused.miss)
    assert not any(key in str(refused.miss) + repr(refused) for key in (KEY, OTHER))


@pytest.mark.parametrize(("question", "is_settled"), [("hi", True), (f"is {KEY} right?", False)])
def test_an_answer_is_not_settled_by_what_a_header_has_said(session, ask, answer, question, is_settled):
    """
    The same bytes with another key are another question.
    """
    answer(session(Mode.RECORD).decide(keyed(ask(question))))

    assert session(repeat=Repeat.LAST).decide(keyed(ask(question))).is_settled is is_settled


def test_scopes_and_calls_hold_none(session, tmp_path):
    """
    Nor what calls come to.
    """
    secrets = Secrets([Secret(KEY, "secret:acme-key")])
    for outcome in (Returned("json", {"key": [KEY]}), Raised("ValueError", f"no {KEY}")):
        run = session(Mode.RECORD, secrets=secrets, scope=f"test[{KEY}]").decide_call(
            Call("x", "f", {"a": KEY, KEY: 1})
        )
        run.capture.came_to(outcome)

    written = "".join(path.read_text() for path in (tmp_path / "recordings").glob("*.json"))
    returned = session(scope=f"test[{OTHER}]", secrets=Secrets([Secret(OTHER, "secret:acme-key")])).decide_call(
        Call("x", "f", {"a": OTHER, OTHER: 1})
    )

    assert KEY not in written
    assert '"test_id": "test[<secret:acme-key:1>]"' in written
    assert isinstance(returned, Return)


def test_what_still_holds_a_secret_is_not_written(session, ask, answer, tmp_path):
    """
    The caller has its answer, nothing lies in the store, and the end of the session says why.
    """
    recorder = session(Mode.RECORD_IF_MISSING)
    answer(recorder.decide(ask()), f'{{"content":"{AWS}"}}'.encode())
    again = recorder.decide(ask())
    answer(again)

    with pytest.raises(SecretLeft, match=r"response\.body\.__data__\.content would hold an AWS access key"):
        recorder.close()

    assert isinstance(again, Forward)
    assert len(files(tmp_path)) == 1
    assert AWS not in "".join(path.read_text() for path in (tmp_path / "recordings").glob("*"))


def test_who_is_told_at_once_is_not_told_at_the_end(session, ask, answer):
    """
    A server goes on for days.
    """
    told = []
    recorder = session(Mode.RECORD)
    recorder.on_unkept = told.append

    answer(recorder.decide(ask()), f'{{"content":"{AWS}"}}'.encode())
    recorder.close()

    assert [type(error) for error in told] == [SecretLeft]


def test_what_is_allowed_is_written(session, ask, answer, tmp_path):
    """
    Where the project says so.
    """
    secrets = Secrets(allowed=parse_allowed(["response.body.__data__.content"]))
    recorder = session(Mode.RECORD, secrets=secrets)
    answer(recorder.decide(ask()), f'{{"content":"{AWS}"}}'.encode())
    recorder.close()

    assert len(files(tmp_path)) == 1


def test_a_rule_that_fails_stops_the_write(session, ask, answer, tmp_path):
    """
    Loudly: of a request at once, of an answer at the end.
    """

    def careful(text):
        if "trap" in text:
            raise KeyError(text)
        return ()

    recorder = session(Mode.RECORD, secrets=Secrets((), parse_hiding([careful])))
    with pytest.raises(RuleFailed, match="'careful' failed: KeyError"):
        recorder.decide(ask("a trap"))
    answer(recorder.decide(ask("hi")), b'{"content":"a trap"}')

    with pytest.raises(RuleFailed, match="'careful' failed: KeyError"):
        recorder.close()
    assert files(tmp_path) == []


def test_rules_hold_for_answers(session, ask, answer, tmp_path):
    """
    By value, by path, and over two frames of a stream.
    """
    rules = parse_hiding(["email", {"path": "response.body.user"}, {"path": "request.kwargs.user"}])
    recorder = session(Mode.RECORD, secrets=Secrets((), rules))
    frames = b'data: {"user":"me","c":"to bob@x."}\n\ndata: {"user":"me","c":"example, and more"}\n\n'
    answer(recorder.decide(ask("who is eve@x.example?")), frames, content_type="text/event-stream")
    recorder.decide_call(Call("x", "f", {"user": "me"})).capture.came_to(Returned("json", {"user": "me"}))
    recorder.close()

    written = "".join(path.read_text() for path in (tmp_path / "recordings").glob("*.json"))
    assert not any(said in written for said in ("bob@", "eve@", '"me"'))
    assert all(said in written for said in ("<email:1>", "<user:1>"))
    (recording,) = (each for each in recorder.recorded if each.outcome is None)
    assert "".join(frame.content["c"] for frame in recording.frames) == "to <email:2>, and more"
