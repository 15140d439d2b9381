"""What a conversation is made of: turns, and the parts of a turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody said."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What the model thought before it spoke; empty where the API hides it."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model wants a tool called."""

    name: str
    arguments: Any
    """Parsed JSON, or the text where it is not JSON."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave back."""

    name: str
    """The tool, or the id of the call where the API names only that."""

    parts: tuple[Part, ...]
    id: str = ""
    """Of the call, where the API names it."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a sound, a film or a file."""

    kind: str
    """`picture`, `audio`, `video` or `file`."""

    name: str
    """File name, URL or id; empty where the bytes are in the request."""

    media_type: str = ""
    size_bytes: int | None = None
    """Of the decoded bytes, where they are in the request."""

    sha256: str = ""
    """Of the decoded bytes, in hexadecimal; empty where they are elsewhere."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Embeddings."""

    count: int
    dimensions: int


@dataclass(frozen=True, slots=True)
class Other:
    """JSON that no rule here reads."""

    content: Any


Part = Text | Reasoning | ToolCall | ToolResult | Media | Vectors | Other


@dataclass(frozen=True, slots=True)
class Turn:
    """One message."""

    role: str
    """`system`, `user`, `assistant`, `tool`, `error`, or what the API calls it."""

    parts: tuple[Part, ...]
    ended: str = ""
    """Why the model stopped: `stop`, `length`, …; empty for what was asked."""


def every_part(turns: Iterable[Turn]) -> Iterator[Part]:
    """All parts, those within the results of tools among them."""
    for turn in turns:
        yield from _flat(turn.parts)


def _flat(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, ToolResult):
            yield from _flat(part.parts)


def said(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts, empty texts left out."""
    return tuple(part for part in parts if part != Text(""))


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts of an answer that came in pieces: texts in a row are one."""
    result: list[Part] = []
    for part in said(parts):
        last = result[-1] if result else None
        if isinstance(part, Text) and isinstance(last, Text):
            result[-1] = Text(last.text + part.text)
        elif isinstance(part, Reasoning) and isinstance(last, Reasoning):
            result[-1] = Reasoning(last.text + part.text)
        else:
            result.append(part)
    return tuple(result)
