"""anthropic: messages, streams, `.messages.stream()`, tools, counting tokens, what lies below an answer."""

from __future__ import annotations

from typing import Any

from anthropic import Anthropic, APIStatusError, AsyncAnthropic
from case import Servers, case

DISTRIBUTIONS = ("anthropic",)
ENVIRONMENT = "dev"

ASKED: Any = {"model": "claude-x", "max_tokens": 99}
HI: Any = [{"role": "user", "content": "hi"}]
UNICODE: Any = [{"role": "user", "content": "unicode, please"}]
USE_A_TOOL: Any = [{"role": "user", "content": "use a tool"}]
PLACE = {"type": "object", "properties": {"location": {"type": "string"}, "unit": {"type": "string"}}}
TOOLS: Any = [{"name": "get_weather", "input_schema": PLACE}]


def client(url: str) -> Anthropic:
    return Anthropic(base_url=url, api_key="none", max_retries=0)


def client_async(url: str) -> AsyncAnthropic:
    return AsyncAnthropic(base_url=url, api_key="none", max_retries=0)


@case("messages")
def message(servers: Servers) -> object:
    with client(servers.aimock) as anthropic:
        return anthropic.messages.create(messages=UNICODE, **ASKED)


@case("messages")
async def message_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        return await anthropic.messages.create(messages=HI, **ASKED)


@case("messages", stream=True)
def events(servers: Servers) -> object:
    with client(servers.aimock) as anthropic:
        return list(anthropic.messages.create(messages=HI, stream=True, **ASKED))


@case("messages", stream=True)
async def events_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        async with await anthropic.messages.create(messages=UNICODE, stream=True, **ASKED) as stream:
            return stream.response.headers, [event async for event in stream]


@case("`.messages.stream()`", stream=True)
def stream_helper(servers: Servers) -> object:
    with client(servers.aimock) as anthropic:
        with anthropic.messages.stream(messages=HI, **ASKED) as stream:
            return list(stream), stream.get_final_message(), stream.request_id


@case("`.messages.stream()`", stream=True)
async def stream_helper_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        async with anthropic.messages.stream(messages=HI, **ASKED) as stream:
            return [text async for text in stream.text_stream], await stream.get_final_message()


@case("tools")
def tools(servers: Servers) -> object:
    """The use of a tool, and the answer to what the tool gave: it carries the use's id."""
    with client(servers.aimock) as anthropic:
        asked = anthropic.messages.create(messages=USE_A_TOOL, tools=TOOLS, **ASKED)
        use = next(block for block in asked.content if block.type == "tool_use")
        result = {"type": "tool_result", "tool_use_id": use.id, "content": "cloudy"}
        turns: Any = [{"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}]
        return asked, anthropic.messages.create(messages=[*USE_A_TOOL, *turns, *HI], tools=TOOLS, **ASKED)


@case("tools")
async def tools_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        return await anthropic.messages.create(messages=USE_A_TOOL, tools=TOOLS, **ASKED)


@case("tools", stream=True)
def tools_events(servers: Servers) -> object:
    with client(servers.aimock) as anthropic:
        return list(anthropic.messages.create(messages=USE_A_TOOL, tools=TOOLS, stream=True, **ASKED))


@case("tools", stream=True)
async def tools_stream_helper_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        async with anthropic.messages.stream(messages=USE_A_TOOL, tools=TOOLS, **ASKED) as stream:
            return [event async for event in stream]


@case("count tokens")
def count(servers: Servers) -> object:
    with client(servers.edge) as anthropic:
        return anthropic.messages.count_tokens(model="claude-x", messages=HI)


@case("count tokens")
async def count_async(servers: Servers) -> object:
    async with client_async(servers.edge) as anthropic:
        return await anthropic.messages.count_tokens(model="claude-x", messages=HI)


@case("models")
def models(servers: Servers) -> object:
    with client(servers.aimock) as anthropic:
        return list(anthropic.models.list())


@case("models")
async def models_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        return [model async for model in anthropic.models.list()]


@case("`with_raw_response`")
def raw(servers: Servers) -> object:
    with client(servers.edge) as anthropic:
        answer = anthropic.messages.with_raw_response.count_tokens(model="claude-x", messages=HI)
        return answer.headers, answer.headers["anthropic-ratelimit-requests-remaining"], answer.parse()


@case("`with_raw_response`")
async def raw_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        answer = await anthropic.messages.with_raw_response.create(messages=HI, **ASKED)
        return answer.headers, answer.request_id, answer.parse()


@case("`with_streaming_response`", stream=True)
def lines(servers: Servers) -> object:
    with client(servers.aimock) as anthropic:
        with anthropic.messages.with_streaming_response.create(messages=HI, stream=True, **ASKED) as answer:
            return answer.headers, list(answer.iter_lines())


@case("`with_streaming_response`", stream=True)
async def lines_async(servers: Servers) -> object:
    async with client_async(servers.aimock) as anthropic:
        async with anthropic.messages.with_streaming_response.create(messages=HI, stream=True, **ASKED) as answer:
            return answer.headers, [line async for line in answer.iter_lines()]


@case("429 with `Retry-After`")
def limited(servers: Servers) -> object:
    with client(servers.edge) as anthropic:
        try:
            return anthropic.messages.create(model="limited", max_tokens=9, messages=HI)
        except APIStatusError as error:
            return error, error.response.headers["retry-after"]


@case("429 with `Retry-After`")
async def limited_async(servers: Servers) -> object:
    async with client_async(servers.edge) as anthropic:
        try:
            return await anthropic.messages.create(model="limited", max_tokens=9, messages=HI)
        except APIStatusError as error:
            return error, error.response.headers["retry-after"]


@case("a stream that breaks", stream=True)
def broken(servers: Servers) -> object:
    seen: list[Any] = []
    with client(servers.edge) as anthropic:
        try:
            for event in anthropic.messages.create(model="broken", max_tokens=9, messages=HI, stream=True):
                seen.append(event)
        except Exception as error:
            seen.append(error)
    return seen


@case("a stream that breaks", stream=True)
async def broken_async(servers: Servers) -> object:
    seen: list[Any] = []
    async with client_async(servers.edge) as anthropic:
        try:
            async with anthropic.messages.stream(model="broken", max_tokens=9, messages=HI) as stream:
                async for event in stream:
                    seen.append(event)
        except Exception as error:
            seen.append(error)
    return seen
