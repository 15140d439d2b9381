"""The turns of an answer: where each API puts what the model said, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from understudy.apis import values
from understudy.operations.conversation.asked import content_of, message_turn
from understudy.operations.conversation.blocks import parts_of
from understudy.operations.conversation.media import medium, whole_body
from understudy.operations.conversation.parts import Other, Part, Text, Turn, Vectors, joined


@dataclass(frozen=True, slots=True)
class Place:
    """Where an API puts an answer."""

    each: str
    """Path to each of several answers; empty where there is one, the document itself."""

    said: str
    """Path from there to the message, its blocks, or its text."""

    ended: str
    """Path from there to why it stopped."""


PLACES: dict[str, Place] = {
    "openai-chat": Place("choices.*", "message", "finish_reason"),
    "openai-completions": Place("choices.*", "text", "finish_reason"),
    "openai-responses": Place("", "output", "status"),
    "openai-audio": Place("", "output", ""),
    "anthropic-messages": Place("", "content", "stop_reason"),
    "bedrock-invoke": Place("", "content", "stop_reason"),
    "bedrock-converse": Place("", "output.message", "stopReason"),
    "gemini-generate": Place("candidates.*", "content", "finishReason"),
    "gemini-interactions": Place("", "outputs", "status"),
    "ollama-chat": Place("", "message", "done_reason"),
    "ollama-generate": Place("", "response", "done_reason"),
    "cohere-chat": Place("", "message", "finish_reason"),
}

LISTS = {
    "openai-models": "data.*.id",
    "ollama-tags": "models.*.name",
    "ollama-ps": "models.*.name",
    "gemini-models": "models.*.name",
}
"""APIs that answer with a list: the path to its names."""

VECTORS = (
    "data.*.embedding",
    "embeddings.*.values",
    "embedding.values",
    "predictions.*.embeddings.values",
    "embeddings.*",
    "embedding",
)
ERRORS = ("error.message", "error.Message", "message", "detail", "error", "0.error.message")


def turns_answered(api: str, content: Any) -> list[Turn]:
    """The turns of a whole answer."""
    if (place := PLACES.get(api)) and (turns := list(_said(place, content))):
        return turns
    if vectors := _vectors(content):
        return [Turn("assistant", (vectors,))]
    if path := LISTS.get(api):
        names = [name for name in values(content, path) if isinstance(name, str)]
        return [Turn("assistant", (Text("\n".join(names)),))]
    if api == "openai-images":
        pictures = [medium("picture", entry) for entry in values(content, "data.*")]
        return [Turn("assistant", tuple(pictures))]
    return [Turn("assistant", (Other(content),))]


def error_turn(content: Any) -> Turn:
    """An error, in the API's own words."""
    for path in ERRORS:
        for found in values(content, path):
            if isinstance(found, str) and found:
                return Turn("error", (Text(found),))
    return Turn("error", (Text(content),) if isinstance(content, str) else (Other(content),))


def file_turn(content_type: str, content: bytes) -> Turn:
    """An answer of bytes, such as speech."""
    family = content_type.partition("/")[0]
    kind = {"image": "picture", "audio": "audio", "video": "video"}.get(family, "file")
    return Turn("assistant", (whole_body(kind, content_type, content),))


def _said(place: Place, content: Any) -> Iterator[Turn]:
    for each in values(content, place.each) if place.each else (content,):
        ended = next((str(why) for why in values(each, place.ended) if why), "")
        for said in values(each, place.said):
            yield Turn("assistant", joined(_parts(said, each)), ended)
    error = content.get("error") if isinstance(content, Mapping) else None
    if error:
        yield error_turn(content)


def _parts(said: Any, whole: Any) -> Iterator[Part]:
    if isinstance(said, Mapping) and "parts" not in said:
        yield from message_turn(said, "assistant").parts
    elif isinstance(said, str):
        thought = whole.get("thinking") if isinstance(whole, Mapping) else None
        yield from message_turn({"content": said, "thinking": thought}).parts
    elif isinstance(said, list):
        yield from (part for block in said for part in content_of(block))
    else:
        yield from content_of(said) if isinstance(said, Mapping) else parts_of(said)


def _vectors(content: Any) -> Vectors | None:
    for path in VECTORS:
        found = list(values(content, path))
        if found and isinstance(found[0], str):
            # base64 of 32-bit floats, as the OpenAI SDK asks for them.
            return Vectors(len(found), len(found[0].rstrip("=")) * 3 // 4 // 4)
        if found and isinstance(found[0], list) and found[0] and isinstance(found[0][0], (int, float)):
            return Vectors(len(found), len(found[0]))
    return None
