"""Plans for a day, word by word as the model writes them."""

from collections.abc import AsyncIterator, Iterator

import openai

from travel_agent.clients import CHAT_MODEL, openai_client


def plan(city: str) -> Iterator[str]:
    """The pieces of a plan."""
    stream = openai_client().chat.completions.create(model=CHAT_MODEL, messages=_messages(city), stream=True)
    for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            yield chunk.choices[0].delta.content


async def plan_async(city: str) -> AsyncIterator[str]:
    """The same, for a program with an event loop."""
    async with openai.AsyncOpenAI() as client:
        stream = await client.chat.completions.create(model=CHAT_MODEL, messages=_messages(city), stream=True)
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                yield chunk.choices[0].delta.content


def _messages(city: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": f"Plan a day in {city}, in three short lines."}]
