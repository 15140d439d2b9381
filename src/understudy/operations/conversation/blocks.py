"""A message's content, block by block, in whichever API's words: a table of what each kind of block is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from understudy.operations.conversation.media import medium
from understudy.operations.conversation.parts import Other, Part, Reasoning, Text, ToolCall, ToolResult

Block = Mapping[str, Any]


def parts_of(content: Any) -> list[Part]:
    """The parts of a content: a text, a block, or a list of such."""
    if content is None:
        return []
    if isinstance(content, str):
        return [Text(content)]
    if isinstance(content, list):
        return [part for entry in content for part in parts_of(entry)]
    if not isinstance(content, Mapping):
        return [Other(content)]
    read = TYPED.get(str(content.get("type"))) if "type" in content else None
    if read is None:
        read = next((rule for key, rule in KEYED.items() if content.get(key) is not None), None)
    return read(content) if read else [Other(content)]


def call_of(block: Block) -> list[Part]:
    """A call of a tool: name and arguments stand in the block or in its `function`."""
    inner = block.get("function")
    facts = inner if isinstance(inner, Mapping) else block
    arguments = next((facts[key] for key in ("arguments", "args", "input") if facts.get(key) is not None), None)
    name = facts.get("name") or block.get("type") or ""
    id_ = block.get("call_id") or block.get("id") or block.get("toolUseId") or ""
    return [ToolCall(str(name), parsed(arguments), str(id_))]


def parsed(arguments: Any) -> Any:
    """Arguments that an API hands over as a text of JSON."""
    if not isinstance(arguments, str):
        return arguments
    try:
        return json.loads(arguments)
    except (ValueError, RecursionError):
        return arguments


def result_of(block: Block) -> list[Part]:
    """What a tool gave back."""
    name = next((block[key] for key in ("name", "tool_use_id", "toolUseId", "call_id") if block.get(key)), "")
    keys = ("content", "output", "result", "response")
    content = next((block[key] for key in keys if block.get(key) is not None), None)
    parts = [Other(content)] if isinstance(content, Mapping) else parts_of(content)
    id_ = next((block[key] for key in ("tool_use_id", "toolUseId", "call_id", "id") if block.get(key)), "")
    return [ToolResult(str(name), tuple(parts), str(id_))]


def _text(key: str) -> Callable[[Block], list[Part]]:
    return lambda block: [Text(str(block.get(key) or ""))]


def _thought(block: Block) -> list[Part]:
    for key in ("thinking", "text", "reasoning", "summary", "content"):
        if block.get(key):
            return [Reasoning("".join(part.text for part in parts_of(block[key]) if isinstance(part, Text)))]
    return [Reasoning("")]


def _said(block: Block) -> list[Part]:
    if block.get("thought"):
        return [Reasoning(str(block["text"]))]
    return [Text(str(block["text"]))]


def _inside(key: str, read: Callable[[Block], list[Part]]) -> Callable[[Block], list[Part]]:
    return lambda block: read(block[key]) if isinstance(block[key], Mapping) else [Other(block)]


def _media(kind: str) -> Callable[[Block], list[Part]]:
    return lambda block: [medium(kind, block)]


TYPED: dict[str, Callable[[Block], list[Part]]] = {
    **dict.fromkeys(("text", "input_text", "output_text", "summary_text", "reasoning_text"), _text("text")),
    "refusal": _text("refusal"),
    "message": lambda block: parts_of(block.get("content")),
    **dict.fromkeys(("image_url", "input_image", "image", "image_generation_call"), _media("picture")),
    **dict.fromkeys(("input_audio", "audio"), _media("audio")),
    **dict.fromkeys(("video", "video_url"), _media("video")),
    **dict.fromkeys(("file", "input_file", "document"), _media("file")),
    **dict.fromkeys(("thinking", "redacted_thinking", "reasoning", "thought"), _thought),
    **dict.fromkeys(("tool_use", "server_tool_use", "mcp_tool_use", "function", "function_call"), call_of),
    **dict.fromkeys(("custom_tool_call", "mcp_call"), call_of),
    **dict.fromkeys(("tool_result", "function_call_output", "function_result"), result_of),
    **dict.fromkeys(("web_search_tool_result", "mcp_tool_result", "custom_tool_call_output"), result_of),
}
"""By the block's `type`: OpenAI, Anthropic, Cohere, Interactions."""

KEYED: dict[str, Callable[[Block], list[Part]]] = {
    "functionCall": _inside("functionCall", call_of),
    "function_call": _inside("function_call", call_of),
    "toolUse": _inside("toolUse", call_of),
    "functionResponse": _inside("functionResponse", result_of),
    "function_response": _inside("function_response", result_of),
    "toolResult": _inside("toolResult", result_of),
    "reasoningContent": _inside("reasoningContent", lambda block: _thought(block.get("reasoningText", block))),
    **dict.fromkeys(("inlineData", "inline_data", "fileData", "file_data"), _media("")),
    "image": _media("picture"),
    "document": _media("file"),
    "video": _media("video"),
    "text": _said,
}
"""By the one key that says what it is: Gemini, Bedrock."""
