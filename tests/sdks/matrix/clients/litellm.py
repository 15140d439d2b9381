"""litellm with OpenAI-like providers. Sync it asks with httpx, async with aiohttp below httpx."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from asked import HI, TOOLS, USE_A_TOOL
from case import Servers, case

DISTRIBUTIONS = ("litellm",)
ENVIRONMENT = "frameworks"

CREATED = ("created",)
"""The time of a chunk is when litellm made it."""


def litellm() -> Any:
    """Imported within the session: on import it looks for the prices of the day."""
    return import_module("litellm")


def at(url: str) -> dict[str, object]:
    """Where a call goes, and that it goes there once."""
    return {"api_base": f"{url}/v1", "api_key": "none", "num_retries": 0, "max_retries": 0}


@case("chat")
def chat(servers: Servers) -> object:
    return litellm().completion("openai/default_model", HI, max_tokens=8, temperature=0.7, **at(servers.mlx))


@case("chat", stream=True, own=CREATED)
def chat_stream(servers: Servers) -> object:
    return list(litellm().completion("openai/default_model", HI, max_tokens=8, stream=True, **at(servers.mlx)))


@case("chat")
async def chat_async(servers: Servers) -> object:
    return await litellm().acompletion("openai/default_model", HI, max_tokens=8, **at(servers.mlx))


@case("chat", stream=True, own=CREATED)
async def chat_stream_async(servers: Servers) -> object:
    stream = await litellm().acompletion("openai/default_model", HI, max_tokens=8, stream=True, **at(servers.mlx))
    return [chunk async for chunk in stream]


@case("completions")
def text_completion(servers: Servers) -> object:
    return litellm().text_completion("hi", "text-completion-openai/default_model", max_tokens=8, **at(servers.mlx))


@case("completions")
async def text_completion_async(servers: Servers) -> object:
    return await litellm().atext_completion(
        "hi", "text-completion-openai/default_model", max_tokens=8, **at(servers.mlx)
    )


@case("completions", stream=True, own=CREATED)
def text_completion_stream(servers: Servers) -> object:
    return list(
        litellm().text_completion(
            "hi", "text-completion-openai/default_model", max_tokens=8, stream=True, **at(servers.mlx)
        )
    )


@case("responses", stream=True)
def responses_stream(servers: Servers) -> object:
    return list(litellm().responses(input="hi", model="openai/gpt-4o", stream=True, **at(servers.aimock)))


@case("responses", stream=True)
async def responses_stream_async(servers: Servers) -> object:
    stream = await litellm().aresponses(input="hi", model="openai/gpt-4o", stream=True, **at(servers.aimock))
    return [event async for event in stream]


@case("tools")
def tools(servers: Servers) -> object:
    """The call of a tool, and the answer to what the tool gave: it carries the call's id."""
    asked = litellm().completion("openai/gpt-4o", USE_A_TOOL, tools=TOOLS, **at(servers.aimock))
    call = asked.choices[0].message.tool_calls[0]
    turns = [
        *USE_A_TOOL,
        asked.choices[0].message,
        {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
        {"role": "user", "content": "unicode"},
    ]
    return [asked, litellm().completion("openai/gpt-4o", turns, tools=TOOLS, **at(servers.aimock))]


@case("tools")
async def tools_async(servers: Servers) -> object:
    return await litellm().acompletion("openai/gpt-4o", USE_A_TOOL, tools=TOOLS, **at(servers.aimock))


@case("tools", stream=True, own=CREATED)
def tools_stream(servers: Servers) -> object:
    return list(litellm().completion("openai/gpt-4o", USE_A_TOOL, tools=TOOLS, stream=True, **at(servers.aimock)))


@case("tools", stream=True, own=CREATED)
async def tools_stream_async(servers: Servers) -> object:
    stream = await litellm().acompletion("openai/gpt-4o", USE_A_TOOL, tools=TOOLS, stream=True, **at(servers.aimock))
    return [chunk async for chunk in stream]


@case("responses")
def responses(servers: Servers) -> object:
    return litellm().responses(input="hi", model="openai/gpt-4o", **at(servers.aimock))


@case("responses")
async def responses_async(servers: Servers) -> object:
    return await litellm().aresponses(input="hi", model="openai/gpt-4o", **at(servers.aimock))


@case("embeddings")
def embeddings(servers: Servers) -> object:
    return litellm().embedding("openai/text-embedding-3-small", input=["one", "two"], **at(servers.aimock))


@case("embeddings")
async def embeddings_async(servers: Servers) -> object:
    return await litellm().aembedding("openai/text-embedding-3-small", input=["one"], **at(servers.aimock))


@case("errors")
def error(servers: Servers) -> object:
    """A prompt that the server does not know."""
    try:
        return litellm().completion("openai/gpt-4o", [{"role": "user", "content": "what?"}], **at(servers.aimock))
    except (litellm().BadRequestError, litellm().NotFoundError) as error:  # the former until 1.106
        return error
