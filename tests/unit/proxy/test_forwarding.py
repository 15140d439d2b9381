"""Recording through the server: the client has everything at once, and whatever ends it is kept as it was."""

from __future__ import annotations

import gzip
import json
import os
import threading

import httpx
import openai
import pytest

from understudy.model import ClosedByClient, Complete, Failed, FailureKind, Keep, Mode
from understudy.operations.renewing import parse_age
from understudy.testing import Answer, Finish, Piece, Upstream

WITH_ERRORS = Keep(errors=True)
EVENTS = {"content-type": "text/event-stream"}
JSON = {"content-type": "application/json"}
FIRST = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"


def test_each_chunk_reaches_the_client_before_the_upstream_sends_the_next(served, asked, gated, recordings, events):
    """
    The upstream waits for the client to have a chunk: anything held back would stop both.
    """
    url, gates = gated(*events)
    address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": url}, stable_ids=False)

    with asked(address) as response:
        came = []
        chunks = response.iter_raw()
        for gate in gates:
            gate.set()
            came.append(next(chunks))
        assert list(chunks) == []

    (recording,) = recordings()
    assert came == events
    assert recording.response.chunks() == tuple(events)
    assert recording.response.ended == Complete()
    assert recording.text == "onetwothrée"


def test_a_recorded_stream_replays_in_its_chunks(served, asked, events):
    """
    What was recorded answers from then on, without the upstream.
    """
    with Upstream([Answer.of(200, EVENTS, events)]) as upstream:
        address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url}, stable_ids=False)
        with asked(address) as response:
            response.read()

    with asked(served()) as response:
        assert list(response.iter_raw()) == events
        assert response.headers["content-type"] == "text/event-stream"
        assert response.headers["transfer-encoding"] == "chunked"


def test_a_whole_answer_has_its_length(served, recordings, eventually):
    """
    Recorded and replayed: status, headers and body of a plain error are the upstream's.
    """
    error = json.dumps({"error": {"message": "no", "type": "invalid_request_error"}}).encode()
    headers = {**JSON, "x-request-id": "req_1", "server": "them"}
    with Upstream([Answer.of(400, headers, [error], framing="length")]) as upstream:
        live = httpx.post(f"{served(Mode.RECORD, upstreams={'openai': upstream.url})}/openai/v1/responses", json={})
    eventually(recordings)
    replayed = httpx.post(f"{served()}/openai/v1/responses", json={})

    assert (live.status_code, live.content, live.headers["server"]) == (400, error, "them")
    assert (replayed.status_code, replayed.content) == (400, error)
    assert replayed.headers["content-length"] == str(len(error))
    assert replayed.headers["x-request-id"] == "req_1"


def test_the_upstream_gets_the_request_as_the_client_sent_it(served):
    """
    Key, query and body pass; what is meant for us does not.
    """
    with Upstream([Answer.of(200, JSON, [b"{}"])]) as upstream:
        address = served(Mode.RECORD, upstreams={"gemini": f"{upstream.url}/base"})
        url = f"{address}/gemini/v1beta/models/a%2Fb:streamGenerateContent?alt=sse"
        headers = {"x-goog-api-key": "secret", "x-understudy-scope": "t", "accept-encoding": "gzip, x-rare"}
        httpx.post(url, content=b"{ }", headers=headers)

        (received,) = upstream.received
        assert received.target == "/base/v1beta/models/a%2Fb:streamGenerateContent?alt=sse"
        assert received.body == b"{ }"
        assert received.header("x-goog-api-key") == "secret"
        assert received.header("accept-encoding") == "gzip"
        assert not [name for name, _ in received.headers if name.lower().startswith("x-understudy")]


def test_the_scope_header_says_whose_a_recording_is(served, asked, events, recordings):
    """
    A header without a value is none.
    """
    with Upstream([Answer.of(200, EVENTS, events)] * 2) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url})
        for scope in ("tests/tést.py::t", ""):
            with asked(address, headers={b"x-understudy-scope": scope.encode()}) as response:
                response.read()

    assert {recording.scope for recording in recordings()} == {"tests/tést.py::t", None}


def test_only_what_is_chosen_is_asked_again(served, asked, events):
    """
    A server in mode record plays what it was not told to renew.
    """
    with Upstream([Answer.of(200, EVENTS, events)] * 2) as upstream:
        for choice in ({}, {"renew": ("anthropic",)}, {"max_age": parse_age("1h")}, {"renew": ("openai-chat",)}):
            with asked(served(Mode.RECORD, upstreams={"openai": upstream.url}, **choice)) as response:
                response.read()

    assert len(upstream.received) == 2


