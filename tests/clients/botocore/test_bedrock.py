"""boto3 and Amazon Bedrock: every way to ask, with the bytes that a server once sent."""

from __future__ import annotations

import json
import socket
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest
import urllib3.exceptions

import understudy
from tests.clients.offline import offline
from tests.clients.twice import only_recording, recorded, replayed
from understudy.model import ClosedByClient, Complete, Failed, FailureKind
from understudy.testing import Answer, Finish, Piece, Upstream, read_capture
from understudy.testing.capture import body

MODEL = "anthropic.claude-x"
MESSAGES = [{"role": "user", "content": [{"text": "hi"}]}]
EVENT_STREAM = {"content-type": "application/vnd.amazon.eventstream"}
WAITS_LONG = 60_000

Bedrock = Callable[..., Any]


def converse(client: Any) -> Any:
    answer = client.converse(modelId=MODEL, messages=MESSAGES)
    return answer["output"], answer["usage"], answer["ResponseMetadata"]["HTTPStatusCode"]


def converse_stream(client: Any) -> Any:
    return list(client.converse_stream(modelId=MODEL, messages=MESSAGES)["stream"])


def invoke_model(client: Any) -> Any:
    return client.invoke_model(modelId=MODEL, body=json.dumps({"max_tokens": 9}))["body"].read()


def invoke_model_with_response_stream(client: Any) -> Any:
    body = json.dumps({"max_tokens": 9})
    return list(client.invoke_model_with_response_stream(modelId=MODEL, body=body)["body"])


WAYS = {
    "converse": (converse, "boto3-bedrockfront-converse.1"),
    "invoke_model": (invoke_model, "boto3-bedrockfront-converse.1"),
    "invoke_model_with_response_stream": (invoke_model_with_response_stream, "boto3-bedrockfront-invoke-stream.1"),
}


@pytest.fixture
def captures(shared: Path) -> Path:
    folder = shared / "captures" / "bedrock-front"
    if not folder.is_dir():
        pytest.skip("needs the captures of bedrock-front in the folder `shared`")
    return folder


@pytest.mark.parametrize("ask, name", WAYS.values(), ids=WAYS)
def test_an_answer_of_bedrock_is_the_same_on_replay(
    bedrock: Bedrock, captures: Path, tmp_path: Path, ask: Callable[[Any], Any], name: str
) -> None:
    """
    One request, one recording, whose body is the captured one.
    """
    capture = read_capture(captures / name)
    with Upstream([capture.answer(speed=20)]) as upstream:
        client = bedrock(upstream.url)
        with understudy.use(tmp_path, mode="record", stable_ids=False) as session:
            live = ask(client)

    again = replayed(tmp_path, lambda: ask(bedrock(upstream.url)))

    assert again == live
    assert live
    assert session.journal.sent == len(session.recorded) == 1
    assert only_recording(tmp_path).response.ended == Complete()
    assert only_recording(tmp_path).response.body == body(capture)


def event(name: str, content: dict[str, Any]) -> bytes:
    """One message of the event stream. Source: Amazon event stream encoding (`vnd.amazon.eventstream`)."""
    named = {":event-type": name, ":content-type": "application/json", ":message-type": "event"}
    head = b"".join(
        bytes([len(key)]) + key.encode() + b"\7" + struct.pack(">H", len(value)) + value.encode()
        for key, value in named.items()
    )
    body = json.dumps(content).encode()
    prelude = struct.pack(">II", len(head) + len(body) + 16, len(head))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + body
    return message + struct.pack(">I", zlib.crc32(message))


EVENTS = [
    event("messageStart", {"role": "assistant"}),
    event("contentBlockDelta", {"delta": {"text": "Gr\u00fc\u00dfe"}, "contentBlockIndex": 0}),
    event("contentBlockStop", {"contentBlockIndex": 0}),
    event("messageStop", {"stopReason": "end_turn"}),
]


