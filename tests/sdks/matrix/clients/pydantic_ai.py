"""pydantic-ai: agents that use a tool, over both APIs of OpenAI and over Anthropic's, and structured output."""

from __future__ import annotations

from case import Servers, case
from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider

DISTRIBUTIONS = ("pydantic-ai-slim",)
ENVIRONMENT = "openai3"

WEATHER = "What is the weather in Vienna?"
# Each run and each message of it gets a name and a time on this machine. None of them is sent.
OWN = ("timestamp", "run_id", "conversation_id")


class Person(BaseModel):
    """A person."""

    name: str
    age: int


def get_weather(location: str) -> str:
    """The weather at a place."""
    return f"18 degrees and cloudy in {location}"


def small(servers: Servers) -> Model:
    provider = OpenAIProvider(base_url=f"{servers.mlx}/v1", api_key="none")
    return OpenAIChatModel("default_model", provider=provider, settings={"max_tokens": 12})


def chat(servers: Servers) -> Model:
    return OpenAIChatModel("gpt-4o", provider=OpenAIProvider(base_url=f"{servers.aimock}/v1", api_key="none"))


def responses(servers: Servers) -> Model:
    return OpenAIResponsesModel("gpt-4o", provider=OpenAIProvider(base_url=f"{servers.aimock}/v1", api_key="none"))


def claude(servers: Servers) -> Model:
    return AnthropicModel("claude-x", provider=AnthropicProvider(base_url=servers.aimock, api_key="none"))


def forecaster(model: Model) -> Agent[None, str]:
    return Agent(model, instructions="Use the tools.", tools=[get_weather])


async def streamed(model: Model) -> object:
    async with forecaster(model).run_stream(WEATHER) as run:
        pieces = [piece async for piece in run.stream_text(delta=True, debounce_by=None)]
        return [pieces, run.all_messages(), run.usage]


@case("chat", own=OWN)
def chat_sync(servers: Servers) -> object:
    run = Agent(small(servers)).run_sync("hi")
    return [run.output, run.all_messages(), run.usage]


@case("chat", own=OWN)
async def chat_async(servers: Servers) -> object:
    run = await Agent(small(servers)).run("hi")
    return [run.output, run.all_messages(), run.usage]


@case("chat", stream=True, own=OWN)
def chat_stream(servers: Servers) -> object:
    run = Agent(small(servers)).run_stream_sync("hi")
    return [list(run.stream_text(delta=True, debounce_by=None)), run.all_messages()]


@case("agent, chat", own=OWN)
def run_chat(servers: Servers) -> object:
    run = forecaster(chat(servers)).run_sync(WEATHER)
    return [run.output, run.all_messages(), run.usage]


@case("agent, chat", stream=True, own=OWN)
async def run_chat_stream_async(servers: Servers) -> object:
    return await streamed(chat(servers))


@case("agent, responses", own=OWN)
async def run_responses_async(servers: Servers) -> object:
    run = await forecaster(responses(servers)).run(WEATHER)
    return [run.output, run.all_messages(), run.usage]


@case("agent, responses", stream=True, own=OWN)
async def run_responses_stream_async(servers: Servers) -> object:
    return await streamed(responses(servers))


@case("agent, messages", own=OWN)
async def run_anthropic_async(servers: Servers) -> object:
    run = await forecaster(claude(servers)).run(WEATHER)
    return [run.output, run.all_messages(), run.usage]


@case("agent, messages", stream=True, own=OWN)
async def run_anthropic_stream_async(servers: Servers) -> object:
    return await streamed(claude(servers))


@case("structured output", own=OWN)
def structured(servers: Servers) -> object:
    run = Agent(chat(servers), output_type=Person).run_sync("Describe Ada")
    return [run.output, run.all_messages()]


@case("structured output", own=OWN)
async def structured_async(servers: Servers) -> object:
    run = await Agent(responses(servers), output_type=Person).run("Describe Ada")
    return [run.output, run.all_messages()]


@case("structured output", stream=True, own=OWN)
async def structured_stream_async(servers: Servers) -> object:
    async with Agent(claude(servers), output_type=Person).run_stream("Describe Ada") as run:
        return [each async for each in run.stream_output(debounce_by=None)]
