"""langchain-anthropic: chat models, tools, structured output."""

from __future__ import annotations

from uuid import UUID

from case import Servers, case
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from pydantic import BaseModel

DISTRIBUTIONS = ("langchain-anthropic", "langchain-core")
ENVIRONMENT = "openai3"

WEATHER = "What is the weather in Vienna?"
# A message whose answer has no id is named after its run, and a run has a new name each time unless it is given one.
RUN: RunnableConfig = {"run_id": UUID(int=1)}


@tool
def get_weather(location: str) -> str:
    """The weather at a place."""
    return f"18 degrees and cloudy in {location}"


class Person(BaseModel):
    """A person."""

    name: str
    age: int


def claude(servers: Servers) -> ChatAnthropic:
    return ChatAnthropic(model="claude-x", base_url=servers.aimock, api_key="none", max_tokens=99)


@case("messages")
def message(servers: Servers) -> object:
    return claude(servers).invoke("hi", RUN)


@case("messages")
async def message_async(servers: Servers) -> object:
    return await claude(servers).ainvoke("hi", RUN)


@case("messages", stream=True)
def message_stream(servers: Servers) -> object:
    return list(claude(servers).stream("hi", RUN))


@case("messages", stream=True)
async def message_stream_async(servers: Servers) -> object:
    return [chunk async for chunk in claude(servers).astream("unicode", RUN)]


@case("tools")
def tools(servers: Servers) -> object:
    """The answer asks for a tool, and what it gave goes back."""
    model = claude(servers).bind_tools([get_weather])
    messages: list[AnyMessage] = [HumanMessage(WEATHER)]
    messages.append(model.invoke(messages, RUN))
    messages += [get_weather.invoke(call) for call in messages[-1].tool_calls]
    return [*messages, model.invoke(messages, RUN)]


@case("tools")
async def tools_async(servers: Servers) -> object:
    return await claude(servers).bind_tools([get_weather]).ainvoke(WEATHER, RUN)


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    return list(claude(servers).bind_tools([get_weather]).stream(WEATHER, RUN))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    """The same in pieces: the chunks add up to the message that goes back."""
    model = claude(servers).bind_tools([get_weather])
    messages: list[AnyMessage] = [HumanMessage(WEATHER)]
    chunks = [chunk async for chunk in model.astream(messages, RUN)]
    whole = sum(chunks[1:], start=chunks[0])
    results = [await get_weather.ainvoke(call) for call in whole.tool_calls]
    return [*chunks, *results, *[chunk async for chunk in model.astream([*messages, whole, *results], RUN)]]


@case("structured output")
def structured(servers: Servers) -> object:
    return claude(servers).with_structured_output(Person).invoke("Describe Ada")


@case("structured output")
async def structured_async(servers: Servers) -> object:
    return await claude(servers).with_structured_output(Person).ainvoke("Describe Ada")
