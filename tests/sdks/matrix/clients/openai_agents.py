"""openai-agents: runs with a tool whose result goes back, over Responses and Chat Completions, and handing over."""

from __future__ import annotations

from uuid import uuid4

import agents
import openai
from agents import (
    Agent,
    Model,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    RunConfig,
    Runner,
    RunResult,
    RunResultStreaming,
)
from case import Servers, case
from pydantic import BaseModel

DISTRIBUTIONS = ("openai-agents",)
ENVIRONMENT = "openai3"

WEATHER = "What is the weather in Vienna?"
# What the SDK tells OpenAI's dashboard about a run is nothing a test asks for.
UNTRACED = RunConfig(tracing_disabled=True)


@agents.function_tool
def get_weather(location: str) -> str:
    """The weather at a place."""
    return f"18 degrees and cloudy in {location}"


class Person(BaseModel):
    """A person."""

    name: str
    age: int


def responses(servers: Servers) -> Model:
    return OpenAIResponsesModel("gpt-4o", openai.AsyncOpenAI(base_url=f"{servers.aimock}/v1", api_key="none"))


def chat(servers: Servers) -> Model:
    return OpenAIChatCompletionsModel("gpt-4o", openai.AsyncOpenAI(base_url=f"{servers.aimock}/v1", api_key="none"))


def forecaster(model: Model) -> Agent[None]:
    return Agent("Forecaster", instructions="Use the tools.", model=model, tools=[get_weather])


def seen(run: RunResult | RunResultStreaming) -> object:
    return [run.final_output, run.last_agent.name, run.to_input_list(), run.raw_responses]


async def streamed(agent: Agent[None]) -> object:
    run = Runner.run_streamed(agent, WEATHER, run_config=UNTRACED)
    events = [event.data async for event in run.stream_events() if event.type == "raw_response_event"]
    return [events, seen(run)]


@case("agent, responses")
def run_sync(servers: Servers) -> object:
    return seen(Runner.run_sync(forecaster(responses(servers)), WEATHER, run_config=UNTRACED))


@case("agent, responses")
async def run_async(servers: Servers) -> object:
    return seen(await Runner.run(forecaster(responses(servers)), WEATHER, run_config=UNTRACED))


@case("agent, responses")
async def cache_key_async(servers: Servers) -> object:
    """To OpenAI itself the SDK sends a cache key that it makes for each run."""
    settings = agents.ModelSettings(extra_args={"prompt_cache_key": f"agents-sdk:run:{uuid4().hex}"})
    agent = Agent("Greeter", model=responses(servers), model_settings=settings)
    return seen(await Runner.run(agent, "hi", run_config=UNTRACED))


@case("agent, responses", stream=True)
async def run_stream_async(servers: Servers) -> object:
    return await streamed(forecaster(responses(servers)))


@case("agent, chat")
async def chat_run_async(servers: Servers) -> object:
    return seen(await Runner.run(forecaster(chat(servers)), WEATHER, run_config=UNTRACED))


# Where the wire has Chat Completions, the SDK makes the events up, with times of its own.
@case("agent, chat", stream=True, own=("created_at",))
async def chat_run_stream_async(servers: Servers) -> object:
    return await streamed(forecaster(chat(servers)))


@case("agent, chat")
async def small_model_async(servers: Servers) -> object:
    """Tokens that a model made."""
    client = openai.AsyncOpenAI(base_url=f"{servers.mlx}/v1", api_key="none")
    model = OpenAIChatCompletionsModel("default_model", client)
    agent = Agent("Rambler", model=model, model_settings=agents.ModelSettings(max_tokens=12))
    return seen(await Runner.run(agent, "hi", run_config=UNTRACED))


@case("structured output")
async def structured_async(servers: Servers) -> object:
    agent = Agent("Biographer", model=responses(servers), output_type=Person)
    return seen(await Runner.run(agent, "Describe Ada", run_config=UNTRACED))


@case("handoff")
async def handoff_async(servers: Servers) -> object:
    """The first agent hands over to the one that has the tool."""
    clerk = Agent("Clerk", model=responses(servers), handoffs=[forecaster(responses(servers))])
    return seen(await Runner.run(clerk, "Ask the forecaster: what is the weather in Vienna?", run_config=UNTRACED))
