from __future__ import annotations

import json
from dataclasses import replace

import pytest

from understudy.apis import profile_named
from understudy.model import ClosedByClient, Failed, FailureKind, Mark, Request, Response
from understudy.store.changes import is_only_redated, is_worse, redated, says_the_same
from understudy.store.writing import document_of, text_of

CHAT = profile_named("openai-chat")
JSON = (("content-type", "application/json"),)
SSE = (("content-type", "text/event-stream"),)


def same(one, other, profile=CHAT):
    return says_the_same(document_of(one), document_of(other), profile)


def streamed(*contents, id_="chatcmpl-live-1", noise="x", between=b""):
    frames = []
    for text in contents:
        said = {"id": id_, "created": len(id_), "choices": [{"delta": {"content": text}}], "obfuscation": noise}
        said["system_fingerprint"] = noise
        frames.append(f"data: {json.dumps(said)}\n\n".encode())
    return Response(200, SSE, between.join(frames), (Mark(0, 1),))


def test_an_exchange_that_happens_again_says_the_same(drafted):
    """
    Times, chunks, request ids, ids, machines, padding, keep-alives and the date differ with every call and say nothing.
    """
    first = drafted(response=streamed("H", "i"))
    again = streamed("H", "i", id_="chatcmpl-another-one", noise="yyy", between=b": ping\n\n")
    again = Response(
        200, (*SSE, ("x-request-id", "req_2"), ("date", "later")), again.body, (Mark(0, 9), Mark(5, 10)), coding="gzip"
    )

    assert same(first, drafted(response=again, recorded="2027-01-01T00:00:00Z"))


def test_a_multipart_request_says_the_same_with_another_boundary(drafted):
    """
    A boundary is random: an upload that is recorded again is no change, another file is one.
    """

    def upload(boundary, content):
        body = f"--{boundary}\r\n\r\n{content}\r\n--{boundary}--\r\n".encode()
        headers = (("content-type", f"multipart/form-data; boundary={boundary}"),)
        return drafted(request=Request("POST", "https://x/v1/audio/transcriptions", headers, body))

    assert same(upload("aaa", "RIFF"), upload("bbb", "RIFF"))
    assert not same(upload("aaa", "RIFF"), upload("bbb", "RIFX"))


@pytest.mark.parametrize(
    "answers, values, is_same",
    [
        (("On 2026-11-22", "On 2027-01-05"), {"2027-01-05": "2026-11-22"}, True),
        (("On 2026-11-22", "On 2026-11-22"), {"2027-01-05": "2026-11-22"}, False),
        (("On 2026-11-22", "On 2027-01-05"), {}, False),
        (("On 2026-11-22", "On 2027-01-05"), None, False),
        (("Hi", "Hi"), {}, True),
        (("Hi", "Hi"), None, False),
    ],
    ids=["follows", "does not", "may not", "no rules", "the same", "the same without rules"],
)
def test_a_request_with_another_volatile_value_says_the_same(answers, values, is_same, drafted):
    """
    Where the rules of a project say so, and the answer repeats the value as it would on replay.
    """
    days = ("2026-11-22", "2027-01-05")
    asked = (Request("POST", f"https://x/v1/chat/completions?day={day}") for day in days)
    drafts = (drafted(request=each, response=streamed(text)) for each, text in zip(asked, answers, strict=True))
    one, other = (document_of(replace(draft, fingerprint="f1+0000beef:0")) for draft in drafts)

    assert says_the_same(one, other, CHAT, values) is is_same


def test_a_request_says_the_same_with_another_cache_key(drafted):
    """
    openai-agents makes a new one for each run: what it asks is recorded again without a change.
    """

    def asked(body):
        return drafted(request=Request("POST", "https://api.openai.com/v1/chat/completions", JSON, body))

    one, other = (asked(b'{"n":1,"prompt_cache_key":"run:%d"}' % run) for run in (1, 2))

    assert same(one, other)
    assert not same(one, asked(b'{"n":2,"prompt_cache_key":"run:1"}'))


def test_a_request_says_the_same_with_another_id_within(drafted):
    """
    What does not count may stand deeper: Claude Code's `metadata.user_id` is new in each session.
    """

    def asked(body):
        return drafted(request=Request("POST", "https://api.anthropic.com/v1/messages", JSON, body))

    messages = profile_named("anthropic-messages")
    one, other = (document_of(asked(b'{"metadata":{"user_id":"s%d"}}' % run)) for run in (1, 2))
    different = document_of(asked(b'{"metadata":{"user_id":"s1","team":"a"}}'))

    assert says_the_same(one, other, messages)
    assert not says_the_same(one, different, messages)


