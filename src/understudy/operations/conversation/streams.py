"""Streams put together: the events of one API, joined into what the same API answers without a stream."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from understudy.apis import profile_named
from understudy.operations.conversation.sounds import Piece, goes_on, has_pieces, pieces_in, with_pieces, without_pieces

Event = Mapping[str, Any]

_NEVER_JOINED = frozenset(
    {"id", "type", "role", "name", "index", "object", "model", "finish_reason", "mimeType", "mime_type", "format"}
)
"""Fields that a later delta repeats and does not continue."""


def whole_of(api: str, events: list[Any]) -> Any:
    """The whole answer, or None where nothing is known of this API's streams."""
    join, sounds = JOINS.get(api), profile_named(api).sound
    said = [with_pieces(event, sounds) for event in events if isinstance(event, Mapping)]
    return without_pieces(join(said)) if join and said else None


def _choices(events: list[Event]) -> Any:
    """OpenAI chat and completions: deltas, by choice."""
    whole: dict[str, Any] = {}
    choices: dict[int, dict[str, Any]] = {}
    for event in events:
        whole |= {name: value for name, value in event.items() if value is not None and name != "choices"}
        for choice in event.get("choices") or ():
            kept = choices.setdefault(choice.get("index", 0), {"message": {}, "text": ""})
            delta = choice.get("delta") or choice.get("message") or {}
            kept["message"] = merged(kept["message"], delta)
            kept["text"] += choice.get("text") or ""
            kept["finish_reason"] = choice.get("finish_reason") or kept.get("finish_reason")
    return {**whole, "choices": [choices[index] for index in sorted(choices)]}


def merged(old: Any, new: Any) -> Any:
    """A delta added to what came before: texts grow, lists grow by their entries' `index`."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        result = dict(old)
        for name, value in new.items():
            if value is None or (name in _NEVER_JOINED and result.get(name)):
                continue
            result[name] = merged(result[name], value) if result.get(name) is not None else value
        return result
    if isinstance(old, str) and isinstance(new, str):
        return old + new
    if isinstance(old, Piece) and isinstance(new, Piece):
        return old.grown(new)
    if isinstance(old, list) and isinstance(new, list):
        result_list = list(old)
        for entry in new:
            index = entry.get("index") if isinstance(entry, Mapping) else None
            places = [at for at, kept in enumerate(result_list) if index is not None and kept.get("index") == index]
            if places:
                result_list[places[0]] = merged(result_list[places[0]], entry)
            else:
                result_list.append(entry)
        return result_list
    return new


def _responses(events: list[Event]) -> Any:
    """OpenAI Responses: the last event holds it all; where the stream broke, what its deltas say."""
    whole = [event["response"] for event in events if isinstance(event.get("response"), Mapping)]
    last = dict(whole[-1]) if whole else {}
    if last.get("output"):
        return last
    done = [event["item"] for event in events if event.get("type") == "response.output_item.done"]
    open_ = "".join(
        str(event.get("delta") or "") for event in events if event.get("type") == "response.output_text.delta"
    )
    if not any(item.get("type") == "message" for item in done) and open_:
        done = [*done, {"type": "message", "content": [{"type": "output_text", "text": open_}]}]
    return {**last, "output": done}


def _blocks(events: list[Event]) -> Any:
    """Anthropic Messages: content blocks, each begun, continued and ended."""
    whole: dict[str, Any] = {}
    blocks: dict[int, dict[str, Any]] = {}
    for event in events:
        match event:
            case {"type": "message_start", "message": Mapping() as message}:
                whole |= message
            case {"type": "content_block_start", "index": int(index), "content_block": Mapping() as block}:
                blocks[index] = dict(block)
            case {"type": "content_block_delta", "index": int(index), "delta": Mapping() as delta}:
                blocks[index] = _grown(blocks.get(index, {}), delta)
            case {"type": "message_delta", "delta": Mapping() as delta}:
                usage = {**(whole.get("usage") or {}), **(event.get("usage") or {})}
                whole |= {**delta, "usage": usage}
            case {"type": "error"} | {"error": _}:
                whole |= {"error": event.get("error")}
    return {**whole, "content": [blocks[index] for index in sorted(blocks)]}


def _grown(block: Event, delta: Event) -> dict[str, Any]:
    if isinstance(fragment := delta.get("partial_json"), str):
        before = block.get("input")
        return {**block, "input": (before if isinstance(before, str) else "") + fragment}
    texts = {name: delta[name] for name in ("text", "thinking") if isinstance(delta.get(name), str)}
    kinds = {"text": "text", "thinking": "thinking"}
    kind = block.get("type") or next((kinds[name] for name in texts), "text")
    return {**block, **{name: str(block.get(name) or "") + text for name, text in texts.items()}, "type": kind}


def _invoked(events: list[Event]) -> Any:
    """Bedrock's InvokeModel: the events of the model's own API, each in base64."""
    inner = []
    for event in events:
        try:
            inner.append(json.loads(base64.b64decode(event["bytes"], validate=True)))
        except (KeyError, ValueError, TypeError):
            inner.append(event)
    joined = _blocks([event for event in inner if isinstance(event, Mapping)])
    # Models of other makers have events of their own.
    return joined if joined.get("content") or "stop_reason" in joined else None


def _candidates(events: list[Event]) -> Any:
    """Gemini: each event is a whole answer with the next parts."""
    whole: dict[str, Any] = {}
    heard: dict[int, int | None] = {}
    candidates: dict[int, dict[str, Any]] = {}
    for event in events:
        whole |= {name: value for name, value in event.items() if value is not None}
        for candidate in event.get("candidates") or ():
            index = candidate.get("index", 0)
            kept = candidates.setdefault(index, {"content": {"parts": []}})
            for part in (candidate.get("content") or {}).get("parts") or []:
                heard[index] = _added(kept["content"]["parts"], part, heard.get(index))
            kept["finishReason"] = candidate.get("finishReason") or kept.get("finishReason")
    return {**whole, "candidates": [candidates[index] for index in sorted(candidates)]}


def _added(parts: list[Any], part: Any, last: int | None) -> int | None:
    """Add one, or the next piece of a sound to it, whatever was said meanwhile; where the last sound is, then."""
    if not has_pieces(part):
        parts.append(part)
        return last
    if last is not None and goes_on(parts[last], part):
        parts[last] = merged(parts[last], part)
        return last
    parts.append(part)
    return len(parts) - 1


def _speech(events: list[Event]) -> Any:
    """OpenAI's speech as events, and what it writes down of what it hears."""
    spoken: Piece | None = None
    for piece in pieces_in(events):
        spoken = spoken.grown(piece) if spoken else piece
    text = "".join(str(event.get("delta")) for event in events if event.get("type") == "transcript.text.delta")
    if not spoken and not text:
        return None
    output = {"type": "audio", "data": spoken} if spoken else {"type": "text", "text": text}
    return {"output": [output], "usage": events[-1].get("usage")}


