"""The rules of the project that a store lies in, as a program's calls feel them: with the official SDK."""

from __future__ import annotations

import json

import openai
import pytest

import understudy
from understudy.match import NO_RULES, parse_rules
from understudy.operations.functions import recorded
from understudy.operations.project_rules import rules_for
from understudy.testing import Answer, Upstream

WHOLE = {"content-type": "application/json"}
EVENTS = {"content-type": "text/event-stream"}
RULES = 'ignore = ["metadata.trace"]\nvolatile = ["iso-date", {name = "ticket", pattern = "T-[0-9]+"}]'


@pytest.fixture
def store(tmp_path):
    """A store in a project that has rules."""
    (tmp_path / "pyproject.toml").write_text(f"[tool.understudy]\n{RULES}\n")
    return tmp_path / "tests" / "recordings"


def whole(text):
    message = {"role": "assistant", "content": text}
    completion = {
        "id": "chatcmpl-live",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }
    return Answer.of(200, WHOLE, [json.dumps(completion).encode()])


def streamed(*texts):
    frames = [
        {
            "id": "chatcmpl-live",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}],
        }
        for text in texts
    ]
    return Answer.of(200, EVENTS, [*(f"data: {json.dumps(each)}\n\n".encode() for each in frames), b"data: [DONE]\n\n"])


@pytest.fixture
def upstream():
    """Answers a question that is streamed, or not, with the date and the ticket that it names."""

    def answer(received):
        asked = json.loads(received.body)
        day, ticket = asked["messages"][0]["content"].split()[:2]
        if asked.get("stream"):
            return streamed("On ", day[:6], day[6:], f" {ticket[:2]}", f"{ticket[2:]}.", " 2020-02-02")
        return whole(f"On {day} {ticket}. 2020-02-02")

    with Upstream(answer) as upstream:
        yield upstream


@pytest.fixture
def ask(upstream):
    """Asks by the SDK, and gives the text of the answer."""
    with openai.OpenAI(base_url=f"{upstream.url}/v1", api_key="none", max_retries=0) as client:

        def ask(question, *, stream=False, **more):
            answered = client.chat.completions.create(
                model="m", messages=[{"role": "user", "content": question}], stream=stream, **more
            )
            if stream:
                return "".join(chunk.choices[0].delta.content for chunk in answered)
            return answered.choices[0].message.content

        yield ask


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_request_of_another_day_is_answered_and_its_answer_follows(stream, store, ask, upstream):
    """
    Whole, and where a stream has cut the values in pieces; a date that the request did not name stays.
    """
    with understudy.use(store, mode="record"):
        ask("2026-11-22 T-1 why?", stream=stream, metadata={"trace": "a"})

    with understudy.use(store) as session:
        text = ask("2027-01-05 T-4711 why?", stream=stream, metadata={"trace": "b"})

    assert text == "On 2027-01-05 T-4711. 2020-02-02"
    assert (len(session.played), session.journal.followed.total(), len(upstream.received)) == (1, 2, 1)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_every_other_change_is_a_miss(stream, store, ask):
    """
    A rule declares its value and nothing beside it.
    """
    with understudy.use(store, mode="record"):
        ask("2026-11-22 T-1 why?", stream=stream)

    for changed in ("2026-11-22 T-1 when?", "today T-1 why?", "2026-11-22 T-1 why? 2026-11-22"):
        with understudy.use(store) as session, pytest.raises(understudy.ReplayMiss):
            ask(changed, stream=stream)
        assert len(session.misses) == 1


def test_without_following_every_byte_is_the_recorded_one(store, ask):
    """
    One setting turns it off.
    """
    with understudy.use(store, mode="record"):
        ask("2026-11-22 T-1 why?", stream=True)

    with understudy.use(store, follow=False):
        text = ask("2027-01-05 T-2 why?", stream=True)

    assert text == "On 2026-11-22 T-1. 2020-02-02"


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_recording_on_another_day_leaves_the_file(stream, store, ask):
    """
    A re-recording is reviewed for what has changed, and a date has not.
    """
    contents = []
    for question in ("2026-11-22 T-1 why?", "2027-01-05 T-4711 why?"):
        with understudy.use(store, mode="record"):
            ask(question, stream=stream)
        contents.append([path.read_bytes() for path in store.iterdir()])

    assert contents[0] == contents[1]
    assert len(contents[0]) == 1


def test_an_argument_is_stronger_than_the_project(store, ask):
    """
    Each of the three for itself; an empty list is no rule.
    """
    with understudy.use(store, mode="record"):
        ask("2026-11-22 T-1 why?", metadata={"trace": "a"})

    with understudy.use(store, volatile=[], follow=True), pytest.raises(understudy.ReplayMiss):
        ask("2027-01-05 T-1 why?", metadata={"trace": "b"})
    with understudy.use(store, volatile=[]):
        assert ask("2026-11-22 T-1 why?", metadata={"trace": "b"})


def test_a_function_goes_by_the_same_rules(store):
    """
    Its call is answered on another day, and what it returned follows.
    """

    @recorded
    def search(day):
        return {"found": f"nothing on {day}"}

    with understudy.use(store, mode="record"):
        search("2026-11-22")
    with understudy.use(store) as session:
        assert search("2027-01-05") == {"found": "nothing on 2027-01-05"}

    assert session.journal.followed.total() == 1


def test_rules_are_those_of_the_nearest_project_above_the_store(store, tmp_path):
    """
    Wherever the program runs.
    """
    assert rules_for(store).spelt["ignore"] == ["metadata.trace"]
    assert rules_for(tmp_path.parent / "elsewhere") == NO_RULES


@pytest.mark.parametrize(
    "name, value, rules",
    [
        ("UNDERSTUDY_IGNORE", "user, metadata.run", (["user", "metadata.run"], ["iso-date", "ticket"], True)),
        ("UNDERSTUDY_VOLATILE", "uuid, port", (["metadata.trace"], ["uuid", "port"], True)),
        ("UNDERSTUDY_VOLATILE", '[{"name": "x", "pattern": "a,b"}]', (["metadata.trace"], ["x"], True)),
        ("UNDERSTUDY_FOLLOW", "false", (["metadata.trace"], ["iso-date", "ticket"], False)),
    ],
)
def test_the_environment_is_stronger_than_the_project(name, value, rules, store, monkeypatch):
    """
    In words, or as JSON.
    """
    monkeypatch.setenv(name, value)

    found = rules_for(store)

    assert (list(found.ignore), [kind.name for kind in found.volatile], found.follow) == rules


def test_a_rule_that_is_none_is_told_on_entry(store):
    """
    With who set it.
    """
    with pytest.raises(understudy.WrongUse, match="iso-dates"), understudy.use(store, volatile=["iso-dates"]):
        pass


def test_rules_travel_as_they_are_spelt(store):
    """
    To programs that join a session.
    """
    rules = rules_for(store)

    assert parse_rules(**rules.spelt).digest == rules.digest