DIFFERENT = [
    pytest.param({"response": streamed("H", "o")}, id="text"),
    pytest.param({"response": streamed("H")}, id="fewer-frames"),
    pytest.param({"response": streamed("Hi")}, id="other-frames"),
    pytest.param({"response_status": 201}, id="status"),
    pytest.param({"response_headers": (*SSE, ("retry-after", "5"))}, id="header"),
    pytest.param({"response_ended": ClosedByClient(0)}, id="ending"),
    pytest.param({"scope": "t::x"}, id="scope"),
    pytest.param({"sequence": 2}, id="place"),
    pytest.param({"request": Request("POST", "https://api.openai.com/v1/chat/completions", JSON, b"{}")}, id="request"),
    pytest.param({"stable_ids": False}, id="live-ids"),
]


@pytest.mark.parametrize("change", DIFFERENT)
def test_what_says_something_else(change, drafted):
    """
    Whatever a client could notice, or a reviewer should, is a change.
    """
    first = {"response": streamed("H", "i")}

    assert not same(drafted(**first), drafted(**{**first, **change}))


def test_padding_counts_where_the_api_has_none(drafted):
    """
    A field is noise only for an API whose profile says so.
    """
    one, other = drafted(response=streamed("H")), drafted(response=streamed("H", noise="y"))

    assert same(one, other)
    assert not same(one, other, profile_named("generic"))


def test_live_ids_behind_the_same_stable_ones_are_no_change(drafted):
    """
    The mapping is new with each call; only the names in it count.
    """
    request = Request("POST", "https://api.openai.com/v1/responses", JSON, b'{"input":"hi"}')

    def answered(id_):
        return drafted(request=request, response=Response(200, JSON, f'{{"id":"{id_}","created_at":1}}'.encode()))

    assert document_of(answered("resp_abcdef"))["id_normalization_mapping"]
    assert same(answered("resp_abcdef"), answered("resp_ghijkl"), profile_named("openai-responses"))


def test_a_document_of_format_1_says_something_else(drafted, shared):
    """
    A re-recording of a format 1 file is written in ours: only then its bytes are exact.
    """
    [seed] = (shared / "seed").iterdir()

    assert not says_the_same(json.loads(seed.read_text("utf-8")), document_of(drafted()), CHAT)


GOOD = [Response(200, JSON, b"{}"), Response(404, JSON, b"{}"), Response(302)]
BAD = [
    *(Response(status, JSON, b"{}") for status in (408, 409, 429, 500, 503, 529)),
    Response(200, SSE, b"data: {}\n\n", ended=ClosedByClient(10)),
    Response(200, SSE, b"data: {}\n\n", ended=Failed(FailureKind.READ, "reset", 10)),
    Response(None, ended=Failed(FailureKind.CONNECT, "refused", 0)),
]


@pytest.mark.parametrize("good", GOOD, ids=lambda response: str(response.status))
@pytest.mark.parametrize("bad", BAD, ids=lambda response: f"{response.status}-{type(response.ended).__name__}")
def test_a_broken_or_passing_answer_is_worse_than_a_good_one(good, bad, drafted):
    """
    A good recording never gives way to an answer that a retry would have mended; a bad one may.
    """
    good_one, bad_one = document_of(drafted(response=good)), document_of(drafted(response=bad))

    assert is_worse(good_one, bad_one)
    assert not is_worse(bad_one, good_one)
    assert not is_worse(bad_one, bad_one)
    assert not is_worse(good_one, good_one)


def test_a_recorded_exception_is_not_a_good_answer(drafted):
    """
    What format 1 recorded as an exception may be replaced by whatever comes.
    """
    exception = {"request": {}, "response": {"body": None, "is_exception": True}}

    assert not is_worse(exception, document_of(drafted(response_status=500)))


def test_another_date_changes_its_line_and_no_other(drafted):
    """
    Whatever else looks like it.
    """
    text = text_of(document_of(drafted())).decode()

    changed = redated(text, json.loads(text), "2027-01-01T00:00:00Z")

    assert changed == text.replace("2026-11-22T20:15:03Z", "2027-01-01T00:00:00Z").encode()
    assert is_only_redated(text.encode(), changed)
    assert not is_only_redated(text.encode(), changed.replace(b"gpt-4o", b"gpt-4p"))
    assert not is_only_redated(text.encode(), changed + b"\n")


@pytest.mark.parametrize(
    "document",
    [
        {"understudy": {"recorded": "2027"}, "request": {}},
        {"understudy": {"format": 2}, "request": {}},
        {"request": {}},
        {"understudy": {"recorded": "2026"}, "request": {"recorded": "2026"}},
    ],
)
def test_what_has_no_date_of_its_own_gets_none(document):
    """
    Nor one that has this date; and a date that is part of an exchange stays.
    """
    assert redated(json.dumps(document, indent=2), document, "2027") is None
