"""llama-index with Anthropic: messages, tools, structured output."""

from __future__ import annotations

from case import Servers, case
from llama_index.core.llms import ChatMessage
from llama_index.core.tools import FunctionTool
from llama_index.llms.anthropic import Anthropic
from pydantic import BaseModel

DISTRIBUTIONS = ("llama-index-llms-anthropic", "anthropic")
ENVIRONMENT = "anthropic0"

HI = [ChatMessage("hi")]
WEATHER = "What is the weather in Vienna?"


class Person(BaseModel):
    """A person."""

    name: str
    age: int


def get_weather(location: str) -> str:
    """The weather at a place."""
    return f"18 degrees and cloudy in {location}"


def claude(servers: Servers) -> Anthropic:
    return Anthropic("claude-sonnet-4-5", base_url=servers.aimock, api_key="none", max_tokens=99)


@case("messages")
def message(servers: Servers) -> object:
    return claude(servers).chat(HI)


@case("messages")
async def message_async(servers: Servers) -> object:
    return await claude(servers).achat(HI)


@case("messages", stream=True)
def message_stream(servers: Servers) -> object:
    return list(claude(servers).stream_chat(HI))


@case("messages", stream=True)
async def message_stream_async(servers: Servers) -> object:
    return [each async for each in await claude(servers).astream_chat(HI)]


@case("tools")
def tools(servers: Servers) -> object:
    """The answer asks for a tool, which is called."""
    run = claude(servers).predict_and_call([FunctionTool.from_defaults(get_weather)], WEATHER)
    return [run.response, run.sources]


@case("tools")
async def tools_async(servers: Servers) -> object:
    run = await claude(servers).apredict_and_call([FunctionTool.from_defaults(get_weather)], WEATHER)
    return [run.response, run.sources]


@case("structured output")
def structured(servers: Servers) -> object:
    return claude(servers).as_structured_llm(Person).chat([ChatMessage("Describe Ada")])


@case("structured output")
async def structured_async(servers: Servers) -> object:
    return await claude(servers).as_structured_llm(Person).achat([ChatMessage("Describe Ada")])
