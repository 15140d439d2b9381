"""`match/turns.py`: a conversation by its turns."""

from __future__ import annotations

import base64
import json

import pytest

from understudy.match import conversation_of, named_in_turns, parse_rules
from understudy.model import Request

HOST = "https://api.example"
CHAT = "/v1/chat/completions"
RESPONSES = "/v1/responses"
DATES = parse_rules(volatile=["iso-date"])


def asked(body, path=CHAT, method="POST"):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request(method, f"{HOST}{path}", (("content-type", "application/json"),), raw)


def runs(body, path=CHAT, rules=None):
    return conversation_of(asked(body, path), *([rules] if rules else [])).runs


def said(*texts, **fields):
    """A chat in which the user and the assistant take turns."""
    roles = ["user", "assistant"] * len(texts)
    return {"model": "m", "messages": [{"role": r, "content": t} for r, t in zip(roles, texts, strict=False)], **fields}


def shared(one, other):
    """How many turns two conversations have in common, from the first one on."""
    return sum(a == b for a, b in zip(one, other, strict=True))


def test_a_conversation_has_as_many_runs_as_turns():
    """
    And says where its turns are.
    """
    conversation = conversation_of(asked(said("a", "b", "c")))

    assert (conversation.field, len(set(conversation.runs))) == ("messages", 3)


@pytest.mark.parametrize(
    "other, equal",
    [
        (("a", "b", "c"), 3),
        (("a", "b", "x"), 2),
        (("a", "x", "c"), 1),
        (("x", "b", "c"), 0),
        (("a", "x", "x"), 1),
    ],
)
def test_runs_are_equal_up_to_the_first_other_turn(other, equal):
    """
    Equal turns after it do not count.
    """
    assert shared(runs(said("a", "b", "c")), runs(said(*other))) == equal


@pytest.mark.parametrize(
    "change",
    [
        {"model": "n"},
        {"temperature": 0.5},
        {"tools": [{"type": "function"}]},
        {"messages": [*said("a", "b", "c")["messages"], {"role": "user", "content": "d"}]},
        {"messages": [*said("a", "b")["messages"], {"role": "tool", "content": "c"}]},
    ],
    ids=["model", "parameter", "tools", "one turn more", "another's turn"],
)
def test_what_is_around_the_turns_has_to_be_the_same(change):
    """
    How many there are and whose is a part of it.
    """
    one, other = runs(said("a", "b", "c")), runs({**said("a", "b", "c"), **change})

    assert not set(one) & set(other)


@pytest.mark.parametrize("role", ["system", "developer"])
def test_a_system_prompt_is_no_turn(role):
    """
    That two questions have one in common makes them no conversation that begins alike.
    """
    prompt = [{"role": role, "content": "Be brief."}]
    one = {**said("a"), "messages": prompt + said("a")["messages"]}
    other = {**said("b"), "messages": prompt + said("b")["messages"]}

    assert len(runs(one)) == 1
    assert shared(runs(one), runs(other)) == 0


def test_another_system_prompt_is_another_conversation():
    """
    From its first turn on.
    """
    one, other = (
        {**said("a"), "messages": [{"role": "system", "content": text}]} for text in ("Be brief.", "Be kind.")
    )
    one["messages"], other["messages"] = (
        [*each["messages"], *said("a", "b", "c")["messages"]] for each in (one, other)
    )

    assert shared(runs(one), runs(other)) == 0


def test_a_system_prompt_in_between_is_a_turn():
    """
    It was said after something else.
    """
    late = {"model": "m", "messages": [*said("a")["messages"], {"role": "system", "content": "Be brief."}]}

    assert len(runs(late)) == 2


@pytest.mark.parametrize(
    "path, field, turn",
    [
        (CHAT, "messages", {"role": "user", "content": "a"}),
        ("/v1/deployments/d/chat/completions", "messages", {"role": "user", "content": "a"}),
        (RESPONSES, "input", {"type": "function_call_output", "call_id": "c", "output": "a"}),
        ("/v1/messages", "messages", {"role": "user", "content": [{"type": "text", "text": "a"}]}),
        ("/v1beta/models/g:generateContent", "contents", {"role": "user", "parts": [{"text": "a"}]}),
        ("/v1beta/models/g:streamGenerateContent?alt=sse", "contents", {"role": "user", "parts": [{"text": "a"}]}),
        ("/model/m/converse", "messages", {"role": "user", "content": [{"text": "a"}]}),
        ("/model/m/invoke", "messages", {"role": "user", "content": [{"text": "a"}]}),
        ("/v2/chat", "messages", {"role": "user", "content": "a"}),
        ("/api/chat", "messages", {"role": "user", "content": "a"}),
        ("/v1/agents/completions", "messages", {"role": "user", "content": "a"}),
    ],
)
def test_every_api_of_conversations_has_turns(path, field, turn):
    """
    Where its profile says.
    """
    conversation = conversation_of(asked({field: [turn, {**turn, "more": 1}]}, path))

    assert (conversation.field, len(conversation.runs)) == (field, 2)