def test_a_conversation_is_streamed_again(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    `converse_stream`, from one recording.
    """
    with Upstream([Answer.of(200, EVENT_STREAM, EVENTS, at_ms=(0, 5, 10, 15))]) as upstream:
        client = bedrock(upstream.url)
        live = recorded(tmp_path, lambda: converse_stream(client))

    assert replayed(tmp_path, lambda: converse_stream(client)) == live
    assert [next(iter(each)) for each in live] == [
        "messageStart",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
    ]
    assert only_recording(tmp_path).response.body == b"".join(EVENTS)
    assert only_recording(tmp_path).response.chunks() == tuple(EVENTS)


def test_an_event_is_there_before_the_next_is_sent(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    Recording waits for nothing: the stream is left after its first event, a minute before the second.
    """
    with Upstream([Answer.of(200, EVENT_STREAM, EVENTS, at_ms=(0, WAITS_LONG, WAITS_LONG, WAITS_LONG))]) as upstream:
        client = bedrock(upstream.url)
        with understudy.use(tmp_path, mode="record"):
            stream = client.converse_stream(modelId=MODEL, messages=MESSAGES)["stream"]
            first = next(iter(stream))
            stream.close()

    assert first == {"messageStart": {"role": "assistant"}}
    assert upstream.left == [True]
    assert only_recording(tmp_path).response.ended == ClosedByClient(len(EVENTS[0]))


def test_nothing_secret_is_written(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    Neither the key's name nor a signature.
    """
    with Upstream([Answer.of(200, EVENT_STREAM, EVENTS)]) as upstream:
        recorded(tmp_path, lambda: converse_stream(bedrock(upstream.url)))
    (path,) = tmp_path.glob("*.json")

    assert "AKIAFAKE" not in path.read_text()
    assert "Signature" not in path.read_text()


def raised(ask: Callable[[], Any]) -> BaseException:
    # Within an event stream botocore lets urllib3 speak.
    with pytest.raises((botocore.exceptions.BotoCoreError, urllib3.exceptions.HTTPError)) as caught:
        ask()
    return caught.value


def nobody_listens() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


JSON = {"content-type": "application/json"}
PART = Piece(Answer.of(200, EVENT_STREAM, EVENTS[:2]).pieces[0].content)
FAILING = {
    "closes at once": (Answer((), Finish.CLOSE), invoke_model, "ConnectionClosedError", FailureKind.PROTOCOL),
    "resets at once": (Answer((Piece(b"", 1),), Finish.RESET), converse, "ConnectionClosedError", FailureKind.READ),
    "is silent": (Answer((Piece(b"", WAITS_LONG),)), converse, "ReadTimeoutError", FailureKind.READ_TIMEOUT),
    "closes within a body": (
        Answer((Piece(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"),), Finish.CLOSE),
        converse,
        "ConnectionClosedError",
        FailureKind.PROTOCOL,
    ),
    "is silent within a stream": (
        Answer((PART, Piece(b"", WAITS_LONG))),
        converse_stream,
        "ReadTimeoutError",
        FailureKind.READ_TIMEOUT,
    ),
    "closes within a stream": (
        Answer((PART,), Finish.CLOSE),
        converse_stream,
        "ProtocolError",
        FailureKind.PROTOCOL,
    ),
}


@pytest.mark.parametrize("answer, ask, name, kind", FAILING.values(), ids=FAILING)
def test_a_failure_is_botocore_s_own_again(
    bedrock: Bedrock, tmp_path: Path, answer: Answer, ask: Callable[[Any], Any], name: str, kind: FailureKind
) -> None:
    """
    The same class with the same text.
    """
    with Upstream([answer]) as upstream:
        client = bedrock(upstream.url, read_timeout=0.3)
        error = recorded(tmp_path, lambda: raised(lambda: ask(client)))

    again = replayed(tmp_path, lambda: raised(lambda: ask(client)))

    assert type(error).__name__ == name
    assert (type(again), str(again)) == (type(error), str(error))
    ended = only_recording(tmp_path).response.ended
    assert isinstance(ended, Failed)
    assert ended.kind is kind


def test_nobody_listens(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    `EndpointConnectionError`, both times.
    """
    client = bedrock(nobody_listens())
    error = recorded(tmp_path, lambda: raised(lambda: converse(client)))

    again = replayed(tmp_path, lambda: raised(lambda: converse(client)))

    assert type(again) is type(error) is botocore.exceptions.EndpointConnectionError
    assert str(again) == str(error)


def test_botocore_s_own_retries_are_exchanges_each(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    Throttled, then answered; on replay likewise.
    """
    slow_down = Answer.of(429, {**JSON, "x-amzn-errortype": "ThrottlingException"}, [b'{"message":"slow down"}'])
    good = Answer.of(200, JSON, [b'{"ok":true}'])
    with Upstream([slow_down, good]) as upstream:
        client = bedrock(upstream.url, retries={"total_max_attempts": 2})
        with understudy.use(tmp_path, mode="record", record_errors=True) as session:
            live = invoke_model(client)

    with offline(), understudy.use(tmp_path) as playing:
        again = invoke_model(client)

    assert live == again == b'{"ok":true}'
    assert (session.journal.sent, len(playing.played)) == (2, 2)


def test_an_error_of_the_service_is_a_client_error(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    With the code that the service gave.
    """
    headers = {**JSON, "x-amzn-errortype": "ValidationException"}
    with Upstream([Answer.of(400, headers, [b'{"message":"no such model"}'])]) as upstream:
        client = bedrock(upstream.url)

        def ask() -> str:
            with pytest.raises(botocore.exceptions.ClientError) as caught:
                converse(client)
            return str(caught.value)

        live = recorded(tmp_path, ask)

    assert replayed(tmp_path, ask) == live
    assert "ValidationException" in live


def test_a_miss_is_not_retried_and_not_hidden(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    One refusal, at once, through all of botocore's handlers.
    """
    with offline(), understudy.use(tmp_path) as session, pytest.raises(understudy.ReplayMiss):
        converse(bedrock("http://api.example", retries={"total_max_attempts": 5}))

    assert len(session.misses) == 1


def test_its_events_fire(bedrock: Bedrock, tmp_path: Path) -> None:
    """
    Those of each call, on replay as while recording.
    """
    seen: list[str] = []
    with Upstream([Answer.of(200, JSON, [b'{"ok":true}'])]) as upstream:
        client = bedrock(upstream.url)
        client.meta.events.register("*.bedrock-runtime.*", lambda event_name, **_: seen.append(event_name))
        recorded(tmp_path, lambda: invoke_model(client))
    live = list(seen)

    replayed(tmp_path, lambda: invoke_model(client))

    assert {"before-send", "after-call"} <= {name.partition(".")[0] for name in live}
    assert seen == live * 2
