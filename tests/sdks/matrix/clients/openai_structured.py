"""openai: chat completions with more than text: tools, `.parse()`, `.stream()`."""

from __future__ import annotations

from typing import Any

from case import Servers, case
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

DISTRIBUTIONS = ("openai",)
ENVIRONMENT = "dev"

MODEL = "gpt-4o"
HI: Any = [{"role": "user", "content": "hi"}]
DESCRIBE: Any = [{"role": "user", "content": "Describe Ada"}]
USE_A_TOOL: Any = [{"role": "user", "content": "use a tool"}]
PLACE = {"type": "object", "properties": {"location": {"type": "string"}, "unit": {"type": "string"}}}
TOOLS: Any = [{"type": "function", "function": {"name": "get_weather", "parameters": PLACE}}]


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


def client(servers: Servers) -> OpenAI:
    return OpenAI(base_url=f"{servers.aimock}/v1", api_key="none", max_retries=0)


def client_async(servers: Servers) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=f"{servers.aimock}/v1", api_key="none", max_retries=0)


@case("tools")
def tools(servers: Servers) -> object:
    """The call of a tool, and the answer to what the tool gave: it carries the call's id."""
    with client(servers) as openai:
        asked = openai.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)
        said = asked.choices[0].message
        assert said.tool_calls
        result: Any = {"role": "tool", "tool_call_id": said.tool_calls[0].id, "content": "cloudy"}
        messages: Any = [*USE_A_TOOL, said, result, *HI]
        return asked, openai.chat.completions.create(model=MODEL, messages=messages)


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        return await openai.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    with client(servers) as openai:
        return list(openai.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS, stream=True))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        stream = await openai.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS, stream=True)
        return [chunk async for chunk in stream]


@case("chat `.parse()`")
def parsed(servers: Servers) -> object:
    with client(servers) as openai:
        return openai.chat.completions.parse(model=MODEL, messages=DESCRIBE, response_format=Person)


@case("chat `.parse()`")
async def parsed_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        return await openai.chat.completions.parse(model=MODEL, messages=DESCRIBE, response_format=Person)


@case("chat `.stream()`", stream=True)
def stream_helper(servers: Servers) -> object:
    with client(servers) as openai:
        with openai.chat.completions.stream(model=MODEL, messages=DESCRIBE, response_format=Person) as stream:
            return [event.type for event in stream], stream.get_final_completion()


@case("chat `.stream()`", stream=True)
async def stream_helper_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        async with openai.chat.completions.stream(model=MODEL, messages=USE_A_TOOL) as stream:
            return [event async for event in stream], await stream.get_final_completion()
