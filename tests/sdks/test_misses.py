"""A miss reaches the caller at once, through every SDK's retry loop, as itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import anthropic
import ollama
import openai
import pytest
from google import genai
from google.genai import types as genai_types

import understudy

NoNetwork = Callable[[], AbstractContextManager[None]]

QUESTION: Any = [{"role": "user", "content": "hi"}]
RETRIES = 5
GOOGLE = genai_types.HttpOptions(retry_options=genai_types.HttpRetryOptions(attempts=RETRIES, initial_delay=0.01))


def openai_sync(**more: Any) -> None:
    with openai.OpenAI(api_key="none", max_retries=RETRIES) as client:
        client.chat.completions.create(model="m", messages=QUESTION, **more)


def openai_stream() -> None:
    openai_sync(stream=True)


def openai_responses_stream() -> None:
    with (
        openai.OpenAI(api_key="none", max_retries=RETRIES) as client,
        client.responses.stream(model="m", input="hi") as stream,
    ):
        stream.until_done()


def anthropic_sync() -> None:
    with anthropic.Anthropic(api_key="none", max_retries=RETRIES) as client:
        client.messages.create(model="m", max_tokens=9, messages=QUESTION)


def anthropic_stream() -> None:
    with (
        anthropic.Anthropic(api_key="none", max_retries=RETRIES) as client,
        client.messages.stream(model="m", max_tokens=9, messages=QUESTION) as stream,
    ):
        stream.until_done()


def google_sync() -> None:
    with genai.Client(api_key="none", http_options=GOOGLE) as client:
        client.models.generate_content(model="m", contents="hi")


def google_stream() -> None:
    with genai.Client(api_key="none", http_options=GOOGLE) as client:
        list(client.models.generate_content_stream(model="m", contents="hi"))


def ollama_sync() -> None:
    client = ollama.Client(host="http://127.0.0.1:9")
    try:
        client.chat(model="m", messages=QUESTION)
    finally:
        client._client.close()


def ollama_stream() -> None:
    client = ollama.Client(host="http://127.0.0.1:9")
    try:
        list(client.chat(model="m", messages=QUESTION, stream=True))
    finally:
        client._client.close()


async def openai_async(**more: Any) -> None:
    async with openai.AsyncOpenAI(api_key="none", max_retries=RETRIES) as client:
        await client.chat.completions.create(model="m", messages=QUESTION, **more)


async def openai_async_stream() -> None:
    await openai_async(stream=True)


async def anthropic_async() -> None:
    async with anthropic.AsyncAnthropic(api_key="none", max_retries=RETRIES) as client:
        await client.messages.create(model="m", max_tokens=9, messages=QUESTION)


async def anthropic_async_stream() -> None:
    async with (
        anthropic.AsyncAnthropic(api_key="none", max_retries=RETRIES) as client,
        client.messages.stream(model="m", max_tokens=9, messages=QUESTION) as stream,
    ):
        await stream.until_done()


async def google_async() -> None:
    async with genai.Client(api_key="none", http_options=GOOGLE).aio as client:
        await client.models.generate_content(model="m", contents="hi")


async def google_async_stream() -> None:
    async with genai.Client(api_key="none", http_options=GOOGLE).aio as client:
        async for _ in await client.models.generate_content_stream(model="m", contents="hi"):
            pass


async def ollama_async() -> None:
    client = ollama.AsyncClient(host="http://127.0.0.1:9")
    try:
        await client.chat(model="m", messages=QUESTION)
    finally:
        await client._client.aclose()


async def ollama_async_stream() -> None:
    client = ollama.AsyncClient(host="http://127.0.0.1:9")
    try:
        async for _ in await client.chat(model="m", messages=QUESTION, stream=True):
            pass
    finally:
        await client._client.aclose()


SYNC = [
    openai_sync,
    openai_stream,
    openai_responses_stream,
    anthropic_sync,
    anthropic_stream,
    google_sync,
    google_stream,
    ollama_sync,
    ollama_stream,
]
ASYNC = [
    openai_async,
    openai_async_stream,
    anthropic_async,
    anthropic_async_stream,
    google_async,
    google_async_stream,
    ollama_async,
    ollama_async_stream,
]


def name(call: Any) -> str:
    return str(call.__name__)


@pytest.mark.parametrize("call", SYNC, ids=name)
def test_one_attempt(call: Callable[[], None], tmp_path: Path, no_network: NoNetwork) -> None:
    """
    The SDK would try five times more and then say something else.
    """
    with no_network(), understudy.use(tmp_path) as session, pytest.raises(understudy.ReplayMiss):
        call()

    assert len(session.misses) == 1


@pytest.mark.parametrize("call", ASYNC, ids=name)
def test_one_attempt_async(call: Callable[[], Awaitable[None]], tmp_path: Path, no_network: NoNetwork) -> None:
    """
    The same in a task.
    """

    async def run() -> understudy.Session:
        async with understudy.use(tmp_path) as session:
            with pytest.raises(understudy.ReplayMiss):
                await call()
        return session

    with no_network():
        assert len(asyncio.run(run()).misses) == 1


@pytest.mark.parametrize("call", ASYNC, ids=name)
def test_through_gather(call: Callable[[], Awaitable[None]], tmp_path: Path, no_network: NoNetwork) -> None:
    """
    Three at once: three attempts, and each task has its miss.
    """

    async def run() -> tuple[list[Any], understudy.Session]:
        async with understudy.use(tmp_path) as session:
            return await asyncio.gather(call(), call(), call(), return_exceptions=True), session

    with no_network():
        outcomes, session = asyncio.run(run())

    assert [type(outcome) for outcome in outcomes] == [understudy.ReplayMiss] * 3
    assert len(session.misses) == 3


@pytest.mark.parametrize("call", SYNC, ids=name)
def test_through_a_broad_except(call: Callable[[], None], tmp_path: Path, no_network: NoNetwork) -> None:
    """
    An application that catches every `Exception` does not catch a miss.
    """

    def careless() -> str:
        try:
            call()
        except Exception:
            return "swallowed"
        return "answered"

    with no_network(), understudy.use(tmp_path), pytest.raises(understudy.ReplayMiss):
        careless()
