from __future__ import annotations

import json

import pytest

from understudy.match import Names
from understudy.model import Failed, FailureKind, Mark, Request, Response
from understudy.store import read
from understudy.store.writing import document_of, text_of

JSON = (("content-type", "application/json"),)
CHAT = "openai.types.chat.chat_completion"


def test_a_document_is_written_as_the_format_says(drafted, golden):
    """
    Keys come in the seed's order and ours after them, what a reviewer reads first, one line for what always differs.
    """
    golden("store/chat-stream.json", text_of(document_of(drafted())).decode().removesuffix("\n"))


def test_no_secret_of_the_exchange_is_written(drafted):
    """
    Neither what was sent to be let in nor what a server set as a cookie reaches the file.
    """
    assert b"s3cr3t" not in text_of(document_of(drafted()))


@pytest.mark.parametrize("stable_ids", [True, False])
def test_a_written_exchange_reads_as_it_was(stable_ids, drafted):
    """
    Request, status, body, chunks, times and ending come back; ids and times as they were where `stable_ids` is off.
    """
    draft = drafted(stable_ids=stable_ids, response_ended=Failed(FailureKind.READ, "reset", 0))

    recording = read(text_of(document_of(draft)).decode(), "x.json")

    chunks = draft.response.chunks()
    if stable_ids:
        live, stable = b'"chatcmpl-live-1","created":1700000000', f'"rec-{draft.fingerprint[3:15]}","created":0'
        chunks = tuple(chunk.replace(live, stable.encode()) for chunk in chunks)
    body = b"".join(chunks)
    assert recording.response.body == body
    assert recording.response.status == 200
    assert recording.response.chunks() == chunks
    assert [mark.at_ms for mark in recording.response.marks] == [52, 60]
    assert recording.response.ended == Failed(FailureKind.READ, "reset", len(body))
    assert recording.request.body == draft.request.body
    assert recording.fingerprints == (draft.fingerprint,)
    assert (recording.scope, recording.sequence, recording.recorded) == (None, 1, draft.recorded)
    assert (recording.api, recording.endpoint, recording.model) == ("openai-chat", "/v1/chat/completions", "gpt-4o")
    assert (recording.text, recording.is_streaming, recording.format) == ("Hi", True, 2)


@pytest.mark.parametrize(
    "response, types",
    [
        (Response(200, JSON, b'{"id":"x"}'), [f"{CHAT}.ChatCompletion"]),
        (
            Response(200, (("content-type", "text/event-stream"),), b"data: {}\n\n"),
            [f"{CHAT}_chunk.ChatCompletionChunk"],
        ),
        (Response(429, JSON, b'{"error":{}}'), ["json"]),
        (Response(200, JSON, b'{"a":1.10}'), ["text"]),
        (Response(200, JSON, b"\xff"), ["base64"]),
        (Response(None, ended=Failed(FailureKind.CONNECT, "refused", 0)), []),
    ],
)
def test_the_type_of_a_frame(response, types, drafted):
    """
    A frame has the type that the official SDK gives it; an error, and what is no JSON, has none of the SDK's.
    """
    body = document_of(drafted(response=response))["response"]["body"]

    found = body if isinstance(body, list) else [body] if body else []
    assert [entry["__type__"] for entry in found] == types


def test_what_differs_with_every_call_is_kept_apart(drafted):
    """
    A reviewer reads headers that mean something; the others stand at the end. All are in small letters: how they were
    spelt depends on the client that handed them on.
    """
    headers = (*JSON, ("Retry-After", "5"), ("Date", "today"), ("X-RateLimit-Reset", "1"), ("x-ratelimit-reset", "2"))

    document = document_of(drafted(response=Response(429, headers, b"{}")))

    assert document["response"]["headers"] == {"content-type": "application/json", "retry-after": "5"}
    assert document["understudy"]["headers"] == {"date": "today", "x-ratelimit-reset": "1, 2"}