def _lines(events: list[Event]) -> Any:
    """Ollama: each line holds the next words, the last one the counts."""
    whole: dict[str, Any] = {}
    message: dict[str, Any] = {}
    texts = {"response": "", "thinking": ""}
    for event in events:
        whole |= {name: value for name, value in event.items() if value is not None}
        message = merged(message, event.get("message") or {})
        texts = {name: text + str(event.get(name) or "") for name, text in texts.items()}
    return {**whole, **({"message": message} if message else {}), **{k: v for k, v in texts.items() if v}}


def _bedrock(events: list[Event]) -> Any:
    """Bedrock's Converse: blocks by `contentBlockIndex`."""
    whole: dict[str, Any] = {}
    blocks: dict[int, dict[str, Any]] = {}
    for event in events:
        index = event.get("contentBlockIndex", 0)
        added = event.get("start") or event.get("delta") or {}
        if added:
            blocks[index] = merged(blocks.get(index, {}), added)
        whole |= {name: event[name] for name in ("stopReason", "usage", "metrics") if name in event}
    message = {"role": "assistant", "content": [blocks[index] for index in sorted(blocks)]}
    return {**whole, "output": {"message": message}}


def _interaction(events: list[Event]) -> Any:
    """Gemini Interactions: contents by index, each begun, continued and ended."""
    whole: dict[str, Any] = {}
    outputs: dict[int, dict[str, Any]] = {}
    for event in events:
        if isinstance(interaction := event.get("interaction"), Mapping):
            whole |= interaction
        begun, delta = event.get("content"), event.get("delta")
        if isinstance(begun, Mapping):
            outputs[event.get("index", 0)] = dict(begun)
        if isinstance(delta, Mapping):
            kept = outputs.get(event.get("index", 0), {})
            outputs[event.get("index", 0)] = {**merged(kept, delta), "type": kept.get("type") or delta.get("type")}
        if "error" in event:
            whole["error"] = event["error"]
    return {**whole, "outputs": whole.get("outputs") or [outputs[index] for index in sorted(outputs)]}


def _cohere(events: list[Event]) -> Any:
    whole: dict[str, Any] = {}
    message: dict[str, Any] = {}
    for event in events:
        delta = event.get("delta") or {}
        added = dict(delta.get("message") or {})
        if isinstance(content := added.get("content"), Mapping):
            added["content"] = [{**content, "index": event.get("index", 0)}]
        if isinstance(call := added.get("tool_calls"), Mapping):
            added["tool_calls"] = [{**call, "index": event.get("index", 0)}]
        message = merged(message, added)
        whole |= {name: delta[name] for name in ("finish_reason", "usage") if name in delta}
    return {**whole, "message": message}


JOINS: dict[str, Callable[[list[Event]], Any]] = {
    "openai-chat": _choices,
    "openai-completions": _choices,
    "openai-audio": _speech,
    "openai-responses": _responses,
    "anthropic-messages": _blocks,
    "bedrock-invoke": _invoked,
    "bedrock-converse": _bedrock,
    "gemini-generate": _candidates,
    "gemini-interactions": _interaction,
    "ollama-chat": _lines,
    "ollama-generate": _lines,
    "cohere-chat": _cohere,
}
