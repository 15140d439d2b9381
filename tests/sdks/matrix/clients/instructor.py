"""instructor: structured output from OpenAI and Anthropic, partial objects in streams, and second attempts."""

from __future__ import annotations

import anthropic
import instructor
import openai
from case import Servers, case
from pydantic import BaseModel, PositiveInt

DISTRIBUTIONS = ("instructor",)
ENVIRONMENT = "frameworks"


class Person(BaseModel):
    """A person."""

    name: str
    age: PositiveInt


def asking(about: str) -> dict[str, object]:
    messages = [{"role": "user", "content": f"Describe {about}"}]
    return {"model": "gpt-4o", "response_model": Person, "messages": messages}


def sync_openai(servers: Servers, mode: instructor.Mode = instructor.Mode.TOOLS) -> instructor.Instructor:
    return instructor.from_openai(openai.OpenAI(base_url=f"{servers.aimock}/v1", api_key="none"), mode=mode)


def async_openai(servers: Servers, mode: instructor.Mode = instructor.Mode.TOOLS) -> instructor.AsyncInstructor:
    return instructor.from_openai(openai.AsyncOpenAI(base_url=f"{servers.aimock}/v1", api_key="none"), mode=mode)


@case("tools")
def by_tool(servers: Servers) -> object:
    return sync_openai(servers).create_with_completion(**asking("Ada"))


@case("tools")
async def by_tool_async(servers: Servers) -> object:
    return await async_openai(servers).create_with_completion(**asking("Ada"))


@case("structured output")
def by_schema(servers: Servers) -> object:
    return sync_openai(servers, instructor.Mode.JSON_SCHEMA).create(**asking("Ada"))


@case("structured output")
async def by_json_async(servers: Servers) -> object:
    return await async_openai(servers, instructor.Mode.JSON).create(**asking("Ada"))


@case("retries")
def second_attempt(servers: Servers) -> object:
    """The first answer says that Bob is -1 years old; what is wrong with it goes back."""
    return sync_openai(servers).create_with_completion(**asking("Bob"), max_retries=2)


@case("retries")
async def second_attempt_async(servers: Servers) -> object:
    return await async_openai(servers).create_with_completion(**asking("Bob"), max_retries=2)


@case("partial objects", stream=True)
def partial(servers: Servers) -> object:
    return list(sync_openai(servers).create_partial(**asking("Ada")))


@case("partial objects", stream=True)
async def partial_async(servers: Servers) -> object:
    return [each async for each in async_openai(servers).create_partial(**asking("Ada"))]


@case("messages")
def by_anthropic(servers: Servers) -> object:
    client = instructor.from_anthropic(anthropic.Anthropic(base_url=servers.aimock, api_key="none"))
    return client.create_with_completion(**asking("Ada") | {"model": "claude-x"}, max_tokens=99)


@case("messages")
async def by_anthropic_async(servers: Servers) -> object:
    client = instructor.from_anthropic(anthropic.AsyncAnthropic(base_url=servers.aimock, api_key="none"))
    return await client.create(**asking("Bob") | {"model": "claude-x"}, max_tokens=99, max_retries=2)
