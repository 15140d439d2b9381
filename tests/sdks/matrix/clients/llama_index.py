"""llama-index with OpenAI: Chat Completions and Responses, tools, an agent, structured output, embeddings."""

from __future__ import annotations

from case import Servers, case
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage
from llama_index.core.prompts import PromptTemplate
from llama_index.core.tools import FunctionTool
from llama_index.embeddings.openai import OpenAIEmbedding
from llama_index.llms.openai import OpenAI, OpenAIResponses
from pydantic import BaseModel

DISTRIBUTIONS = ("llama-index-llms-openai", "llama-index-embeddings-openai", "llama-index-core")
ENVIRONMENT = "frameworks"

HI = [ChatMessage("hi")]
WEATHER = "What is the weather in Vienna?"


class Person(BaseModel):
    """A person."""

    name: str
    age: int


def get_weather(location: str) -> str:
    """The weather at a place."""
    return f"18 degrees and cloudy in {location}"


def gpt(servers: Servers) -> OpenAI:
    return OpenAI("gpt-4o", api_base=f"{servers.aimock}/v1", api_key="none")


def responding(servers: Servers) -> OpenAIResponses:
    return OpenAIResponses("gpt-4o", api_base=f"{servers.aimock}/v1", api_key="none")


@case("chat")
def chat(servers: Servers) -> object:
    return gpt(servers).chat(HI)


@case("chat")
async def chat_async(servers: Servers) -> object:
    return await gpt(servers).achat(HI)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    return list(gpt(servers).stream_chat(HI))


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    return [each async for each in await gpt(servers).astream_chat(HI)]


@case("responses")
def response(servers: Servers) -> object:
    return responding(servers).chat(HI)


@case("responses")
async def response_async(servers: Servers) -> object:
    return await responding(servers).achat(HI)


@case("responses", stream=True)
def response_stream(servers: Servers) -> object:
    return list(responding(servers).stream_chat(HI))


@case("responses", stream=True)
async def response_stream_async(servers: Servers) -> object:
    return [each async for each in await responding(servers).astream_chat(HI)]


@case("tools")
def tools(servers: Servers) -> object:
    """The answer asks for a tool, which is called."""
    run = gpt(servers).predict_and_call([FunctionTool.from_defaults(get_weather)], WEATHER)
    return [run.response, run.sources]


@case("tools")
async def tools_async(servers: Servers) -> object:
    run = await responding(servers).apredict_and_call([FunctionTool.from_defaults(get_weather)], WEATHER)
    return [run.response, run.sources]


@case("agent")
async def agent_async(servers: Servers) -> object:
    """A workflow whose agent uses the tool and then answers, in pieces."""
    agent = FunctionAgent(tools=[get_weather], llm=gpt(servers))
    handler = agent.run(WEATHER)
    events = [event async for event in handler.stream_events()]
    return [events, await handler]


@case("structured output")
def structured(servers: Servers) -> object:
    return gpt(servers).structured_predict(Person, PromptTemplate("Describe {who}"), who="Ada")


@case("structured output")
async def structured_async(servers: Servers) -> object:
    return await gpt(servers).as_structured_llm(Person).achat([ChatMessage("Describe Ada")])


@case("embeddings")
def embeddings(servers: Servers) -> object:
    model = OpenAIEmbedding(api_base=f"{servers.aimock}/v1", api_key="none")
    return [model.get_text_embedding_batch(["hi", "another text"]), model.get_query_embedding("hi")]


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    model = OpenAIEmbedding(api_base=f"{servers.aimock}/v1", api_key="none")
    return await model.aget_text_embedding_batch(["hi", "another text"])
