"""openai: chat completions with tokens that a model made, whole and left early; completions; models."""

from __future__ import annotations

from typing import Any

from case import Servers, case
from openai import AsyncOpenAI, OpenAI

DISTRIBUTIONS = ("openai",)
ENVIRONMENT = "dev"

SAMPLED: Any = {"model": "default_model", "max_tokens": 12, "temperature": 1.0}
HI: Any = [{"role": "user", "content": "hi"}]
UNICODE: Any = [{"role": "user", "content": "unicode, please"}]


def client(url: str) -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)


def client_async(url: str) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)


@case("chat")
def chat(servers: Servers) -> object:
    with client(servers.mlx) as openai:
        return openai.chat.completions.create(messages=HI, logprobs=True, top_logprobs=2, **SAMPLED)


@case("chat")
async def chat_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as openai:
        return await openai.chat.completions.create(messages=HI, **SAMPLED)


@case("chat", stream=True)
def chat_stream(servers: Servers) -> object:
    with client(servers.mlx) as openai:
        usage: Any = {"include_usage": True}
        return list(openai.chat.completions.create(messages=HI, stream=True, stream_options=usage, **SAMPLED))


@case("chat", stream=True)
async def chat_stream_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as openai:
        async with await openai.chat.completions.create(messages=HI, stream=True, **SAMPLED) as stream:
            return [chunk async for chunk in stream]


@case("chat", stream=True)
def chat_stream_of_other_letters(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        return list(openai.chat.completions.create(model="gpt-4o", messages=UNICODE, stream=True))


@case("chat left early", stream=True)
def left_early(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        with openai.chat.completions.create(model="gpt-4o", messages=HI, stream=True) as stream:
            return [chunk for _, chunk in zip(range(3), stream, strict=False)]


@case("chat left early", stream=True)
async def left_early_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        async with await openai.chat.completions.create(model="gpt-4o", messages=HI, stream=True) as stream:
            return [await anext(stream) for _ in range(3)]


@case("completions")
def completion(servers: Servers) -> object:
    with client(servers.mlx) as openai:
        return openai.completions.create(prompt="hi", **SAMPLED)


@case("completions")
async def completion_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as openai:
        return await openai.completions.create(prompt="hi", **SAMPLED)


@case("completions", stream=True)
def completion_stream(servers: Servers) -> object:
    with client(servers.mlx) as openai:
        return list(openai.completions.create(prompt="hi", stream=True, **SAMPLED))


@case("completions", stream=True)
async def completion_stream_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as openai:
        stream = await openai.completions.create(prompt="hi", stream=True, **SAMPLED)
        return [chunk async for chunk in stream]


@case("models")
def models(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        return openai.models.list(), list(openai.models.list())


@case("models")
async def models_async(servers: Servers) -> object:
    async with client_async(servers.mlx) as openai:
        return [model async for model in openai.models.list()]