def test_the_coding_of_the_wire_is_noted(drafted):
    """
    A body that came compressed says so, and is read without.
    """
    draft = drafted(response=Response(200, JSON, b"{}", coding="gzip"))

    document = document_of(draft)

    assert document["response"]["wire"]["coding"] == "gzip"
    assert read(text_of(document).decode(), "x").response == Response(200, JSON, b"{}", coding="gzip")


RESPONSES = Request("POST", "https://api.openai.com/v1/responses", JSON, b'{"model":"m","input":"hi"}')


def test_ids_that_later_requests_send_back_are_remembered(drafted):
    """
    The mapping leads from the stable id to the live one, and the live one stands nowhere else.
    """
    body = b': for resp_live_1\n\ndata: {"type":"a","response":{"id":"resp_live_1"},"of":"resp_live_1"}\n\n'
    body += b'data: {"see": "resp_live_1", "n": 1.10}\n\n: of resp_live_1\n\ndata: {"cut off": "resp_live_1'
    draft = drafted(request=RESPONSES, response=Response(200, (("content-type", "text/event-stream"),), body))
    stable = f"rec-{draft.fingerprint[3:15]}"

    document = document_of(draft)

    assert document["id_normalization_mapping"] == {stable: "resp_live_1"}
    read_body = read(text_of(document).decode(), "x").response.body
    assert read_body == body.replace(b"resp_live_1", stable.encode())


def test_ids_of_earlier_answers_are_stable_wherever_an_answer_repeats_them(drafted):
    """
    `previous_response_id` is the id of the turn before, and the recordings of both name it alike.
    """
    request = Request("POST", "https://api.openai.com/v1/responses", (), b"{}")
    body = b'{"id":"resp_live_2","previous_response_id":"resp_live_1","instructions":"resp_live_1 is not all of this"}'
    response = Response(200, (("content-type", "application/json"),), body)

    document = document_of(
        drafted(request=request, response=response, stable_names=Names({"resp_live_1": "rec-first"}))
    )

    said = document["response"]["body"]["__data__"]
    assert said["previous_response_id"] == "rec-first"
    assert said["instructions"] == "resp_live_1 is not all of this"
    assert [*document["id_normalization_mapping"]] == [said["id"]]


def test_an_id_that_is_a_word_of_the_answer_takes_nothing_with_it(drafted):
    """
    A server whose id is `hi` does not lose that word from its answers: only ids change, never what was said.
    """
    body = b'data: {"id":"hi","choices":[{"delta":{"content":"hi"}}]}\n\ndata: hi there\n\n'
    draft = drafted(response_body=body)

    read_body = read(text_of(document_of(draft)).decode(), "x").response.body

    assert read_body == body.replace(b'"id":"hi"', f'"id":"rec-{draft.fingerprint[3:15]}"'.encode())


@pytest.mark.parametrize("body", [b'{"id":"\\ud800 and more","n":1}', b'{"id":"a","n":"\\udfff"}'])
def test_half_a_surrogate_pair_can_be_written(body, drafted):
    """
    What has no UTF-8 is written escaped, in an id too.
    """
    draft = drafted(response=Response(200, JSON, body))

    written = text_of(document_of(draft))

    assert written.decode("ascii")
    assert json.loads(read(written.decode(), "x").response.body)["id"] == f"rec-{draft.fingerprint[3:15]}"


def test_marks_follow_an_id_that_became_shorter(drafted):
    """
    Chunks begin at the frames where they began, though a stable id is shorter than the live one.
    """
    frames = [b'data: {"id":"chatcmpl-%s"}\n\n' % (b"x" * 90) for _ in range(3)]
    marks = (Mark(0, 1), Mark(len(frames[0]), 2), Mark(2 * len(frames[0]) + 4, 3))
    draft = drafted(response_body=b"".join(frames), response_marks=marks)

    chunks = read(text_of(document_of(draft)).decode(), "x").response.chunks()

    frame = f'data: {{"id":"rec-{draft.fingerprint[3:15]}"}}\n\n'.encode()
    assert chunks == (frame, frame + frame[:4], frame[4:])
