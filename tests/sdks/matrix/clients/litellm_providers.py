"""litellm with providers whose wire format it speaks itself: no other SDK below it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from case import Servers, case

DISTRIBUTIONS = ("litellm",)
ENVIRONMENT = "frameworks"

HI = [{"role": "user", "content": "hi"}]
OWN = ("id", "created")
"""Where a provider's answer has none, litellm makes them up."""


def litellm() -> Any:
    """Imported within the session: on import it looks for the prices of the day."""
    return import_module("litellm")


def anthropic(servers: Servers) -> dict[str, Any]:
    return {"model": "anthropic/claude-sonnet-4-5", "api_base": servers.aimock, "api_key": "none"}


def cohere(servers: Servers) -> dict[str, Any]:
    return {"model": "cohere_chat/command-a-03-2025", "api_base": f"{servers.aimock}/v2/chat", "api_key": "none"}


def gemini(servers: Servers) -> dict[str, Any]:
    return {
        "model": "gemini/gemini-2.5-flash",
        "api_base": f"{servers.aimock}/v1beta/models/gemini-2.5-flash",
        "api_key": "none",
    }


def ollama(servers: Servers) -> dict[str, Any]:
    return {"model": "ollama_chat/llama3.1", "api_base": servers.aimock}


def bedrock(servers: Servers) -> dict[str, Any]:
    keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none", "aws_region_name": "us-east-1"}
    model = "bedrock/converse/anthropic.claude-3-haiku-20240307-v1:0"
    return {"model": model, "aws_bedrock_runtime_endpoint": servers.bedrock, "max_tokens": 8, **keys}


@case("chat (Anthropic)", own=OWN)
def chat_anthropic(servers: Servers) -> object:
    return litellm().completion(messages=HI, **anthropic(servers))


@case("chat (Anthropic)", own=OWN)
async def chat_anthropic_async(servers: Servers) -> object:
    return await litellm().acompletion(messages=HI, **anthropic(servers))


@case("chat (Anthropic)", stream=True, own=OWN)
def chat_anthropic_stream(servers: Servers) -> object:
    return list(litellm().completion(messages=HI, stream=True, **anthropic(servers)))


@case("chat (Anthropic)", stream=True, own=OWN)
async def chat_anthropic_stream_async(servers: Servers) -> object:
    stream = await litellm().acompletion(messages=HI, stream=True, **anthropic(servers))
    return [chunk async for chunk in stream]


@case("chat (Cohere)", own=OWN)
def chat_cohere(servers: Servers) -> object:
    return litellm().completion(messages=HI, **cohere(servers))


@case("chat (Cohere)", own=OWN)
async def chat_cohere_async(servers: Servers) -> object:
    return await litellm().acompletion(messages=HI, **cohere(servers))


@case("chat (Gemini)", own=OWN)
def chat_gemini(servers: Servers) -> object:
    return litellm().completion(messages=HI, **gemini(servers))


@case("chat (Gemini)", own=OWN)
async def chat_gemini_async(servers: Servers) -> object:
    return await litellm().acompletion(messages=HI, **gemini(servers))


@case("chat (Gemini)", stream=True, own=OWN)
def chat_gemini_stream(servers: Servers) -> object:
    return list(litellm().completion(messages=HI, stream=True, **gemini(servers)))


@case("chat (Gemini)", stream=True, own=OWN)
async def chat_gemini_stream_async(servers: Servers) -> object:
    stream = await litellm().acompletion(messages=HI, stream=True, **gemini(servers))
    return [chunk async for chunk in stream]


@case("chat (Ollama)", own=OWN)
def chat_ollama(servers: Servers) -> object:
    return litellm().completion(messages=HI, **ollama(servers))


@case("chat (Ollama)", own=OWN)
async def chat_ollama_async(servers: Servers) -> object:
    return await litellm().acompletion(messages=HI, **ollama(servers))


@case("chat (Ollama)", stream=True, own=OWN)
def chat_ollama_stream(servers: Servers) -> object:
    return list(litellm().completion(messages=HI, stream=True, **ollama(servers)))


@case("chat (Ollama)", stream=True, own=OWN)
async def chat_ollama_stream_async(servers: Servers) -> object:
    stream = await litellm().acompletion(messages=HI, stream=True, **ollama(servers))
    return [chunk async for chunk in stream]


@case("chat (Bedrock)", own=OWN)
def chat_bedrock(servers: Servers) -> object:
    return litellm().completion(messages=HI, **bedrock(servers))


@case("chat (Bedrock)", own=OWN)
async def chat_bedrock_async(servers: Servers) -> object:
    return await litellm().acompletion(messages=HI, **bedrock(servers))


@case("chat (Bedrock)", stream=True, own=OWN)
def chat_bedrock_stream(servers: Servers) -> object:
    return list(litellm().completion(messages=HI, stream=True, **bedrock(servers)))


@case("chat (Bedrock)", stream=True, own=OWN)
async def chat_bedrock_stream_async(servers: Servers) -> object:
    stream = await litellm().acompletion(messages=HI, stream=True, **bedrock(servers))
    return [chunk async for chunk in stream]


@case("embeddings (Cohere)")
def embed_cohere(servers: Servers) -> object:
    return litellm().embedding(
        "cohere/embed-v4.0", input=["one"], api_base=f"{servers.aimock}/v2/embed", api_key="none"
    )


@case("rerank (Cohere)", own=OWN)
async def rerank_cohere_async(servers: Servers) -> object:
    return await litellm().arerank(
        "cohere/rerank-v3.5", "hi", ["one", "two"], api_base=f"{servers.aimock}/v2/rerank", api_key="none"
    )
