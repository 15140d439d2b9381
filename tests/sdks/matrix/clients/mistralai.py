"""Mistral's SDK: much of OpenAI's surface, with stricter answers."""

from __future__ import annotations

from asked import HI, TOOLS, USE_A_TOOL
from case import Servers, case
from mistralai.client import Mistral
from mistralai.client.errors import SDKError

DISTRIBUTIONS = ("mistralai",)
ENVIRONMENT = "frameworks"

MODEL = "mistral-small-latest"


def client(url: str) -> Mistral:
    """Sync and async are one class."""
    return Mistral(api_key="none", server_url=url)


@case("chat")
def chat(servers: Servers) -> object:
    with client(servers.mlx) as mistral:
        return mistral.chat.complete(model="default_model", messages=HI, max_tokens=8, temperature=0.7)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    with (
        client(servers.mlx) as mistral,
        mistral.chat.stream(model="default_model", messages=HI, max_tokens=8) as events,
    ):
        return list(events)


@case("chat")
async def chat_async(servers: Servers) -> object:
    async with client(servers.mlx) as mistral:
        return await mistral.chat.complete_async(model="default_model", messages=HI, max_tokens=8)


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    async with client(servers.mlx) as mistral:
        stream = await mistral.chat.stream_async(model="default_model", messages=HI, max_tokens=8)
        async with stream as events:
            return [event async for event in events]


@case("tools")
def tools(servers: Servers) -> object:
    """The call of a tool, and the answer to what the tool gave: it carries the call's id."""
    with client(servers.aimock) as mistral:
        asked = mistral.chat.complete(model=MODEL, messages=USE_A_TOOL, tools=TOOLS)
        call = asked.choices[0].message.tool_calls[0]
        turns = [
            *USE_A_TOOL,
            asked.choices[0].message,
            {"role": "tool", "tool_call_id": call.id, "name": "get_weather", "content": "sunny"},
            {"role": "user", "content": "unicode"},
        ]
        return [asked, mistral.chat.complete(model=MODEL, messages=turns, tools=TOOLS)]


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with client(servers.aimock) as mistral:
        return await mistral.chat.complete_async(model=MODEL, messages=USE_A_TOOL, tools=TOOLS, tool_choice="any")


@case("embeddings")
def embeddings(servers: Servers) -> object:
    with client(servers.edge) as mistral:
        return mistral.embeddings.create(model="mistral-embed", inputs=["one", "two"])


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    async with client(servers.edge) as mistral:
        return await mistral.embeddings.create_async(model="mistral-embed", inputs=["one"])


@case("fill in the middle")
def fim(servers: Servers) -> object:
    with client(servers.edge) as mistral:
        return mistral.fim.complete(model="codestral-latest", prompt="def add(a, b): return")


@case("fill in the middle")
async def fim_async(servers: Servers) -> object:
    async with client(servers.edge) as mistral:
        return await mistral.fim.complete_async(model="codestral-latest", prompt="def add(a, b): return")


@case("fill in the middle", stream=True)
def fim_stream(servers: Servers) -> object:
    with client(servers.edge) as mistral:
        return list(mistral.fim.stream(model="codestral-latest", prompt="def add(a, b): return"))


@case("fill in the middle", stream=True)
async def fim_stream_async(servers: Servers) -> object:
    async with client(servers.edge) as mistral:
        stream = await mistral.fim.stream_async(model="codestral-latest", prompt="def add(a, b): return")
        return [event async for event in stream]


@case("models")
def models(servers: Servers) -> object:
    with client(servers.edge) as mistral:
        return mistral.models.list()


@case("models")
async def models_async(servers: Servers) -> object:
    async with client(servers.edge) as mistral:
        return await mistral.models.list_async()


@case("moderations")
def moderations(servers: Servers) -> object:
    with client(servers.aimock) as mistral:
        return mistral.classifiers.moderate(model="mistral-moderation-latest", inputs=["one", "two"])


@case("moderations")
async def moderations_async(servers: Servers) -> object:
    async with client(servers.aimock) as mistral:
        return await mistral.classifiers.moderate_async(model="mistral-moderation-latest", inputs=["one"])


@case("errors")
def error(servers: Servers) -> object:
    """A prompt that the server does not know."""
    with client(servers.aimock) as mistral:
        try:
            return mistral.chat.complete(model=MODEL, messages=[{"role": "user", "content": "what?"}])
        except SDKError as error:
            return error
