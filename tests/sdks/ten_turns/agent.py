"""Agents of ten turns, as a user writes them with an official SDK: every prompt holds today's date and a fresh UUID.

Needs no more than the SDK: it is also run by Pythons of other environments.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

PROMPT = "Run {run}. Today is {today}. Note each step with the tool, then report."
TOOL = "Notes one step."
PARAMETERS = {
    "type": "object",
    "properties": {"step": {"type": "integer"}, "date": {"type": "string"}, "run": {"type": "string"}},
    "required": ["step", "date", "run"],
}


@dataclass
class Seen:
    """What the program got to see of the answers, ids aside."""

    turns: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)
    """Arguments of the tool."""

    pieces: list[str] = field(default_factory=list)
    """The last answer's text, as it was streamed."""


@dataclass(frozen=True)
class World:
    """What differs from run to run: where the provider is, what day it is, and how runs are named."""

    url: str
    clock: Callable[[], date]
    new_uuid: Callable[[], UUID]

    def prompt(self) -> str:
        """The prompt of one run."""
        return PROMPT.format(run=self.new_uuid(), today=self.clock().isoformat())


def note(arguments: str, seen: Seen) -> str:
    """The tool."""
    asked = json.loads(arguments)
    seen.calls.append(asked)
    return f"step {asked['step']} of run {asked['run']} was noted on {asked['date']}"


def chat(world: World) -> Seen:
    """Chat completions; every other turn is streamed."""
    import openai

    seen, prompt = Seen(), world.prompt()
    messages: list[Any] = [{"role": "system", "content": "You note steps."}, {"role": "user", "content": prompt}]
    described = {"name": "note", "description": TOOL, "parameters": PARAMETERS}
    asked: dict[str, Any] = {"model": "gpt-4o", "tools": [{"type": "function", "function": described}]}
    with openai.OpenAI(base_url=f"{world.url}/v1", api_key="none", max_retries=0) as client:
        while True:
            seen.turns += 1
            if seen.turns % 2:
                message = client.chat.completions.create(messages=messages, **asked).choices[0].message
                messages.append(message)
                calls = [
                    {"id": each.id, "function": {"name": each.function.name, "arguments": each.function.arguments}}
                    for each in message.tool_calls or ()
                ]
            else:
                calls = _streamed_calls(client.chat.completions.create(messages=messages, stream=True, **asked), seen)
                wanted = [{"type": "function", **each} for each in calls]
                messages.append({"role": "assistant", "content": None, "tool_calls": wanted})
            if not calls:
                return seen
            for call in calls:
                said = note(call["function"]["arguments"], seen)
                # Many programs say which call they answer in the text, too.
                messages.append({"role": "tool", "tool_call_id": call["id"], "content": f"{call['id']}: {said}"})


def _streamed_calls(stream: Any, seen: Seen) -> list[dict[str, Any]]:
    calls: dict[int, dict[str, Any]] = {}
    for chunk in stream:
        delta = chunk.choices[0].delta
        if delta.content:
            seen.pieces.append(delta.content)
        for each in delta.tool_calls or ():
            call = calls.setdefault(each.index, {"id": each.id, "function": {"name": "", "arguments": ""}})
            call["function"]["name"] += each.function.name or ""
            call["function"]["arguments"] += each.function.arguments or ""
    return list(calls.values())


def responses(world: World) -> Seen:
    """The Responses API, which knows the conversation by the last response's id; every other turn is streamed."""
    import openai

    seen, prompt = Seen(), world.prompt()
    tool = {"type": "function", "name": "note", "description": TOOL, "parameters": PARAMETERS, "strict": False}
    asked: dict[str, Any] = {"model": "gpt-4o", "tools": [tool], "instructions": prompt}
    said: Any = f"Begin. {prompt}"
    with openai.OpenAI(base_url=f"{world.url}/v1", api_key="none", max_retries=0) as client:
        while True:
            seen.turns += 1
            if seen.turns % 2:
                response = client.responses.create(input=said, **asked)
            else:
                for event in client.responses.create(input=said, stream=True, **asked):
                    if event.type == "response.output_text.delta":
                        seen.pieces.append(event.delta)
                    if event.type == "response.completed":
                        response = event.response
            calls = [each for each in response.output if each.type == "function_call"]
            if not calls:
                return seen
            asked["previous_response_id"] = response.id
            said = [
                {"type": "function_call_output", "call_id": each.call_id, "output": note(each.arguments, seen)}
                for each in calls
            ]


def messages(world: World) -> Seen:
    """Anthropic Messages, streamed."""
    import anthropic

    seen, prompt = Seen(), world.prompt()
    said: list[Any] = [{"role": "user", "content": "Begin."}]
    tool: Any = {"name": "note", "description": TOOL, "input_schema": PARAMETERS}
    with anthropic.Anthropic(base_url=world.url, api_key="none", max_retries=0) as client:
        while True:
            seen.turns += 1
            with client.messages.stream(
                model="claude-opus-4-6", max_tokens=900, system=prompt, messages=said, tools=[tool]
            ) as stream:
                pieces = list(stream.text_stream)
                message = stream.get_final_message()
            said.append({"role": "assistant", "content": message.content})
            calls = [each for each in message.content if each.type == "tool_use"]
            if not calls:
                seen.pieces = pieces
                return seen
            results = [
                {"type": "tool_result", "tool_use_id": each.id, "content": note(json.dumps(each.input), seen)}
                for each in calls
            ]
            said.append({"role": "user", "content": results})


AGENTS: dict[str, Callable[[World], Seen]] = {"chat": chat, "responses": responses, "messages": messages}