def test_a_gzipped_stream_passes_untouched_and_is_recorded_readable(served, asked, recordings, events):
    """
    The client undoes the coding it asked for; a person reads the recording.
    """
    coded = [gzip.compress(event) for event in events]
    with Upstream([Answer.of(200, {**EVENTS, "content-encoding": "gzip"}, coded)]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url}, stable_ids=False)
        with asked(address) as response:
            assert response.headers["content-encoding"] == "gzip"
            assert list(response.iter_raw()) == coded

    (recording,) = recordings()
    assert recording.response.body == b"".join(events)
    assert recording.text == "onetwothrée"


def test_a_client_that_leaves_closes_the_upstream(served, asked, recordings, events, eventually):
    """
    It is noticed while nothing comes, and what had come is kept with who ended it.
    """
    with Upstream([Answer.of(200, EVENTS, events, at_ms=(0, 60_000, 60_000, 60_000))]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url}, stable_ids=False)
        with asked(address) as response:
            assert next(response.iter_raw()) == events[0]

        eventually(lambda: upstream.left[0])
        eventually(recordings)
        assert recordings()[0].response.body == events[0]
        assert recordings()[0].response.ended == ClosedByClient(len(events[0]))


def test_a_client_that_leaves_before_the_answer_leaves_nothing(served, asked, recordings, eventually):
    """
    The upstream is closed; there is nothing that could be replayed.
    """
    with Upstream([Answer.of(200, EVENTS, [b"late"], at_ms=(60_000,))]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url})
        with pytest.raises(httpx.ReadTimeout), asked(address, timeout=0.2):
            pass

        eventually(lambda: upstream.left and upstream.left[0])
    assert recordings() == []


@pytest.mark.parametrize(
    ("finish", "kind", "error"),
    [
        (Finish.RESET, FailureKind.READ, httpx.ReadError),
        (Finish.CLOSE, FailureKind.PROTOCOL, httpx.RemoteProtocolError),
    ],
)
def test_an_upstream_that_breaks_in_a_stream_breaks_the_client_live_and_replayed(
    served, asked, recordings, finish, kind, error
):
    """
    The same bytes, then the same kind of break: never an end that looks whole.
    """
    with Upstream([Answer((Piece(FIRST), Piece(b"", at_ms=30)), finish)]) as upstream:
        live = until_it_breaks(asked, served(Mode.RECORD, upstreams={"openai": upstream.url}, keeps=WITH_ERRORS), error)

    assert recordings()[0].response.ended.kind is kind
    assert live == until_it_breaks(asked, served(), error) == b"data: 1\n\n"


def test_a_whole_answer_that_broke_never_looks_whole(served, recordings):
    """
    The length that was announced is not told again: the replay would end at its own.
    """
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n"
    with Upstream([Answer((Piece(head + b'{"a":'),), Finish.CLOSE)]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url}, keeps=WITH_ERRORS)
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(f"{address}/v1/responses", json={})

    assert recordings()[0].response.body == b'{"a":'
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{served()}/v1/responses", json={})


def until_it_breaks(asked, address, error):
    came = []
    with asked(address) as response, pytest.raises(error):
        came.extend(response.iter_raw())
    return b"".join(came)


def test_an_upstream_that_fails_before_its_answer_is_told_once(served, recordings):
    """
    The SDK shows our text after one attempt; a replay breaks without a byte.
    """
    with Upstream([Answer((), Finish.CLOSE)]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url}, keeps=WITH_ERRORS)
        with pytest.raises(openai.InternalServerError, match=r"upstream openai .* failed before it answered") as raised:
            ask_openai(address)
        assert len(upstream.received) == 1

    assert raised.value.status_code == 502
    assert raised.value.response.headers["x-understudy-upstream"] == "protocol-error"
    (recording,) = recordings()
    assert recording.response.status is None
    assert isinstance(recording.response.ended, Failed)
    with pytest.raises(openai.APIConnectionError):
        ask_openai(served(), max_retries=0)


def test_without_an_upstream_the_answer_says_how_to_give_one(served, recordings):
    """
    Nothing is sent, nothing is kept.
    """
    answer = httpx.post(f"{served(Mode.RECORD)}/azure/deployments/d/chat/completions", json={})

    assert (answer.status_code, answer.headers["x-should-retry"]) == (502, "false")
    assert "--upstream azure=URL" in answer.json()["error"]["message"]
    assert recordings() == []


