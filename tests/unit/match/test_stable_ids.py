from __future__ import annotations

from dataclasses import replace

import pytest

from understudy.apis import GENERIC, Stable, profile_named
from understudy.match import repeated, stabilised, stable_id, translated, unmistakable

FINGERPRINT = "f1:a6ad8748dce1" + "0" * 52
ID = "rec-a6ad8748dce1"
RESPONSES = profile_named("openai-responses")
CHAT = profile_named("openai-chat")
FILES = profile_named("openai-files")


@pytest.mark.parametrize("sequence, expected", [(1, ID), (2, f"{ID}-2"), (13, f"{ID}-13")])
def test_the_id_of_a_recording(sequence, expected):
    """
    An id has the fingerprint's first 12 digits, as in the seed; a second equal request has another one.
    """
    assert stable_id(FINGERPRINT, sequence) == expected


@pytest.mark.parametrize(
    "live, stable",
    [
        ({"id": "chatcmpl-1", "created": 17}, {"id": "chatcmpl-1", "created": 17}),
        ({"created_at": "2026-11-23T10:00:00Z"}, {"created_at": "2026-11-23T10:00:00Z"}),
    ],
)
def test_what_nobody_lists_stays(live, stable):
    """
    An API that is not known has no stable values.
    """
    assert stabilised([live], GENERIC, ID)[0] == [stable]


@pytest.mark.parametrize(
    "becomes, live, stable",
    [
        (0, 17, 0),
        (0, 1.5, 0),
        (0, "2026-11-23", "2026-11-23"),
        ("1970", "2026-11-23", "1970"),
        ("1970", 17, 17),
        ("{id}", "abc", ID),
        ("{id}", 17, ID),
        ("files/{id}", "files/abc", f"files/{ID}"),
    ],
)
def test_a_value_becomes_one_of_its_kind(becomes, live, stable):
    """
    A time in seconds stays a number and a date a text, so that a client reads the recording as it read the answer.
    """
    profile = replace(GENERIC, stable=(Stable("at", becomes),))

    assert stabilised([{"at": live}], profile, ID)[0] == [{"at": stable}]


@pytest.mark.parametrize("live", ["my-file", 17, "rec-mine", ["file-abc"]])
def test_what_does_not_begin_as_ids_of_the_api_do_is_somebody_elses(live):
    """
    A path that many servers have makes no id of theirs stable, and remembers none.
    """
    results, renamed = stabilised([{"id": live}], FILES, ID)

    assert (results, renamed) == ([{"id": live}], {})
    assert repeated([{"id": live}], FILES, {"my-file": ID}) == {}


SAID = b'https://h/v1/vector_stores/vs_mine\n{"id": "r1"}'


@pytest.mark.parametrize(
    "live, is_kept",
    [("vs_mine", False), ("vs_mine_long", False), ("r1", True), ("r", False)],
)
def test_what_the_request_names_is_not_new(live, is_kept):
    """
    An id that stands in a program's source is the same one in every run: it stays, or the next run would name it in
    vain. A short one counts only where it is all of a value.
    """
    results, renamed = stabilised([{"id": live}], CHAT, ID, said=SAID)

    assert results == [{"id": live if is_kept else ID}]
    assert renamed == ({} if is_kept else {live: ID})


def test_a_long_id_that_the_request_names_stays_wherever_it_stood():
    """
    In a path as well.
    """
    said = b"https://h/v1/responses/resp_constant\n"

    assert stabilised([{"id": "resp_constant"}], RESPONSES, ID, said=said)[0] == [{"id": "resp_constant"}]


def test_an_id_that_the_request_names_because_an_answer_did_keeps_its_name():
    """
    What the session has made and names again is known.
    """
    said = b"https://h/v1/responses/resp_1234567\n"

    results, _ = stabilised([{"id": "resp_1234567"}], RESPONSES, ID, {"resp_1234567": "rec-first"}, said=said)

    assert results == [{"id": "rec-first"}]


def test_what_the_request_names_takes_no_name_of_the_replaced_answer():
    """
    Recorded again, what stands beside it is called what it was called before.
    """
    profile = replace(GENERIC, stable=(Stable("ids.*", "{id}_{n}", begins=("vs_",)),))
    old = {"ids": ["vs_constant", "somebody's", f"{ID}_1"]}

    results, _ = stabilised(
        [{"ids": ["vs_constant", "somebody's", "vs_new"]}], profile, ID, replaced=[old], said=b'"vs_constant"'
    )

    assert results == [old]


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


def test_what_is_no_text_is_not_sent_back():
    """
    A server may say anything in the place of an id.
    """
    contents = [{"id": ["resp_1"]}, {"id": {"of": 1}}, {"response": {"id": None}}]

    _, renamed = stabilised(contents, RESPONSES, ID)

    assert repeated(contents, RESPONSES, renamed) == {}


def test_whole_strings_are_translated():
    """
    A string that is an id follows it wherever it stands; one that only contains it stays.
    """
    content = {"resp_1": ["resp_1", {"of": "resp_1"}, "see resp_1", 1, None, True]}

    assert translated(content, {"resp_1": ID}) == {"resp_1": [ID, {"of": ID}, "see resp_1", 1, None, True]}


@pytest.mark.parametrize(
    "address, expected",
    [
        ("https://h/v1/batches/batch_1/results", f"https://h/v1/batches/{ID}/results"),
        ("http://h/batch_1?of=batch_1", f"http://h/{ID}?of={ID}"),
        ("https://h is where batch_1 lies", "https://h is where batch_1 lies"),
        ("/v1/batches/batch_1", "/v1/batches/batch_1"),
    ],
)
def test_an_address_follows_what_it_names(address, expected):
    """
    A client fetches results where the answer says they are; a sentence that begins with an address is a sentence.
    """
    assert translated({"url": [address]}, {"batch_1": ID}) == {"url": [expected]}


def test_an_id_that_could_be_a_word_is_replaced_at_its_own_place_only():
    """
    A server whose ids are `chat` or `1` keeps these words in its answers. Longer ids go first, so that
    one that begins like another is not torn apart.
    """
    renamed = {"chat": "a", "chatcmpl-1": "b", "chatcmpl-12": "c"}

    assert list(unmistakable(renamed).items()) == [("chatcmpl-12", "c"), ("chatcmpl-1", "b")]
