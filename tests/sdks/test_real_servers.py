"""Recordings of real servers, beyond one replay: played by the other kind of client, and made once more.

That a replay is equal to what was live is the matrix's to show (`tests/sdks/matrix/`).
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic
import ollama
import openai
import pytest
from google import genai
from google.genai import types as genai_types
from pydantic import BaseModel

import understudy
from tests.sdks.servers import running

# The first use of a server installs it.
pytestmark = pytest.mark.timeout(400)

NoNetwork = Callable[[], AbstractContextManager[None]]
Objects = list[tuple[str, Any]]

HI: Any = [{"role": "user", "content": "hi"}]
UNICODE: Any = [{"role": "user", "content": "unicode, please"}]
USE_A_TOOL: Any = [{"role": "user", "content": "use a tool"}]
PLACE = {"type": "object", "properties": {"location": {"type": "string"}, "unit": {"type": "string"}}}
TOOLS: Any = [{"type": "function", "function": {"name": "get_weather", "parameters": PLACE}}]
ANTHROPIC_TOOLS: Any = [{"name": "get_weather", "input_schema": PLACE}]
RESPONSE_TOOLS: Any = [{"type": "function", "name": "get_weather", "parameters": PLACE, "strict": False}]


@dataclass
class Clients:
    """One client of each SDK, all sync or all async, for one server."""

    openai: Any
    anthropic: Any
    genai: Any
    ollama: Any


def google(url: str) -> genai_types.HttpOptions:
    return genai_types.HttpOptions(base_url=url, api_version="v1beta")


def sync_clients(url: str) -> Clients:
    return Clients(
        openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0),
        anthropic.Anthropic(base_url=url, api_key="none", max_retries=0),
        genai.Client(api_key="none", http_options=google(url)),
        ollama.Client(host=url),
    )


def async_clients(url: str) -> Clients:
    return Clients(
        openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0),
        anthropic.AsyncAnthropic(base_url=url, api_key="none", max_retries=0),
        genai.Client(api_key="none", http_options=google(url)).aio,
        ollama.AsyncClient(host=url),
    )


def chat(model: str, messages: Any = HI, **more: Any) -> Callable[[Clients], Any]:
    return lambda clients: clients.openai.chat.completions.create(model=model, messages=messages, **more)


def message(messages: Any = HI, **more: Any) -> Callable[[Clients], Any]:
    return lambda clients: clients.anthropic.messages.create(model="claude-x", max_tokens=99, messages=messages, **more)


def response(asked: str, **more: Any) -> Callable[[Clients], Any]:
    return lambda clients: clients.openai.responses.create(model="gpt-4o", input=asked, **more)


SHORT = {"max_tokens": 12}
MLX: dict[str, Callable[[Clients], Any]] = {
    "models": lambda clients: clients.openai.models.list(),
    "chat": chat("default_model", **SHORT),
    "chat, sampled": chat("default_model", temperature=1.0, **SHORT),
    "chat stream": chat("default_model", stream=True, **SHORT),
    "chat stream, sampled": chat("default_model", stream=True, temperature=1.0, **SHORT),
    "chat stream with usage": chat("default_model", stream=True, stream_options={"include_usage": True}, **SHORT),
    "chat with logprobs": chat("default_model", logprobs=True, top_logprobs=2, **SHORT),
    "completion": lambda clients: clients.openai.completions.create(model="default_model", prompt="hi", **SHORT),
    "completion stream": lambda clients: clients.openai.completions.create(
        model="default_model", prompt="hi", stream=True, **SHORT
    ),
}
AIMOCK: dict[str, Callable[[Clients], Any]] = {
    "models": lambda clients: clients.openai.models.list(),
    "chat": chat("gpt-4o"),
    "chat stream": chat("gpt-4o", stream=True),
    "chat stream, unicode": chat("gpt-4o", UNICODE, stream=True),
    "chat with a tool": chat("gpt-4o", USE_A_TOOL, tools=TOOLS),
    "chat stream with a tool": chat("gpt-4o", USE_A_TOOL, tools=TOOLS, stream=True),
    "response": response("hi"),
    "response stream": response("hi", stream=True),
    "response stream with a tool": response("use a tool", tools=RESPONSE_TOOLS, stream=True),
    "message": message(),
    "message, unicode": message(UNICODE),
    "message stream": message(stream=True),
    "message with a tool": message(USE_A_TOOL, tools=ANTHROPIC_TOOLS),
    "message stream with a tool": message(USE_A_TOOL, tools=ANTHROPIC_TOOLS, stream=True),
    "gemini": lambda clients: clients.genai.models.generate_content(model="gemini-x", contents="hi"),
    "gemini stream": lambda clients: clients.genai.models.generate_content_stream(model="gemini-x", contents="hi"),
    "ollama": lambda clients: clients.ollama.chat(model="m", messages=HI),
    "ollama stream": lambda clients: clients.ollama.chat(model="m", messages=HI, stream=True),
}
CALLS = {"mlx": MLX, "aimock": AIMOCK}


def dumped(each: Any) -> tuple[str, Any]:
    # The Google SDK shows all headers of the answer; a recording keeps those that matter.
    name = type(each).__name__.removeprefix("Async").removeprefix("Sync")
    return name, each.model_dump(mode="json", exclude={"sdk_http_response"})


def asked(call: Callable[[Clients], Any], clients: Clients) -> Objects:
    """What a call gives back: one object, or those of a stream."""
    answer = call(clients)
    return [dumped(each) for each in ([answer] if isinstance(answer, BaseModel) else answer)]


async def asked_async(call: Callable[[Clients], Any], clients: Clients) -> Objects:
    """The same of an async client."""
    answer = call(clients)
    if inspect.isawaitable(answer):
        answer = await answer
    return [dumped(answer)] if isinstance(answer, BaseModel) else [dumped(each) async for each in answer]


def ask(url: str, calls: dict[str, Callable[[Clients], Any]], *, is_async: bool) -> dict[str, Objects]:
    """What all these calls give back, with one client of each SDK for all of them."""
    if not is_async:
        clients = sync_clients(url)
        try:
            return {name: asked(call, clients) for name, call in calls.items()}
        finally:
            clients.openai.close()
            clients.anthropic.close()
            clients.genai.close()
            clients.ollama._client.close()

    async def run() -> dict[str, Objects]:
        clients = async_clients(url)
        try:
            return {name: await asked_async(call, clients) for name, call in calls.items()}
        finally:
            await clients.openai.close()
            await clients.anthropic.close()
            await clients.genai.aclose()
            await clients.ollama._client.aclose()

    return asyncio.run(run())


@pytest.mark.parametrize("server", CALLS)
def test_what_one_kind_of_client_recorded_the_other_can_play(
    request: pytest.FixtureRequest, tmp_path: Path, no_network: NoNetwork, server: str
) -> None:
    """
    Sync or async is no part of a question.
    """
    url = request.getfixturevalue(server)
    with understudy.use(tmp_path, mode="record", stable_ids=False):
        live = ask(url, CALLS[server], is_async=False)

    with no_network(), understudy.use(tmp_path) as session:
        again = ask(url, CALLS[server], is_async=True)

    assert again == live
    assert (session.misses, session.unused) == ((), ())


@pytest.mark.parametrize(
    "name",
    [
        "chat",
        "chat stream",
        "chat stream with a tool",
        "response",
        "response stream",
        "message",
        "message stream",
        "message stream with a tool",
        "gemini stream",
        "ollama stream",
    ],
)
def test_a_recording_made_again_is_left_as_it_is(aimock: str, tmp_path: Path, no_network: NoNetwork, name: str) -> None:
    """
    Answers that differ in ids and times alone change no file, and a replay gives the same ids every time.
    """
    call = {name: AIMOCK[name]}
    with understudy.use(tmp_path, mode="record"):
        ask(aimock, call, is_async=False)
    before = contents(tmp_path)
    with understudy.use(tmp_path, mode="record"):
        ask(aimock, call, is_async=False)

    assert contents(tmp_path) == before
    with no_network(), understudy.use(tmp_path):
        first = ask(aimock, call, is_async=False)
    with no_network(), understudy.use(tmp_path):
        assert ask(aimock, call, is_async=True) == first


@pytest.fixture(scope="module")
def mlx(shared: Path) -> Iterator[str]:
    """The address of a server that runs as long as the tests that ask it."""
    with running(shared / "upstreams" / "run_mlx_lm.sh") as url:
        yield url


@pytest.fixture(scope="module")
def aimock(shared: Path) -> Iterator[str]:
    """The address of a server that runs as long as the tests that ask it."""
    with running(shared / "upstreams" / "run_aimock.sh") as url:
        yield url


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
