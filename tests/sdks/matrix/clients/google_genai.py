"""google-genai: contents, streams, tools, chats, embeddings, counting tokens. Async it asks with aiohttp, if that is
installed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from case import Servers, case
from google import genai
from google.genai import errors, types

DISTRIBUTIONS = ("google-genai",)
ENVIRONMENT = "dev"

MODEL = "gemini-x"


def get_weather(location: str, unit: str) -> str:
    """The weather at a place."""
    return f"cloudy in {location}, in {unit}"


# The canned answer to what a tool gave is the same call again: the SDK would call it without end.
BY_HAND = types.GenerateContentConfig(
    tools=[get_weather], automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True)
)


def client(url: str) -> genai.Client:
    return genai.Client(api_key="none", http_options=types.HttpOptions(base_url=url, api_version="v1beta"))


@asynccontextmanager
async def client_async(url: str) -> AsyncIterator[Any]:
    async with client(url).aio as google:
        yield google


@case("contents")
def content(servers: Servers) -> object:
    with client(servers.aimock) as google:
        return google.models.generate_content(model=MODEL, contents="unicode, please")


@case("contents")
async def content_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as google:
        return await google.models.generate_content(model=MODEL, contents="hi")


@case("contents", stream=True)
def content_stream(servers: Servers) -> object:
    with client(servers.aimock) as google:
        return list(google.models.generate_content_stream(model=MODEL, contents="hi"))


@case("contents", stream=True)
async def content_stream_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as google:
        stream = await google.models.generate_content_stream(model=MODEL, contents="unicode, please")
        return [part async for part in stream]


@case("tools")
def tools(servers: Servers) -> object:
    with client(servers.aimock) as google:
        return google.models.generate_content(model=MODEL, contents="use a tool", config=BY_HAND)


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as google:
        return await google.models.generate_content(model=MODEL, contents="use a tool", config=BY_HAND)


@case("tools", stream=True)
def tools_stream(servers: Servers) -> object:
    with client(servers.aimock) as google:
        return list(google.models.generate_content_stream(model=MODEL, contents="use a tool", config=BY_HAND))


@case("tools", stream=True)
async def tools_stream_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as google:
        stream = await google.models.generate_content_stream(model=MODEL, contents="use a tool", config=BY_HAND)
        return [part async for part in stream]


@case("chats")
def chat(servers: Servers) -> object:
    with client(servers.aimock) as google:
        talk = google.chats.create(model=MODEL)
        return talk.send_message("hi"), talk.send_message("unicode, please"), talk.get_history()


@case("chats")
async def chat_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as google:
        talk = google.chats.create(model=MODEL)
        return await talk.send_message("hi"), await talk.send_message("unicode, please"), talk.get_history()


@case("chats", stream=True)
def chat_stream(servers: Servers) -> object:
    with client(servers.aimock) as google:
        return list(google.chats.create(model=MODEL).send_message_stream("hi"))


@case("chats", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as google:
        talk = google.chats.create(model=MODEL)
        return [part async for part in await talk.send_message_stream("hi")]


@case("embeddings")
def embeddings(servers: Servers) -> object:
    with client(servers.edge) as google:
        return google.models.embed_content(model="gemini-embedding-001", contents=["hi", "there"])


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    async with client_async(servers.edge) as google:
        return await google.models.embed_content(model="gemini-embedding-001", contents="hi")


@case("count tokens")
def count(servers: Servers) -> object:
    with client(servers.edge) as google:
        return google.models.count_tokens(model=MODEL, contents="hi")


@case("count tokens")
async def count_async(servers: Servers) -> object:
    async with client_async(servers.edge) as google:
        return await google.models.count_tokens(model=MODEL, contents="hi")


@case("an error's own class")
def not_found(servers: Servers) -> object:
    with client(servers.edge) as google:
        try:
            return google.models.get(model="nobody")
        except errors.APIError as error:
            return error


@case("an error's own class")
async def not_found_async(servers: Servers) -> object:
    async with client_async(servers.edge) as google:
        try:
            return await google.models.get(model="nobody")
        except errors.APIError as error:
            return error
