"""Together's SDK: OpenAI's surface, and a reranker."""

from __future__ import annotations

from asked import HI, TOOLS, USE_A_TOOL
from case import Servers, case
from together import AsyncTogether, NotFoundError, Together

DISTRIBUTIONS = ("together",)
ENVIRONMENT = "frameworks"

MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo"


def client(url: str) -> Together:
    """Retries would only hide what went wrong."""
    return Together(api_key="none", base_url=url, max_retries=0)


def client_async(url: str) -> AsyncTogether:
    """The same, async."""
    return AsyncTogether(api_key="none", base_url=url, max_retries=0)


@case("chat")
def chat(servers: Servers) -> object:
    with client(servers.mlx) as together:
        return together.chat.completions.create(model="default_model", messages=HI, max_tokens=8, temperature=0.7)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    with client(servers.mlx) as together:
        return list(together.chat.completions.create(model="default_model", messages=HI, max_tokens=8, stream=True))


@case("chat")
async def chat_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as together:
        return await together.chat.completions.create(model="default_model", messages=HI, max_tokens=8)


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as together:
        stream = await together.chat.completions.create(model="default_model", messages=HI, max_tokens=8, stream=True)
        return [chunk async for chunk in stream]


@case("completions")
def completions(servers: Servers) -> object:
    with client(servers.mlx) as together:
        return together.completions.create(model="default_model", prompt="hi", max_tokens=8)


@case("completions")
async def completions_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as together:
        return await together.completions.create(model="default_model", prompt="hi", max_tokens=8)


@case("completions", stream=True)
def completions_stream(servers: Servers) -> object:
    with client(servers.mlx) as together:
        return list(together.completions.create(model="default_model", prompt="hi", max_tokens=8, stream=True))


@case("completions", stream=True)
async def completions_stream_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as together:
        stream = await together.completions.create(model="default_model", prompt="hi", max_tokens=8, stream=True)
        return [chunk async for chunk in stream]


@case("tools")
def tools(servers: Servers) -> object:
    """The call of a tool, and the answer to what the tool gave: it carries the call's id."""
    with client(servers.aimock) as together:
        asked = together.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)
        call = asked.choices[0].message.tool_calls[0]
        turns = [
            *USE_A_TOOL,
            asked.choices[0].message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
            {"role": "user", "content": "unicode"},
        ]
        return [asked, together.chat.completions.create(model=MODEL, messages=turns, tools=TOOLS)]


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as together:
        return await together.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    with client(servers.aimock) as together:
        return list(together.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS, stream=True))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as together:
        stream = await together.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS, stream=True)
        return [chunk async for chunk in stream]


@case("embeddings")
def embeddings(servers: Servers) -> object:
    with client(servers.aimock) as together:
        return together.embeddings.create(model="BAAI/bge-base-en-v1.5", input=["one", "two"])


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as together:
        return await together.embeddings.create(model="BAAI/bge-base-en-v1.5", input="one")


@case("rerank")
def rerank(servers: Servers) -> object:
    with client(servers.edge) as together:
        return together.rerank.create(model="m", query="hi", documents=["one", "two"], top_n=1)


@case("rerank")
async def rerank_async(servers: Servers) -> object:
    async with client_async(servers.edge) as together:
        return await together.rerank.create(model="m", query="hi", documents=["one", "two"])


@case("`with_raw_response`")
async def raw_response_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as together:
        raw = await together.chat.completions.with_raw_response.create(model=MODEL, messages=HI)
        return [raw.status_code, raw.headers, await raw.parse()]


@case("errors")
def error(servers: Servers) -> object:
    """A prompt that the server does not know."""
    with client(servers.aimock) as together:
        try:
            return together.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "what?"}])
        except NotFoundError as error:
            return error
