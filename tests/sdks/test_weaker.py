"""Agents on official SDKs whose tool takes another time in each run: `match="prefix"` gives them the recorded turns."""

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
from understudy.testing import Answer, Received, Upstream

NoNetwork = Callable[[], AbstractContextManager[None]]
JSON = {"content-type": "application/json"}
STEPS = 3
QUESTION: Any = {"role": "user", "content": "How fast is the site?"}
PARAMETERS: Any = {"type": "object", "properties": {}}


def answering(made: Callable[[int], dict[str, Any]]) -> Callable[[Received], Answer]:
    """An upstream that calls the tool again and again, and at last says so; ids are new each time."""
    count = 0

    def answer(received: Received) -> Answer:
        nonlocal count
        count += 1
        return Answer.of(200, JSON, [json.dumps(made(count)).encode()])

    return answer


def completion(number: int) -> dict[str, Any]:
    call = {"id": f"call_{number}abcdef", "type": "function", "function": {"name": "measure", "arguments": "{}"}}
    message: dict[str, Any] = {"role": "assistant", "content": f"done {number}"}
    if number < STEPS:
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return {"id": f"chatcmpl-{number}", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def message(number: int) -> dict[str, Any]:
    content: Any = [{"type": "text", "text": f"done {number}"}]
    if number < STEPS:
        content = [{"type": "tool_use", "id": f"toolu_{number}abcdef", "name": "measure", "input": {}}]
    usage = {"input_tokens": 1, "output_tokens": 1}
    about = {"type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn", "stop_sequence": None}
    return {"id": f"msg_{number}", **about, "content": content, "usage": usage}


def response(number: int) -> dict[str, Any]:
    item: Any = {
        "type": "message",
        "id": f"msg_{number}",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": f"done {number}", "annotations": []}],
    }
    if number < STEPS:
        item = {"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}abcdef", "name": "measure"}
        item |= {"arguments": "{}", "status": "completed"}
    about = {"object": "response", "created_at": 1, "model": "m", "status": "completed", "tools": []}
    return {"id": f"resp_{number}abcdef", **about, "output": [item], "parallel_tool_calls": True, "tool_choice": "auto"}


def ask_chat(url: str, took: str) -> str | None:
    """Chat completions: all that was said goes up each time."""
    turns: list[Any] = [{"role": "system", "content": "Measure."}, QUESTION]
    tools: Any = [{"type": "function", "function": {"name": "measure", "parameters": PARAMETERS}}]
    with openai.OpenAI(api_key="none", base_url=f"{url}/v1", max_retries=0) as client:
        while True:
            answer = client.chat.completions.create(model="m", messages=turns, tools=tools).choices[0].message
            if not answer.tool_calls:
                return answer.content
            turns.append(answer.model_dump(exclude_none=True))
            turns += [{"role": "tool", "tool_call_id": each.id, "content": took} for each in answer.tool_calls]


def ask_messages(url: str, took: str) -> str:
    """Anthropic's messages."""
    turns: list[Any] = [QUESTION]
    tools: Any = [{"name": "measure", "input_schema": PARAMETERS}]
    with anthropic.Anthropic(api_key="none", base_url=url, max_retries=0) as client:
        while True:
            answer = client.messages.create(model="m", max_tokens=9, system="Measure.", messages=turns, tools=tools)
            [block] = answer.content
            if block.type == "text":
                return block.text
            assert block.type == "tool_use"
            result = {"type": "tool_result", "tool_use_id": block.id, "content": took}
            turns += [{"role": "assistant", "content": [block.model_dump(exclude_none=True)]}]
            turns += [{"role": "user", "content": [result]}]


def ask_responses(url: str, took: str) -> str:
    """Responses: what was said before is named by the id of its answer."""
    more: dict[str, Any] = {"input": [QUESTION]}
    tools: Any = [{"type": "function", "name": "measure", "parameters": PARAMETERS, "strict": False}]
    with openai.OpenAI(api_key="none", base_url=f"{url}/v1", max_retries=0) as client:
        while True:
            answer = client.responses.create(model="m", tools=tools, **more)
            [item] = answer.output
            if item.type != "function_call":
                return answer.output_text
            output = {"type": "function_call_output", "call_id": item.call_id, "output": took}
            more = {"previous_response_id": answer.id, "input": [output]}


ASKING: Any = pytest.mark.parametrize(
    "ask, made, equal",
    [
        (ask_chat, completion, [(2, 3), (2, 5)]),
        (ask_messages, message, [(2, 3), (2, 5)]),
        (ask_responses, response, [(1, 2), (1, 2)]),
    ],
    ids=["openai-chat", "anthropic", "openai-responses"],
)


@ASKING
def test_an_agent_goes_on_as_recorded(
    tmp_path: Path,
    no_network: NoNetwork,
    ask: Callable[[str, str], str],
    made: Callable[[int], dict[str, Any]],
    equal: list[tuple[int, int]],
) -> None:
    """
    Every step after its tool took another time is the recorded one, and is counted.
    """
    with Upstream(answering(made)) as upstream, understudy.use(tmp_path, mode="record") as recording:
        live = ask(upstream.url, "12 ms")

    with no_network(), understudy.use(tmp_path, match="prefix") as session:
        again = ask(upstream.url, "14 ms")

    assert live == again == f"done {STEPS}"
    assert [each.name for each in session.played] == [each.name for each in recording.recorded]
    assert [(each.equal, each.turns) for each in session.weaker] == equal
    assert not session.unused


@ASKING
def test_nobody_asked_and_it_is_a_miss(
    tmp_path: Path,
    no_network: NoNetwork,
    ask: Callable[[str, str], str],
    made: Callable[[int], dict[str, Any]],
    equal: list[tuple[int, int]],
) -> None:
    """
    At the step at which it differs.
    """
    with Upstream(answering(made)) as upstream, understudy.use(tmp_path, mode="record"):
        ask(upstream.url, "12 ms")

    with no_network(), understudy.use(tmp_path) as session, pytest.raises(understudy.ReplayMiss):
        ask(upstream.url, "14 ms")

    assert (len(session.played), len(session.misses), session.weaker) == (1, 1, ())
