"""Conversations over WebSocket with official SDKs. Each gives what the application got, without the SDK's objects."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import openai
from google import genai
from google.genai import types
from websockets.sync.client import connect


def client_of(base_url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=base_url, api_key="sk-live-of-the-test", max_retries=0)


def realtime(address: str, question: str = "How is the weather?") -> list[dict[str, Any]]:
    """A session, a question, and what was answered; then the result of the tool that was called."""
    got: list[dict[str, Any]] = []
    with client_of(f"{address}/openai/v1").realtime.connect(model="gpt-realtime", max_retries=0) as connection:
        got.append(connection.recv().to_dict())
        connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        got.append(connection.recv().to_dict())
        content = [{"type": "input_text", "text": question}]
        item = {"type": "message", "role": "user", "content": content, "id": "item_of_mine"}
        connection.conversation.item.create(item=item, event_id=f"event_{uuid.uuid4().hex}")
        got.append(connection.recv().to_dict())
        connection.response.create()
        while got[-1]["type"] != "response.done":
            got.append(connection.recv().to_dict())
        call = got[-1]["response"]["output"][1]["call_id"]
        connection.conversation.item.create(item={"type": "function_call_output", "call_id": call, "output": "noted"})
        got.append(connection.recv().to_dict())
    return got


def responses(address: str, question: str = "Say hello.") -> list[dict[str, Any]]:
    """Two turns, the second one by the id of the first."""
    got: list[dict[str, Any]] = []
    earlier: dict[str, str] = {}
    with client_of(f"{address}/openai/v1").responses.connect(max_retries=0) as connection:
        for text in (question, "Again."):
            connection.response.create(model="gpt-5", input=text, **earlier)  # type: ignore[arg-type]  # of its types
            event = connection.recv().to_dict()
            got.append(event)
            while event["type"] not in ("response.completed", "error"):
                event = connection.recv().to_dict()
                got.append(event)
            earlier = {"previous_response_id": event["response"]["id"]}
    return got


def gemini(address: str, question: str = "What is here?") -> list[dict[str, Any]]:
    """A question, the tool that it calls, and the end of the turn; by hand, as `google-genai` insists on TLS."""
    service = "google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
    url = f"{address.replace('http', 'ws', 1)}/gemini/ws/{service}"
    got: list[dict[str, Any]] = []
    with connect(url, additional_headers={"x-goog-api-key": "key-of-the-test"}, compression=None) as connection:

        def say(**message: Any) -> None:
            connection.send(json.dumps(message))

        def hear() -> dict[str, Any]:
            got.append(json.loads(connection.recv()))
            return got[-1]

        say(setup={"model": "models/gemini-live", "generationConfig": {"responseModalities": ["TEXT"]}})
        hear()
        turns = [{"role": "user", "parts": [{"text": question}]}]
        say(clientContent={"turns": turns, "turnComplete": True})
        while "toolCall" not in (message := hear()):
            pass
        (call,) = message["toolCall"]["functionCalls"]
        result = {"id": call["id"], "name": call["name"], "response": {"found": "a chair"}}
        say(toolResponse={"functionResponses": [result]})
        hear()
    return got


def gemini_sdk(address: str, question: str = "What is here?") -> list[dict[str, Any]]:
    """The same with `google-genai`."""
    return asyncio.run(_gemini_sdk(address, question))


async def _gemini_sdk(address: str, question: str) -> list[dict[str, Any]]:
    client = genai.Client(api_key="key-of-the-test", http_options=types.HttpOptions(base_url=address))
    got: list[dict[str, Any]] = []
    async with client.aio.live.connect(model="gemini-live", config={"response_modalities": ["TEXT"]}) as session:
        content = types.Content(role="user", parts=[types.Part(text=question)])
        await session.send_client_content(turns=content, turn_complete=True)
        async for message in session.receive():
            got.append(message.model_dump(exclude_none=True))
            if message.tool_call:
                (call,) = message.tool_call.function_calls
                result = types.FunctionResponse(id=call.id, name=call.name, response={"found": "a chair"})
                await session.send_tool_response(function_responses=[result])
    return got
