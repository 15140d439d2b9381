"""openai: what lies below an answer (headers, raw and streaming responses), limits, broken streams."""

from __future__ import annotations

from typing import Any

from case import Servers, case
from openai import APIStatusError, AsyncOpenAI, OpenAI

DISTRIBUTIONS = ("openai",)
ENVIRONMENT = "dev"

HI: Any = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hi"}]}
LIMITED: Any = {**HI, "model": "limited"}
BREAKS: Any = {**HI, "model": "broken"}


def client(url: str) -> OpenAI:
    return OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)


def client_async(url: str) -> AsyncOpenAI:
    return AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0)


@case("`_request_id`")
def request_id(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        return openai.chat.completions.create(**HI)._request_id


@case("`_request_id`")
async def request_id_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        return (await openai.responses.create(model="gpt-4o", input="hi"))._request_id


@case("`with_raw_response`")
def raw(servers: Servers) -> object:
    with client(servers.edge) as openai:
        answer = openai.chat.completions.with_raw_response.create(**HI)
        limits = {name: answer.headers[name] for name in answer.headers if "ratelimit" in name}
        return answer.headers, limits, answer.status_code, answer.request_id, answer.text, answer.parse()


@case("`with_raw_response`")
async def raw_async(servers: Servers) -> object:
    async with client_async(servers.edge) as openai:
        answer = await openai.chat.completions.with_raw_response.create(**HI)
        return answer.headers, answer.request_id, answer.parse()


@case("`with_raw_response`", stream=True)
def raw_stream(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        answer = openai.chat.completions.with_raw_response.create(stream=True, **HI)
        return answer.headers, list(answer.parse())


@case("`with_raw_response`", stream=True)
async def raw_stream_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        answer = await openai.chat.completions.with_raw_response.create(stream=True, **HI)
        return answer.headers, [chunk async for chunk in answer.parse()]


@case("`with_streaming_response`", stream=True)
def lines(servers: Servers) -> object:
    with client(servers.aimock) as openai:
        with openai.chat.completions.with_streaming_response.create(stream=True, **HI) as answer:
            return answer.headers, answer.request_id, list(answer.iter_lines())


@case("`with_streaming_response`", stream=True)
async def lines_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        async with openai.chat.completions.with_streaming_response.create(stream=True, **HI) as answer:
            return answer.headers, [line async for line in answer.iter_lines()]


@case("`stream.response`", stream=True)
def response_of_stream(servers: Servers) -> object:
    with client(servers.aimock) as openai, openai.chat.completions.create(stream=True, **HI) as stream:
        return stream.response.status_code, stream.response.headers, list(stream)


@case("`stream.response`", stream=True)
async def response_of_stream_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as openai:
        async with await openai.chat.completions.create(stream=True, **HI) as stream:
            return stream.response.status_code, stream.response.headers, [chunk async for chunk in stream]


@case("429 with `Retry-After`")
def limited(servers: Servers) -> object:
    with client(servers.edge) as openai:
        try:
            return openai.chat.completions.create(**LIMITED)
        except APIStatusError as error:
            return error, error.response.headers["retry-after"]


@case("429 with `Retry-After`")
async def limited_async(servers: Servers) -> object:
    async with client_async(servers.edge) as openai:
        try:
            return await openai.responses.create(model="limited", input="hi")
        except APIStatusError as error:
            return error, error.response.headers["retry-after"]


@case("a stream that breaks", stream=True)
def broken(servers: Servers) -> object:
    seen: list[Any] = []
    with client(servers.edge) as openai:
        try:
            for chunk in openai.chat.completions.create(stream=True, **BREAKS):
                seen.append(chunk)
        except Exception as error:
            seen.append(error)
    return seen


@case("a stream that breaks", stream=True)
async def broken_async(servers: Servers) -> object:
    seen: list[Any] = []
    async with client_async(servers.edge) as openai:
        try:
            async for chunk in await openai.chat.completions.create(stream=True, **BREAKS):
                seen.append(chunk)
        except Exception as error:
            seen.append(error)
    return seen
