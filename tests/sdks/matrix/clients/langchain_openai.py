"""langchain-openai: chat models over Chat Completions and Responses, tools, structured output, embeddings."""

from __future__ import annotations

from uuid import UUID

from case import Servers, case
from langchain_core.messages import AnyMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel

DISTRIBUTIONS = ("langchain-openai", "langchain-core")
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


def small(servers: Servers) -> ChatOpenAI:
    return ChatOpenAI(model="default_model", base_url=f"{servers.mlx}/v1", api_key="none", max_tokens=12)


def canned(servers: Servers, **options: object) -> ChatOpenAI:
    return ChatOpenAI(model="gpt-4o", base_url=f"{servers.aimock}/v1", api_key="none", **options)


def embedder(servers: Servers) -> OpenAIEmbeddings:
    # Else tiktoken, which counts the tokens, downloads its vocabulary.
    return OpenAIEmbeddings(
        model="text-embedding-3-small",
        base_url=f"{servers.aimock}/v1",
        api_key="none",
        check_embedding_ctx_length=False,
    )


@case("chat")
def chat(servers: Servers) -> object:
    return small(servers).invoke("hi", RUN)


@case("chat")
async def chat_async(servers: Servers) -> object:
    return await small(servers).ainvoke("hi", RUN)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    return list(small(servers).stream("hi", RUN))


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    return [chunk async for chunk in small(servers).astream("hi", RUN)]


@case("chat")
def batch(servers: Servers) -> object:
    return small(servers).batch(["hi", "What else?"], [{"run_id": UUID(int=1)}, {"run_id": UUID(int=2)}])


@case("responses")
def responses(servers: Servers) -> object:
    return canned(servers, use_responses_api=True).invoke("hi", RUN)


@case("responses")
async def responses_async(servers: Servers) -> object:
    return await canned(servers, use_responses_api=True).ainvoke("unicode", RUN)


@case("responses", stream=True)
def responses_stream(servers: Servers) -> object:
    return list(canned(servers, use_responses_api=True).stream("unicode", RUN))


@case("responses", stream=True)
async def responses_stream_async(servers: Servers) -> object:
    return [chunk async for chunk in canned(servers, use_responses_api=True).astream("hi", RUN)]


@case("tools")
def tools(servers: Servers) -> object:
    """The answer asks for a tool, and what it gave goes back."""
    model = canned(servers).bind_tools([get_weather])
    messages: list[AnyMessage] = [HumanMessage(WEATHER)]
    messages.append(model.invoke(messages, RUN))
    messages += [get_weather.invoke(call) for call in messages[-1].tool_calls]
    return [*messages, model.invoke(messages, RUN)]


@case("tools")
async def tools_async(servers: Servers) -> object:
    return await canned(servers).bind_tools([get_weather]).ainvoke(WEATHER, RUN)


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    return list(canned(servers).bind_tools([get_weather]).stream(WEATHER, RUN))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    """The same over Responses: the chunks add up to the message that goes back."""
    model = canned(servers, use_responses_api=True).bind_tools([get_weather])
    messages: list[AnyMessage] = [HumanMessage(WEATHER)]
    chunks = [chunk async for chunk in model.astream(messages, RUN)]
    whole = sum(chunks[1:], start=chunks[0])
    results = [ToolMessage(f"18 degrees in {call['args']}", tool_call_id=call["id"]) for call in whole.tool_calls]
    return [*chunks, *results, *[chunk async for chunk in model.astream([*messages, whole, *results], RUN)]]


@case("structured output")
def structured_by_tool(servers: Servers) -> object:
    return canned(servers).with_structured_output(Person, method="function_calling").invoke("Describe Ada")


@case("structured output")
async def structured_by_schema_async(servers: Servers) -> object:
    return await canned(servers).with_structured_output(Person).ainvoke("Describe Ada")


@case("embeddings")
def embeddings(servers: Servers) -> object:
    return embedder(servers).embed_documents(["hi", "another text"])


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    return await embedder(servers).aembed_query("hi")
