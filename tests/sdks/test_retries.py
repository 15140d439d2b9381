"""Retries of SDKs while recording: every attempt is an exchange, and a replay goes through all of them again."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest

import understudy
from understudy.testing import Answer, Finish, Piece, Upstream

NoNetwork = Callable[[], AbstractContextManager[None]]
JSON = {"content-type": "application/json"}

BUSY = Answer.of(429, {**JSON, "retry-after-ms": "1", "retry-after": "0.001"}, [b'{"error":{"message":"busy"}}'])
BROKEN = Answer.of(500, {**JSON, "retry-after-ms": "1"}, [b'{"error":{"message":"broken"}}'])
GONE = Answer((Piece(b"", 1),), Finish.CLOSE)

CHAT = {
    "id": "chatcmpl-abc",
    "object": "chat.completion",
    "created": 1700000000,
    "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "at last"}}],
}
MESSAGE = {
    "id": "msg_abc",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [{"type": "text", "text": "at last"}],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 1, "output_tokens": 1},
}
QUESTION: Any = [{"role": "user", "content": "hi"}]


def ask_openai(url: str) -> str | None:
    with openai.OpenAI(api_key="none", base_url=f"{url}/v1", max_retries=5) as client:
        return client.chat.completions.create(model="m", messages=QUESTION).choices[0].message.content


def ask_anthropic(url: str) -> str:
    with anthropic.Anthropic(api_key="none", base_url=url, max_retries=5) as client:
        answer = client.messages.create(model="m", max_tokens=9, messages=QUESTION)
        return answer.content[0].text


@pytest.mark.parametrize("ask, content", [(ask_openai, CHAT), (ask_anthropic, MESSAGE)], ids=["openai", "anthropic"])
@pytest.mark.parametrize("failures", [[BUSY], [BUSY, BROKEN], [BROKEN, BUSY, BUSY]], ids=["429", "429-500", "three"])
def test_attempts_are_recorded_and_replayed_in_order(
    tmp_path: Path, no_network: NoNetwork, ask: Callable[[str], Any], content: Any, failures: list[Answer]
) -> None:
    """
    The SDK waits and asks again on replay as it did while recording, and gets there.
    """
    answers = [*failures, Answer.of(200, JSON, [json.dumps(content).encode()])]
    with Upstream(answers) as upstream, understudy.use(tmp_path, mode="record", record_errors=True) as recording:
        live = ask(upstream.url)

    with no_network(), understudy.use(tmp_path) as session:
        again = ask(upstream.url)

    assert live == again == "at last"
    assert len(recording.recorded) == len(session.played) == len(answers)
    assert [played.response.status for played in session.played] == [
        *(int(failure.pieces[0].content[9:12]) for failure in failures),
        200,
    ]


@pytest.mark.parametrize("ask, content", [(ask_openai, CHAT), (ask_anthropic, MESSAGE)], ids=["openai", "anthropic"])
def test_a_bad_hour_does_not_become_the_truth(
    tmp_path: Path, no_network: NoNetwork, ask: Callable[[str], Any], content: Any
) -> None:
    """
    Unless errors are asked for, the answer that the SDK got in the end is the one recording, and the first.
    """
    answers = [BUSY, BROKEN, Answer.of(200, JSON, [json.dumps(content).encode()])]
    with Upstream(answers) as upstream, understudy.use(tmp_path, mode="record") as recording:
        live = ask(upstream.url)

    with no_network(), understudy.use(tmp_path) as session:
        again = ask(upstream.url)

    assert live == again == "at last"
    assert recording.not_kept == {"429": 1, "500": 1}
    assert [(each.response.status, each.sequence) for each in session.played] == [(200, 1)]


def test_a_lost_connection_is_an_attempt(
    tmp_path: Path, no_network: NoNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    No answer at all, then one: both are replayed, and the SDK tries again of its own accord.
    """
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.01)
    with (
        Upstream([GONE, Answer.of(200, JSON, [json.dumps(CHAT).encode()])]) as upstream,
        understudy.use(tmp_path, mode="record", record_errors=True),
    ):
        live = ask_openai(upstream.url)

    with no_network(), understudy.use(tmp_path) as session:
        again = ask_openai(upstream.url)

    assert live == again == "at last"
    assert [played.response.status for played in session.played] == [None, 200]


@pytest.mark.parametrize("status, error", [(400, openai.BadRequestError), (401, openai.AuthenticationError)])
def test_an_error_that_is_not_tried_again(
    tmp_path: Path, no_network: NoNetwork, status: int, error: type[openai.APIStatusError]
) -> None:
    """
    The same class, status and body.
    """
    body = {"error": {"message": "no", "type": "t", "param": None, "code": "c"}}
    refusal = Answer.of(status, {**JSON, "x-request-id": "req_7"}, [json.dumps(body).encode()])
    with Upstream([refusal]) as upstream, understudy.use(tmp_path, mode="record"), pytest.raises(error) as live:
        ask_openai(upstream.url)

    with no_network(), understudy.use(tmp_path), pytest.raises(error) as again:
        ask_openai(upstream.url)

    assert again.value.body == live.value.body == body["error"]
    assert (again.value.status_code, again.value.request_id, str(again.value)) == (status, "req_7", str(live.value))
