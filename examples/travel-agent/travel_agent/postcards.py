"""Postcards, by another model, over plain HTTP."""

import json
from collections.abc import Iterator

from travel_agent.clients import anthropic_client

MODEL = "claude-sonnet-5"
STYLE = "You write postcards: warm, two sentences, signed by Ada."


def postcard(city: str) -> str:
    """A postcard from there."""
    answer = anthropic_client().post("/v1/messages", json=_asked(city)).raise_for_status().json()
    return "".join(block["text"] for block in answer["content"] if block["type"] == "text")


def postcard_in_pieces(city: str) -> Iterator[str]:
    """The same, as it is written."""
    with anthropic_client().stream("POST", "/v1/messages", json=_asked(city) | {"stream": True}) as answer:
        for line in answer.raise_for_status().iter_lines():
            event = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
            if event.get("type") == "content_block_delta":
                yield event["delta"]["text"]


def _asked(city: str) -> dict[str, object]:
    messages = [{"role": "user", "content": f"A postcard from {city}, please."}]
    return {"model": MODEL, "max_tokens": 200, "system": STYLE, "messages": messages}
