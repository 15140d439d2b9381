from __future__ import annotations

import pytest

from understudy.apis import GENERIC, profile_named
from understudy.match import repeated, stabilised, stable_id, translated, unmistakable

FINGERPRINT = "f1:a6ad8748dce1" + "0" * 52
ID = "rec-a6ad8748dce1"
RESPONSES = profile_named("openai-responses")
CHAT = profile_named("openai-chat")


@pytest.mark.parametrize("sequence, expected", [(1, ID), (2, f"{ID}-2"), (13, f"{ID}-13")])
def test_the_id_of_a_recording(sequence, expected):
    """
    An id has the fingerprint's first 12 digits, as in the seed; a second equal request has another one.
    """
    assert stable_id(FINGERPRINT, sequence) == expected


@pytest.mark.parametrize(
    "profile, live, stable",
    [
        ("openai-chat", {"id": "chatcmpl-1", "created": 17, "model": "m"}, {"id": ID, "created": 0, "model": "m"}),
        ("openai-chat", {"id": "", "created": None}, {"id": "", "created": None}),
        ("openai-chat", {"choices": [{"id": "tool"}]}, {"choices": [{"id": "tool"}]}),
        ("openai-chat", [1, "chatcmpl-1"], [1, "chatcmpl-1"]),
        (
            "openai-responses",
            {"type": "response.created", "response": {"id": "resp_1", "created_at": 1.5, "completed_at": None}},
            {"type": "response.created", "response": {"id": ID, "created_at": 0, "completed_at": None}},
        ),
        (
            "anthropic-messages",
            {"message": {"id": "msg_1", "role": "assistant"}},
            {"message": {"id": ID, "role": "assistant"}},
        ),
        (
            "gemini-generate",
            {"responseId": "x", "createTime": "now"},
            {"responseId": ID, "createTime": "1970-01-01T00:00:00Z"},
        ),
        (
            "ollama-chat",
            {"created_at": "2026-01-01T00:00:00Z", "total_duration": 9, "done": True},
            {"created_at": "1970-01-01T00:00:00.000000Z", "total_duration": 0, "done": True},
        ),
        ("cohere-chat", {"id": "c0", "message": {"id": "kept"}}, {"id": ID, "message": {"id": "kept"}}),
        ("cohere-rerank", {"id": "r0", "results": []}, {"id": ID, "results": []}),
        (
            "openai-chat",
            {"id": "c0", "usage": {"queue_time": 0.03, "total_tokens": 2}, "x_groq": {"id": "req_0", "error": None}},
            {"id": ID, "usage": {"queue_time": 0, "total_tokens": 2}, "x_groq": {"id": ID, "error": None}},
        ),
        ("openai-embeddings", {"id": "e0", "data": [{"id": "kept"}]}, {"id": ID, "data": [{"id": "kept"}]}),
        ("mistral-fim", {"id": "f0", "created": 17}, {"id": ID, "created": 0}),
        ("generic", {"id": "chatcmpl-1", "created": 17}, {"id": "chatcmpl-1", "created": 17}),
    ],
)
def test_what_becomes_stable(profile, live, stable):
    """
    Exactly what an API's profile lists becomes stable, and keeps its place.
    """
    [result], _ = stabilised([live], profile_named(profile), ID)

    assert result == stable


def test_what_gave_way_is_known():
    """
    Strings that were replaced are remembered, numbers and empty strings are not.
    """
    contents = [{"id": "chatcmpl-1", "created": 1}, {"id": "chatcmpl-2"}, {"id": ""}, None]

    assert stabilised(contents, CHAT, ID)[1] == {"chatcmpl-1": ID, "chatcmpl-2": ID}


CALLS = [
    pytest.param(
        "openai-chat",
        [{"choices": [{"delta": {"tool_calls": [{"id": id_}]}}]} for id_ in ("call_b", "call_a", None, "call_b")],
        [{"choices": [{"delta": {"tool_calls": [{"id": id_}]}}]} for id_ in (f"{ID}_1", f"{ID}_2", None, f"{ID}_1")],
        id="chat",
    ),
    pytest.param(
        "openai-responses",
        [
            {"item": {"id": "fc_1", "call_id": "call_1"}},
            {"item_id": "fc_1"},
            {"response": {"output": [{"id": "fc_1"}]}},
        ],
        [
            {"item": {"id": f"{ID}_1", "call_id": f"{ID}_2"}},
            {"item_id": f"{ID}_1"},
            {"response": {"output": [{"id": f"{ID}_1"}]}},
        ],
        id="responses",
    ),
    pytest.param(
        "anthropic-messages",
        [{"content": [{"id": "toolu_1"}, {"text": "toolu_1"}]}, {"content_block": {"id": "toolu_2"}}],
        [{"content": [{"id": f"{ID}_1"}, {"text": "toolu_1"}]}, {"content_block": {"id": f"{ID}_2"}}],
        id="anthropic",
    ),
    pytest.param(
        "cohere-chat",
        [{"message": {"tool_calls": [{"id": "get_1"}]}}, {"delta": {"message": {"tool_calls": {"id": "get_2"}}}}],
        [{"message": {"tool_calls": [{"id": f"{ID}_1"}]}}, {"delta": {"message": {"tool_calls": {"id": f"{ID}_2"}}}}],
        id="cohere",
    ),
]


@pytest.mark.parametrize("profile, live, stable", CALLS)
def test_what_an_answer_names_within_is_counted(profile, live, stable):
    """
    Calls and items are numbered as they come, one name for one id; a later request that names them is understood.
    """
    results, renamed = stabilised(live, profile_named(profile), ID)

    assert results == stable
    assert repeated(live, profile_named(profile), renamed) == {new: old for old, new in renamed.items()}


def test_an_id_from_an_earlier_answer_keeps_its_name():
    """
    Within a run one live id has one stable one, whichever answer brings it.
    """
    contents = [{"item": {"id": "fc_old"}}, {"item": {"id": "fc_new"}}]

    results, _ = stabilised(contents, RESPONSES, ID, {"fc_old": "rec-000000000000_4"})

    assert results == [{"item": {"id": "rec-000000000000_4"}}, {"item": {"id": f"{ID}_1"}}]


def test_only_ids_that_later_requests_send_back_are_repeated():
    """
    A Responses id is asked for again (`previous_response_id`), the id of a chat completion never.
    """
    contents = [{"response": {"id": "resp_1"}}, {"response": {"id": "resp_1"}}, {"id": 5}]

    assert repeated(contents, RESPONSES, {"resp_1": ID}) == {ID: "resp_1"}
    assert repeated([{"id": "chatcmpl-1"}], CHAT, {"chatcmpl-1": ID}) == {}
    assert repeated(contents, GENERIC, {"resp_1": ID}) == {}


def test_whole_strings_are_translated():
    """
    A string that is an id follows it wherever it stands; one that only contains it stays.
    """
    content = {"resp_1": ["resp_1", {"of": "resp_1"}, "see resp_1", 1, None, True]}

    assert translated(content, {"resp_1": ID}) == {"resp_1": [ID, {"of": ID}, "see resp_1", 1, None, True]}


def test_an_id_that_could_be_a_word_is_replaced_at_its_own_place_only():
    """
    A server whose ids are `chat` or `1` keeps these words in its answers. Longer ids go first, so that
    one that begins like another is not torn apart.
    """
    renamed = {"chat": "a", "chatcmpl-1": "b", "chatcmpl-12": "c"}

    assert list(unmistakable(renamed).items()) == [("chatcmpl-12", "c"), ("chatcmpl-1", "b")]
