"""What was asked, as far as a person needs it to know the request again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from understudy.apis import values
from understudy.match import Medium, addressed, medium_in
from understudy.model import Call, Request
from understudy.redact import redacted_text, redacted_url

CONVERSATIONS = ("messages", "input", "contents", "prompt", "query")
"""Fields of known APIs that hold what is asked: a list of turns, or a text."""

TEXTS = ("content", "content.*.text", "parts.*.text", "text")
"""Where a turn has its words."""

LONGEST = 60
"""Characters of what was said."""

MOST = 8
"""Media that are told of."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture, a sound or a document of a request."""

    type: str
    """Media type; empty where the request does not name it in a data URL."""

    size: int
    """Bytes."""

    digest: str
    """SHA-256 of the bytes, in hexadecimal."""

    def __str__(self) -> str:
        """One line."""
        return f"{self.type or 'base64'}, {self.size:,} bytes, SHA-256 {self.digest[:16]}…"


@dataclass(frozen=True, slots=True)
class Asked:
    """The request."""

    method: str
    """`call` for a function's call."""

    url: str
    """Without credentials. For a call its provider and name."""

    api: str
    model: str
    fingerprint: str
    turns: int = 0
    """What was said so far, by whomever; 0 where the request is no conversation."""

    words: str = ""
    """What the user said last, cut short."""

    media: tuple[Seen, ...] = ()
    """The first few, each once."""


def asked_of(request: Request | Call, fingerprint: str, parsed: Any) -> Asked:
    """What is told of a request, or of a function's call.

    Args:
        parsed: the request's body, where it is JSON.
    """
    if isinstance(request, Call):
        return Asked("call", request.endpoint, "call", "", fingerprint)
    recognised, body = addressed(request.method, request.url).recognised, parsed if isinstance(parsed, dict) else {}
    turns: Any = next((body[name] for name in CONVERSATIONS if body.get(name)), [])
    return Asked(
        method=request.method,
        url=redacted_url(request.url),
        api=recognised.profile.name,
        model=str(recognised.model or body.get("model") or ""),
        fingerprint=fingerprint,
        turns=len(turns) if isinstance(turns, list) else 1,
        words=_words(turns),
        media=tuple(_media(parsed))[:MOST],
    )


def seen(medium: Medium) -> Seen:
    """What is told of a medium."""
    return Seen(medium.type, len(medium.content), medium.digest)


def _words(turns: Any) -> str:
    if isinstance(turns, list):
        said = [turn for turn in turns if isinstance(turn, dict) and turn.get("role", "user") == "user"]
        texts = [
            text for turn in reversed(said) for path in TEXTS for text in values(turn, path) if isinstance(text, str)
        ]
        turns = texts[0] if texts else turns[-1] if turns else ""
    return _short(turns) if isinstance(turns, str) and medium_in(turns) is None else ""


def _short(text: str) -> str:
    line = " ".join(redacted_text(text[: 20 * LONGEST]).split())
    line = "".join(each if each.isprintable() else "?" for each in line)
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…"


def _media(parsed: Any) -> Iterator[Seen]:
    known = set()
    for text in _strings(parsed):
        if (medium := medium_in(text)) and medium.digest not in known:
            known.add(medium.digest)
            yield seen(medium)


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for entry in value:
                yield from _strings(entry)
        case dict():
            for entry in value.values():
                yield from _strings(entry)
