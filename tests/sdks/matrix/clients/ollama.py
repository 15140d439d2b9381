"""ollama: chat, tools, generate, embeddings, lists of models."""

from __future__ import annotations

from typing import Any

from case import Servers, case
from ollama import AsyncClient, Client, ResponseError

DISTRIBUTIONS = ("ollama",)
ENVIRONMENT = "dev"

HI: Any = [{"role": "user", "content": "hi"}]
UNICODE: Any = [{"role": "user", "content": "unicode, please"}]
USE_A_TOOL: Any = [{"role": "user", "content": "use a tool"}]


def get_weather(location: str, unit: str) -> str:
    """The weather at a place."""
    return f"cloudy in {location}, in {unit}"


@case("chat")
def chat(servers: Servers) -> object:
    return Client(host=servers.aimock).chat(model="m", messages=HI)


@case("chat")
async def chat_async(servers: Servers) -> object:
    return await AsyncClient(host=servers.aimock).chat(model="m", messages=UNICODE)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    return list(Client(host=servers.aimock).chat(model="m", messages=UNICODE, stream=True))


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    stream = await AsyncClient(host=servers.aimock).chat(model="m", messages=HI, stream=True)
    return [part async for part in stream]


@case("tools")
def tools(servers: Servers) -> object:
    return Client(host=servers.aimock).chat(model="m", messages=USE_A_TOOL, tools=[get_weather])


@case("tools")
async def tools_async(servers: Servers) -> object:
    return await AsyncClient(host=servers.aimock).chat(model="m", messages=USE_A_TOOL, tools=[get_weather])


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    return list(Client(host=servers.aimock).chat(model="m", messages=USE_A_TOOL, tools=[get_weather], stream=True))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    client = AsyncClient(host=servers.aimock)
    return [part async for part in await client.chat(model="m", messages=USE_A_TOOL, tools=[get_weather], stream=True)]


@case("generate")
def generate(servers: Servers) -> object:
    return Client(host=servers.aimock).generate(model="m", prompt="hi")


@case("generate")
async def generate_async(servers: Servers) -> object:
    return await AsyncClient(host=servers.aimock).generate(model="m", prompt="hi")


@case("generate", stream=True)
def generate_stream(servers: Servers) -> object:
    return list(Client(host=servers.aimock).generate(model="m", prompt="hi", stream=True))


@case("generate", stream=True)
async def generate_stream_async(servers: Servers) -> object:
    return [part async for part in await AsyncClient(host=servers.aimock).generate(model="m", prompt="hi", stream=True)]


@case("embeddings")
def embed(servers: Servers) -> object:
    return Client(host=servers.aimock).embeddings(model="e", prompt="hi")


@case("embeddings")
async def embed_async(servers: Servers) -> object:
    return await AsyncClient(host=servers.aimock).embeddings(model="e", prompt="hi")


@case("lists of models")
def models(servers: Servers) -> object:
    return Client(host=servers.aimock).list(), Client(host=servers.edge).ps()


@case("lists of models")
async def models_async(servers: Servers) -> object:
    return await AsyncClient(host=servers.aimock).list(), await AsyncClient(host=servers.edge).ps()


@case("an error's own class")
def refused(servers: Servers) -> object:
    try:
        return Client(host=servers.edge).show("m")
    except ResponseError as error:
        return error


@case("an error's own class")
async def refused_async(servers: Servers) -> object:
    try:
        return await AsyncClient(host=servers.edge).show("m")
    except ResponseError as error:
        return error
