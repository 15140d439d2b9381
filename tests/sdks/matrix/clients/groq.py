"""Groq's SDK: OpenAI's surface below `/openai`."""

from __future__ import annotations

from asked import HI, TOOLS, USE_A_TOOL
from case import Servers, case
from groq import AsyncGroq, Groq, NotFoundError

DISTRIBUTIONS = ("groq",)
ENVIRONMENT = "frameworks"

MODEL = "llama-3.3-70b-versatile"


def client(servers: Servers) -> Groq:
    """Retries would only hide what went wrong."""
    return Groq(api_key="none", base_url=servers.aimock, max_retries=0)


def client_async(servers: Servers) -> AsyncGroq:
    """The same, async."""
    return AsyncGroq(api_key="none", base_url=servers.aimock, max_retries=0)


@case("chat")
def chat(servers: Servers) -> object:
    """With two turns, the second of which carries the answer to the first."""
    with client(servers) as groq:
        first = groq.chat.completions.create(model=MODEL, messages=HI)
        said = {"role": "assistant", "content": first.choices[0].message.content}
        second = groq.chat.completions.create(model=MODEL, messages=[*HI, said, *HI])
        return [first, second]


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    with client(servers) as groq:
        return list(groq.chat.completions.create(model=MODEL, messages=HI, stream=True))


@case("chat")
async def chat_async(servers: Servers) -> object:
    async with client_async(servers) as groq:
        return await groq.chat.completions.create(model=MODEL, messages=HI)


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    async with client_async(servers) as groq:
        stream = await groq.chat.completions.create(model=MODEL, messages=HI, stream=True)
        async with stream:
            return [chunk async for chunk in stream]


@case("tools")
def tools(servers: Servers) -> object:
    """The call of a tool, and the answer to what the tool gave: it carries the call's id."""
    with client(servers) as groq:
        asked = groq.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)
        call = asked.choices[0].message.tool_calls[0]
        turns = [
            *USE_A_TOOL,
            asked.choices[0].message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
            {"role": "user", "content": "unicode"},
        ]
        return [asked, groq.chat.completions.create(model=MODEL, messages=turns, tools=TOOLS)]


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with client_async(servers) as groq:
        return await groq.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    with client(servers) as groq:
        return list(groq.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS, stream=True))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    async with client_async(servers) as groq:
        stream = await groq.chat.completions.create(model=MODEL, messages=USE_A_TOOL, tools=TOOLS, stream=True)
        return [chunk async for chunk in stream]


@case("embeddings")
def embeddings(servers: Servers) -> object:
    with client(servers) as groq:
        return groq.embeddings.create(model="nomic-embed-text-v1_5", input=["one", "two"])


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    async with client_async(servers) as groq:
        return await groq.embeddings.create(model="nomic-embed-text-v1_5", input="one")


@case("models")
def models(servers: Servers) -> object:
    with client(servers) as groq:
        return groq.models.list()


@case("models")
async def models_async(servers: Servers) -> object:
    async with client_async(servers) as groq:
        return await groq.models.list()


@case("`with_raw_response`")
def raw_response(servers: Servers) -> object:
    with client(servers) as groq:
        raw = groq.chat.completions.with_raw_response.create(model=MODEL, messages=HI)
        return [raw.status_code, raw.headers, raw.parse()]


@case("`with_streaming_response`", stream=True)
def streaming_response(servers: Servers) -> object:
    with (
        client(servers) as groq,
        groq.chat.completions.with_streaming_response.create(model=MODEL, messages=HI, stream=True) as response,
    ):
        return [response.status_code, response.headers, list(response.iter_lines())]


@case("errors")
def error(servers: Servers) -> object:
    """A prompt that the server does not know."""
    with client(servers) as groq:
        try:
            return groq.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "what?"}])
        except NotFoundError as error:
            return error
