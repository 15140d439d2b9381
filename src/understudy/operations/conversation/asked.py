"""The turns of a request, whichever API it is for: their fields have different names and one meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from understudy.operations.conversation.blocks import call_of, parts_of
from understudy.operations.conversation.media import medium
from understudy.operations.conversation.parts import Part, Reasoning, Text, ToolResult, Turn, said

SYSTEM = ("system", "instructions", "systemInstruction", "system_instruction")
MESSAGES = ("messages", "input", "contents", "prompt", "content", "requests", "instances", "query")
"""Fields that hold what is asked; the first one that is there counts."""

_CALLS = ("function_call", "custom_tool_call", "mcp_call", "reasoning")


def turns_asked(body: Any) -> list[Turn]:
    """What was said before the answer, the instructions first."""
    if not isinstance(body, Mapping):
        return []
    turns = [Turn("system", said(content_of(body[name]))) for name in SYSTEM if body.get(name)]
    field = next((name for name in MESSAGES if body.get(name) not in (None, [])), None)
    return [*turns, *(_turns(body[field]) if field else ())]


def settings(body: Any) -> dict[str, Any]:
    """What else the request asks for: short values as they are, tools by name."""
    if not isinstance(body, Mapping):
        return {}
    field = next((name for name in MESSAGES if body.get(name) not in (None, [])), None)
    return {
        name: _tool_names(value) if name == "tools" else value
        for name, value in body.items()
        if name not in (*SYSTEM, field, "model")
    }


def message_turn(message: Mapping[str, Any], role: str = "user") -> Turn:
    """One message."""
    role = str(message.get("role") or role)
    parts: list[Part] = []
    for key in ("reasoning_content", "reasoning", "thinking"):
        if isinstance(thought := message.get(key), str) and thought:
            parts.append(Reasoning(thought))
    parts += content_of(message)
    for image in message.get("images") or ():
        # Ollama: base64 without a prefix.
        parts.append(medium("picture", {"data": image}))
    if isinstance(spoken := message.get("audio"), Mapping):
        # OpenAI: what a model spoke, and the same in letters.
        parts += [Text(str(spoken.get("transcript") or "")), medium("audio", spoken)]
    for call in message.get("tool_calls") or ():
        parts += call_of(call) if isinstance(call, Mapping) else parts_of(call)
    if isinstance(legacy := message.get("function_call"), Mapping):
        parts += call_of(legacy)
    if role in ("tool", "function"):
        id_ = message.get("tool_call_id") or ""
        parts = [ToolResult(str(message.get("name") or id_), said(parts), str(id_))]
    return Turn(role, said(parts))


def content_of(value: Any) -> list[Part]:
    """The content of a message, of a list of blocks, or of a text."""
    if isinstance(value, Mapping) and value.get("type") in (None, "message"):
        for key in ("parts", "content", "refusal"):
            if value.get(key):
                return content_of(value[key])
        if not {"role", "parts", "content"}.isdisjoint(value):
            return []
    return parts_of(value)


def _turns(field: Any) -> Iterator[Turn]:
    if not isinstance(field, list) or all(isinstance(entry, (str, int, list)) for entry in field):
        yield from _single(field)
        return
    for entry in field:
        if isinstance(entry, Mapping) and ("role" in entry or ("content" in entry and "type" not in entry)):
            yield message_turn(entry)
        elif isinstance(entry, Mapping) and entry.get("type") in _CALLS:
            yield Turn("assistant", said(parts_of(entry)))
        elif isinstance(entry, Mapping) and str(entry.get("type", "")).endswith(("_output", "_result")):
            yield Turn("tool", said(parts_of(entry)))
        else:
            yield Turn("user", said(content_of(entry)))


def _single(field: Any) -> Iterator[Turn]:
    """A text, several, or token numbers."""
    if isinstance(field, list) and field and not isinstance(field[0], str):
        lists = field if isinstance(field[0], list) else [field]
        yield from (Turn("user", said(parts_of(f"{len(tokens)} tokens"))) for tokens in lists)
    elif isinstance(field, list):
        yield from (Turn("user", said(parts_of(text))) for text in field)
    else:
        yield Turn("user", said(content_of(field)))


def _tool_names(tools: Any) -> Any:
    if not isinstance(tools, list):
        return tools
    return [name for tool in tools for name in _names(tool)]


def _names(tool: Any) -> list[str]:
    if not isinstance(tool, Mapping):
        return [str(tool)]
    declared = tool.get("function_declarations") or tool.get("functionDeclarations") or [tool]
    return [_name(entry) for entry in declared if isinstance(entry, Mapping)]


def _name(tool: Mapping[str, Any]) -> str:
    inner = tool.get("function") or tool.get("toolSpec")
    facts = inner if isinstance(inner, Mapping) else tool
    return str(facts.get("name") or facts.get("type") or next(iter(facts), "?"))