def test_answers_without_a_body_have_none(served):
    """
    HEAD, 204 and 304, whatever their headers announce.
    """
    answers = [
        Answer.of(200, {"content-length": "5"}, [], framing="length"),
        Answer.of(204, {}, []),
        Answer.of(304, {"content-length": "5"}, []),
    ]
    asked = [("HEAD", "/a"), ("GET", "/b"), ("GET", "/c")]
    with Upstream(answers) as upstream, httpx.Client() as client:
        address = served(Mode.RECORD, upstreams={"generic": upstream.url})
        live = [client.request(method, address + path) for method, path in asked]
    with httpx.Client(base_url=served()) as client:
        replayed = [client.request(method, path) for method, path in asked]

    assert [answer.status_code for answer in live] == [200, 204, 304]
    assert [answer.status_code for answer in replayed] == [200, 204, 304]
    assert live[0].headers["content-length"] == "5"


def test_a_store_that_is_no_folder_does_not_cost_the_answer(served, asked, events, store, capfd):
    """
    The client has its stream; the trouble is told on stderr and counted.
    """
    with Upstream([Answer.of(200, EVENTS, events)]) as upstream:
        address = served(Mode.RECORD, upstreams={"openai": upstream.url})
        store.write_text("in the way")
        with asked(address) as response:
            assert response.read() == b"".join(events)

    assert httpx.get(f"{address}/_understudy/health").json()["errors"] == 1
    told = capfd.readouterr().err
    assert told.startswith("understudy: saving a recording: ")
    assert "Traceback" not in told


def ask_openai(address, **settings):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="k", **settings) as client:
        return client.chat.completions.create(model="m", messages=[{"role": "user", "content": "hi"}])


def test_a_turn_that_goes_live_after_a_replayed_one_names_it_by_its_live_id(served, store):
    """
    The upstream knows nothing of a recording's own ids.
    """
    answers = [Answer.of(200, JSON, [b'{"id": "resp_live_%d", "output": []}' % number]) for number in (1, 2, 3)]
    with Upstream(answers) as upstream:

        def conversation():
            address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url})
            ask = f"{address}/openai/v1/responses"
            id_ = httpx.post(ask, json={"input": "one"}).json()["id"]
            return id_, httpx.post(ask, json={"input": "two", "previous_response_id": id_}).json()["id"]

        conversation()
        (second,) = (path for path in store.glob("*.json") if '"two"' in path.read_text())
        second.unlink()
        replayed, live = conversation()

    assert (replayed[:4], live) == ("rec-", "resp_live_3")
    assert [json.loads(each.body).get("previous_response_id") for each in upstream.received] == [
        None,
        "resp_live_1",
        "resp_live_1",
    ]


@pytest.fixture
def slow_disk(monkeypatch):
    """The first sync waits until it is let; gives what tells that it waits, and what lets it."""
    is_waiting, goes_on, sync = threading.Event(), threading.Event(), os.fsync

    def slow(handle):
        if not is_waiting.is_set():
            is_waiting.set()
            assert goes_on.wait(10)
        sync(handle)

    monkeypatch.setattr(os, "fsync", slow)
    yield is_waiting, goes_on
    goes_on.set()


def test_others_are_answered_while_a_recording_is_written(served, asked, events, recordings, slow_disk):
    """
    A slow disk holds up the end of the answer that is written, and nothing else.
    """
    is_waiting, goes_on = slow_disk
    with Upstream(lambda received: Answer.of(200, EVENTS, events)) as upstream:
        address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": upstream.url})
        with asked(address, "slow") as slow:
            chunks = slow.iter_raw()
            assert [next(chunks) for _ in events] == events
            assert is_waiting.wait(10)
            with asked(address, "another") as response:
                response.read()

            assert len(recordings()) == 1
            goes_on.set()
            assert list(chunks) == []
        assert len(recordings()) == 2


def test_what_is_being_written_when_the_client_leaves_is_kept(served, asked, events, recordings, slow_disk, eventually):
    """
    Leaving before the end of an answer that has wholly arrived costs nothing.
    """
    is_waiting, goes_on = slow_disk
    with Upstream([Answer.of(200, EVENTS, events)]) as upstream:
        with asked(served(Mode.RECORD, upstreams={"openai": upstream.url})) as response:
            chunks = response.iter_raw()
            assert [next(chunks) for _ in events] == events
            assert is_waiting.wait(10)
        goes_on.set()
        eventually(recordings)

    assert recordings()[0].response.ended == Complete()


def test_a_live_answer_lets_no_page_of_another_site_read_it(served):
    """
    Whatever the API allows: an answer that is recorded allows as little as the one that is played.
    """
    answer = Answer.of(200, {"content-type": "application/json", "access-control-allow-origin": "*"}, [b"{}"])
    with Upstream(lambda _: answer) as upstream:
        address = served(Mode.LIVE, upstreams={"openai": upstream.url})
        got = httpx.get(f"{address}/openai/v1/models", trust_env=False)

    assert got.status_code == 200
    assert "access-control-allow-origin" not in got.headers
