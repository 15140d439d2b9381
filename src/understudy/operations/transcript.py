"""A conversation as lines of text, to be compared with another one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from typing import Any

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


def transcript(turns: Iterable[Turn]) -> list[str]:
    """Each turn: who, why it ended, and what each part says."""
    lines = []
    for turn in turns:
        lines.append(f"{turn.role}{f' ({turn.ended})' if turn.ended else ''}:")
        lines += [line for part in turn.parts for line in _lines(part)]
    return lines


def as_lines(content: Any) -> list[str]:
    """JSON, indented."""
    return json.dumps(content, indent=2, ensure_ascii=False, default=_plain).split("\n")


def _lines(part: Part) -> list[str]:
    match part:
        case Text(text):
            return text.split("\n")
        case Reasoning(text):
            return f"(thinks) {text}".split("\n")
        case ToolCall(name, arguments):
            return [f"calls {name}", *(arguments.split("\n") if isinstance(arguments, str) else as_lines(arguments))]
        case ToolResult(name, parts):
            return [f"result of {name}" if name else "result", *(line for inner in parts for line in _lines(inner))]
        case Media():
            known = (part.kind, part.name, part.media_type, _size(part))
            return [f"[{' '.join(each for each in known if each)}]"]
        case Vectors(count, dimensions):
            return [f"{count} vectors of {dimensions} numbers"]
        case Other(content):
            return as_lines(content)


def _size(medium: Media) -> str:
    return "" if medium.size_bytes is None else f"{medium.size_bytes} bytes"


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)
