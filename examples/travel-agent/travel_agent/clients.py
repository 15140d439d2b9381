"""The clients of the two APIs, each made once: keys and base URLs are in the environment."""

import os
from functools import cache

import httpx2
import openai

CHAT_MODEL = "gpt-4.1-mini"


@cache
def openai_client() -> openai.OpenAI:
    """Takes `OPENAI_API_KEY` and `OPENAI_BASE_URL`."""
    return openai.OpenAI()


@cache
def anthropic_client() -> httpx2.Client:
    """Takes `ANTHROPIC_API_KEY` and `ANTHROPIC_BASE_URL`. Anthropic's own SDK takes over a second to import."""
    return httpx2.Client(
        base_url=os.environ.get("ANTHROPIC_BASE_URL", "https://api.anthropic.com"),
        headers={"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2023-06-01"},
        timeout=60,
    )
