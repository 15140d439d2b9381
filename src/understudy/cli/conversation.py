"""A turn of a conversation, in print."""

from __future__ import annotations

import json
from typing import Any

from understudy.cli.printing import indented, line, plain
from understudy.operations.conversation import (
    Media,
    Other,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Vectors,
)
from understudy.operations.words import counted, size

COLOURS = {
    "system": "magenta",
    "developer": "magenta",
    "user": "cyan",
    "assistant": "green",
    "model": "green",
    "tool": "yellow",
    "result": "yellow",
    "error": "bold red",
}


def print_turn(turn: Turn) -> None:
    """Role, why it ended, and each part."""
    line((turn.role, COLOURS.get(turn.role, "bold")), (f" ({turn.ended})" if turn.ended else "", "dim"))
    for part in turn.parts:
        _print_part(part)
    if not turn.parts:
        line(("  (nothing)", "dim"))


def _print_part(part: Part, by: str = "  ") -> None:
    match part:
        case Text(text):
            indented(text.rstrip("\n"), by=by)
        case Reasoning(text):
            indented(f"(thinks) {text}" if text else "(thinks; the API does not say what)", "dim italic", by)
        case ToolCall(name, arguments, id_):
            line(
                by,
                ("calls ", "yellow"),
                (name, "bold"),
                f" {_arguments(arguments)}",
                (f"  {id_}" if id_ else "", "dim"),
            )
        case ToolResult(name, parts):
            if name:
                line(by, ("result of ", "yellow"), name)
            for inner in parts:
                _print_part(inner, by + "  " * bool(name))
        case Media():
            line(by, _medium(part))
        case Vectors(count, dimensions):
            line(by, f"{counted(count, 'vector')} of {counted(dimensions, 'number')}")
        case Other(content):
            indented(_pretty(content), by=by)


def _medium(medium: Media) -> str:
    facts = [medium.media_type, "" if medium.size_bytes is None else size(medium.size_bytes)]
    known = ", ".join(fact for fact in facts if fact)
    return f"[{' '.join(word for word in (medium.kind, medium.name, f'({known})' if known else '') if word)}]"


def _arguments(arguments: Any) -> str:
    if isinstance(arguments, str):
        return arguments
    return json.dumps(plain(arguments), ensure_ascii=False)


def _pretty(content: Any) -> str:
    return json.dumps(plain(content), indent=2, ensure_ascii=False)
