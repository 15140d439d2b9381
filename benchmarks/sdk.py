"""The official SDK as a program uses it: one client for the whole process, one question, the answer read to its end."""

from __future__ import annotations

from functools import cache

import openai

from benchmarks.exchanges import BASE_URL, Exchange


def client_with(**options: object) -> openai.OpenAI:
    """A client that never tries again and takes nothing from the environment."""
    http_client = openai.DefaultHttpxClient(trust_env=False, **options)
    return openai.OpenAI(api_key="none", base_url=BASE_URL, max_retries=0, http_client=http_client)


@cache
def client() -> openai.OpenAI:
    """The usual client. Recorders hook classes, so that a client made before them is theirs, too."""
    return client_with()


def ask(client: openai.OpenAI, exchange: Exchange) -> str:
    """Ask, and read the stream to its end."""
    stream = client.chat.completions.create(**exchange.arguments)
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
