"""openai: the Responses API, its events, tools, `.parse()` and `.stream()`."""

from __future__ import annotations

from typing import Any

from case import Servers, case
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

DISTRIBUTIONS = ("openai",)
ENVIRONMENT = "dev"

MODEL = "gpt-4o"
PLACE = {"type": "object", "properties": {"location": {"type": "string"}, "unit": {"type": "string"}}}
TOOLS: Any = [{"type": "function", "name": "get_weather", "parameters": PLACE, "strict": False}]


class Person(BaseModel):
    """Somebody."""

    name: str
    age: int


def client(servers: Servers) -> OpenAI:
    return OpenAI(base_url=f"{servers.aimock}/v1", api_key="none", max_retries=0)


def client_async(servers: Servers) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=f"{servers.aimock}/v1", api_key="none", max_retries=0)


@case("responses")
def conversation(servers: Servers) -> object:
    """Two turns, the second of which names the first."""
    with client(servers) as openai:
        first = openai.responses.create(model=MODEL, input="hi")
        second = openai.responses.create(model=MODEL, input="unicode, please", previous_response_id=first.id)
        return first, second, second.output_text


@case("responses")
async def response_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        return await openai.responses.create(model=MODEL, input="hi")


@case("responses", stream=True)
def events(servers: Servers) -> object:
    with client(servers) as openai:
        return list(openai.responses.create(model=MODEL, input="hi", stream=True))


@case("responses", stream=True)
async def events_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        return [event async for event in await openai.responses.create(model=MODEL, input="hi", stream=True)]


@case("responses with tools")
def tools(servers: Servers) -> object:
    with client(servers) as openai:
        return openai.responses.create(model=MODEL, input="use a tool", tools=TOOLS)


@case("responses with tools")
async def tools_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        return await openai.responses.create(model=MODEL, input="use a tool", tools=TOOLS)


@case("responses with tools", stream=True)
def tools_events(servers: Servers) -> object:
    with client(servers) as openai:
        return list(openai.responses.create(model=MODEL, input="use a tool", tools=TOOLS, stream=True))


@case("responses with tools", stream=True)
async def tools_events_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        stream = await openai.responses.create(model=MODEL, input="use a tool", tools=TOOLS, stream=True)
        return [event async for event in stream]


@case("responses `.parse()`")
def parsed(servers: Servers) -> object:
    with client(servers) as openai:
        answer = openai.responses.parse(model=MODEL, input="Describe Ada", text_format=Person)
        return answer, answer.output_parsed


@case("responses `.parse()`")
async def parsed_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        return (await openai.responses.parse(model=MODEL, input="Describe Ada", text_format=Person)).output_parsed


@case("responses `.stream()`", stream=True)
def stream_helper(servers: Servers) -> object:
    with client(servers) as openai:
        with openai.responses.stream(model=MODEL, input="hi") as stream:
            return list(stream), stream.get_final_response()


@case("responses `.stream()`", stream=True)
async def stream_helper_async(servers: Servers) -> object:
    async with client_async(servers) as openai:
        async with openai.responses.stream(model=MODEL, input="Describe Ada", text_format=Person) as stream:
            return [event async for event in stream], await stream.get_final_response()