@pytest.mark.parametrize(
    "path, body",
    [
        ("/v1/embeddings", {"model": "m", "input": ["a", "b"]}),
        ("/v1/embeddings", {"model": "m", "input": [{"text": "a"}, {"text": "b"}]}),
        ("/v1/moderations", {"input": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}),
        ("/anything", {"messages": [{"role": "user", "content": "a"}] * 2}),
        (CHAT, b"not JSON"),
        (CHAT, b"[]"),
        (CHAT, b""),
    ],
)
def test_what_is_no_conversation_has_none(path, body):
    """
    A list of texts to embed is no list of turns.
    """
    assert conversation_of(asked(body, path)) is None


@pytest.mark.parametrize("turns", [None, [], "hi", {"role": "user"}])
def test_turns_that_are_no_list_are_at_most_one(turns):
    """
    Nothing is before it.
    """
    assert len(runs({"model": "m", "input": turns}, RESPONSES)) <= 1


def test_the_answer_before_is_a_turn():
    """
    Where a request names it instead of repeating all that was said.
    """
    one, other, elsewhere = (
        runs({"model": "m", "previous_response_id": before, "input": text}, RESPONSES)
        for before, text in (("resp_1", "a"), ("resp_1", "b"), ("resp_2", "a"))
    )

    assert (shared(one, other), shared(one, elsewhere)) == (1, 0)


def test_a_picture_is_its_bytes():
    """
    However it is written; another one is another turn.
    """

    def with_picture(content, wrap):
        text = base64.b64encode(content).decode()
        lines = "\n".join(text[at : at + 76] for at in range(0, len(text), 76)) if wrap else text
        source = {"type": "base64", "media_type": "image/png", "data": lines}
        asked = {"role": "user", "content": [{"type": "image", "source": source}]}
        return runs({"messages": [asked, {"role": "assistant", "content": "a cat"}]}, "/v1/messages")

    one = with_picture(b"cat" * 100, wrap=False)

    assert shared(one, with_picture(b"cat" * 100, wrap=True)) == 2
    assert shared(one, with_picture(b"dog" * 100, wrap=False)) == 0


def test_who_asks_does_not_count():
    """
    As in the canonical form.
    """
    assert runs(said("a", "b", prompt_cache_key="k")) == runs(said("a", "b"))


def test_rules_of_a_project_count():
    """
    What they leave out makes no turn another one, and volatile values are compared by their places.
    """
    rules = parse_rules(["messages.*.name"], ["iso-date"])
    one = said("On 2026-11-22 and 2026-11-23.", "b", "c")
    other = said("On 2027-01-05 and 2027-01-06.", "b", "c")
    swapped = said("On 2027-01-05 and 2027-01-05.", "b", "c")
    other["messages"][0]["name"] = "Ann"

    assert shared(runs(one, rules=rules), runs(other, rules=rules)) == 3
    assert shared(runs(one, rules=rules), runs(swapped, rules=rules)) == 0


def test_a_volatile_value_that_is_new_in_a_turn_changes_nothing_around_it():
    """
    Values are counted from what is around the turns on, though `messages` come first in the alphabet.
    """
    one = said("a", "b", "c", system="It is 2026-11-22.")
    other = said("a", "b", "c on 2027-03-03", system="It is 2027-01-05.")

    assert shared(*(runs(each, "/v1/messages", DATES) for each in (one, other))) == 2


@pytest.mark.parametrize("count, names", [(0, 1), (1, 2), (2, 2), (3, 3)])
def test_volatile_values_of_the_first_turns(count, names):
    """
    And of what is around all of them, which comes first.
    """
    request = asked(said("on 2026-11-22", "b", "on 2026-11-24", system="It is 2026-11-23."), "/v1/messages")

    named = named_in_turns(request, count, DATES)

    assert list(named.items())[:1] == [("<iso-date:1>", "2026-11-23")]
    assert len(named) == names
