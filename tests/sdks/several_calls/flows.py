"""What programs do in several calls, each naming what the ones before have made: with the official SDKs, as users write
it. A flow takes the provider's address and gives the objects that the SDK returned."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import anthropic
import openai
from google import genai
from google.genai import types

Flow = Callable[[str], Iterator[Any]]

MODEL = "some-model"
LINES = b"".join(
    json.dumps({"custom_id": id_, "method": "POST", "url": "/v1/chat/completions", "body": {"model": MODEL}}).encode()
    + b"\n"
    for id_ in ("a", "b")
)
OF_MINE = "vs_that_i_made_long_ago"
TOOL: Any = {"name": "look", "description": "Looks.", "input_schema": {"type": "object", "properties": {}}}


def _openai(url: str) -> openai.OpenAI:
    return openai.OpenAI(api_key="none", base_url=f"{url}/v1", max_retries=0)


def batch(url: str) -> Iterator[Any]:
    """Upload, start, poll twice, fetch, delete."""
    with _openai(url) as client:
        yield (file := client.files.create(file=("questions.jsonl", LINES), purpose="batch"))
        started = client.batches.create(
            input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h", metadata={"of": file.id}
        )
        yield started
        yield client.batches.retrieve(started.id)
        yield (ended := client.batches.retrieve(started.id))
        assert ended.output_file_id is not None
        yield client.files.retrieve(ended.output_file_id)
        yield [json.loads(line) for line in client.files.content(ended.output_file_id).text.splitlines()]
        yield client.files.delete(file.id)


def vector_store(url: str) -> Iterator[Any]:
    """Upload, store, search, and let a model search."""
    with _openai(url) as client:
        yield (file := client.files.create(file=("a.txt", b"It is so."), purpose="assistants"))
        yield (store := client.vector_stores.create(name="facts"))
        yield client.vector_stores.files.create(store.id, file_id=file.id)
        yield list(client.vector_stores.search(store.id, query="Is it so?"))
        yield client.responses.create(
            model=MODEL, input="Is it so?", tools=[{"type": "file_search", "vector_store_ids": [store.id]}]
        )


def constant(url: str) -> Iterator[Any]:
    """A vector store that was there long before, and stands in the program by its id."""
    with _openai(url) as client:
        yield client.vector_stores.retrieve(OF_MINE)
        for question in ("Is it so?", "Sure?"):
            yield client.responses.create(
                model=MODEL, input=question, tools=[{"type": "file_search", "vector_store_ids": [OF_MINE]}]
            )


def turns(url: str) -> Iterator[Any]:
    """Three turns that name the one before, the last one in a stream; and what is kept of them."""
    with _openai(url) as client:
        yield (first := client.responses.create(model=MODEL, input="Is it so?"))
        yield (second := client.responses.create(model=MODEL, input="Sure?", previous_response_id=first.id))
        with client.responses.create(
            model=MODEL, input="Really?", previous_response_id=second.id, stream=True
        ) as events:
            yield list(events)
        yield client.responses.retrieve(first.id)
        yield list(client.responses.input_items.list(second.id))


def conversation(url: str) -> Iterator[Any]:
    """A conversation that the provider keeps."""
    with _openai(url) as client:
        yield (kept := client.conversations.create())
        for question in ("Is it so?", "Sure?"):
            yield client.responses.create(model=MODEL, input=question, conversation=kept.id)


def _anthropic(url: str) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="none", base_url=url, max_retries=0)


def message_batch(url: str) -> Iterator[Any]:
    """Start, poll, and fetch results, which the SDK looks up by an address that the provider makes."""
    with _anthropic(url) as client:
        asked: Any = {"model": MODEL, "max_tokens": 9, "messages": [{"role": "user", "content": "Is it so?"}]}
        yield (
            started := client.messages.batches.create(requests=[{"custom_id": id_, "params": asked} for id_ in "ab"])
        )
        yield client.messages.batches.retrieve(started.id)
        yield list(client.messages.batches.results(started.id))


def document(url: str) -> Iterator[Any]:
    """A file in a question, and a tool that is used."""
    with _anthropic(url) as client:
        yield (file := client.files.upload(file=("a.txt", b"abc", "text/plain")))
        source = {"type": "document", "source": {"type": "file", "file_id": file.id}}
        question: Any = {"role": "user", "content": [source, {"type": "text", "text": "Is it so?"}]}
        answer = client.messages.create(model=MODEL, max_tokens=9, messages=[question], tools=[TOOL])
        yield answer
        [call] = answer.content
        assert isinstance(call, anthropic.types.ToolUseBlock)
        result: Any = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "yes"}]}
        said: Any = {"role": "assistant", "content": [call.model_dump(exclude_none=True)]}
        yield client.messages.create(model=MODEL, max_tokens=9, messages=[question, said, result], tools=[TOOL])


def _google(url: str) -> genai.Client:
    return genai.Client(api_key="none", http_options=types.HttpOptions(base_url=url, api_version="v1beta"))


def cached(url: str) -> Iterator[Any]:
    """Contents that the provider keeps, asked about, and forgotten."""
    with _google(url) as client:
        kept = client.caches.create(
            model="gemini-x", config=types.CreateCachedContentConfig(contents="Something long.", display_name="long")
        )
        yield kept
        asked = types.GenerateContentConfig(cached_content=kept.name)
        yield client.models.generate_content(model="gemini-x", contents="Is it so?", config=asked)
        assert kept.name is not None
        yield client.caches.get(name=kept.name)
        client.caches.delete(name=kept.name)


def batch_of_contents(url: str) -> Iterator[Any]:
    """Start and poll."""
    with _google(url) as client:
        started = client.batches.create(
            model="gemini-x",
            src=[types.InlinedRequest(contents="Is it so?")],
            config=types.CreateBatchJobConfig(display_name="two"),
        )
        yield started
        assert started.name is not None
        yield client.batches.get(name=started.name)


def interactions(url: str) -> Iterator[Any]:
    """Two turns of which the second one names the first; and the first one again."""
    with _google(url) as client:
        yield (first := client.interactions.create(model="gemini-x", input="Is it so?"))
        yield client.interactions.create(model="gemini-x", input="Sure?", previous_interaction_id=first.id)
        yield client.interactions.get(first.id)
