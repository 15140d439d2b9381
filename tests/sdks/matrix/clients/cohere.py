"""Cohere's SDK, version 2 of its API."""

from __future__ import annotations

from asked import HI, TOOLS, USE_A_TOOL
from case import Servers, case
from cohere import AsyncClientV2, ClientV2
from cohere.core import ApiError

DISTRIBUTIONS = ("cohere",)
ENVIRONMENT = "frameworks"

MODEL = "command-a-03-2025"


def client(servers: Servers) -> ClientV2:
    return ClientV2(api_key="none", base_url=servers.aimock)


def client_async(servers: Servers) -> AsyncClientV2:
    return AsyncClientV2(api_key="none", base_url=servers.aimock)


@case("chat")
def chat(servers: Servers) -> object:
    return client(servers).chat(model=MODEL, messages=HI, temperature=0.3)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    return list(client(servers).chat_stream(model=MODEL, messages=HI))


@case("chat")
async def chat_async(servers: Servers) -> object:
    async with client_async(servers) as cohere:
        return await cohere.chat(model=MODEL, messages=HI)


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    async with client_async(servers) as cohere:
        return [event async for event in cohere.chat_stream(model=MODEL, messages=HI)]


@case("tools")
def tools(servers: Servers) -> object:
    """The call of a tool, and the answer to what the tool gave: it carries the call's id."""
    cohere = client(servers)
    asked = cohere.chat(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)
    call = asked.message.tool_calls[0]
    turns = [
        *USE_A_TOOL,
        asked.message,
        {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
        {"role": "user", "content": "unicode"},
    ]
    return [asked, cohere.chat(model=MODEL, messages=turns, tools=TOOLS)]


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with client_async(servers) as cohere:
        return await cohere.chat(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    return list(client(servers).chat_stream(model=MODEL, messages=USE_A_TOOL, tools=TOOLS))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    async with client_async(servers) as cohere:
        return [event async for event in cohere.chat_stream(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)]


@case("embeddings")
def embed(servers: Servers) -> object:
    return client(servers).embed(
        model="embed-v4.0", texts=["one", "two"], input_type="search_document", embedding_types=["float"]
    )


@case("embeddings")
async def embed_async(servers: Servers) -> object:
    async with client_async(servers) as cohere:
        return await cohere.embed(
            model="embed-v4.0", texts=["one"], input_type="search_query", embedding_types=["float"]
        )


@case("rerank")
def rerank(servers: Servers) -> object:
    return client(servers).rerank(model="rerank-v3.5", query="hi", documents=["one", "two"], top_n=1)


@case("rerank")
async def rerank_async(servers: Servers) -> object:
    async with client_async(servers) as cohere:
        return await cohere.rerank(model="rerank-v3.5", query="hi", documents=["one", "two"])


@case("`with_raw_response`")
def raw_response(servers: Servers) -> object:
    raw = client(servers).with_raw_response.chat(model=MODEL, messages=HI)
    return {"headers": raw.headers, "answer": raw.data}


@case("errors")
def error(servers: Servers) -> object:
    """A prompt that the server does not know."""
    try:
        return client(servers).chat(model=MODEL, messages=[{"role": "user", "content": "what?"}])
    except ApiError as error:
        return {"status": error.status_code, "headers": error.headers, "body": error.body}
