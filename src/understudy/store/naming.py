"""File names for people: the API, a few words of the question, and what keeps two apart: digits, or their order."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from understudy.apis import values

QUESTIONS = (
    "messages.*.content",
    "messages.*.content.*.text",
    "input",
    "input.*.content",
    "input.*.content.*.text",
    "contents.*.parts.*.text",
    "messages.*.content.*.text",
    "prompt",
    "query",
)
"""Where requests of known APIs hold what a person asked."""

CONVERSATIONS = ("messages", "input", "contents")
LONGEST = 40


def name_of(api: str, body: Any, scope: str | None, fingerprint: str, sequence: int) -> str:
    """A file name without folder, stable for equal arguments: `openai-chat-what-teams-are-a6ad8748.json`."""
    digits = hashlib.sha256(f"{scope}\n{fingerprint}".encode()).hexdigest()[:8]
    parts = [api, _words(body), digits, str(sequence) if sequence > 1 else ""]
    return "-".join(part for part in parts if part) + ".json"


def numbered_name_of(api: str, body: Any, order: int, spare: int) -> str:
    """The name of a test's file, which has a folder to itself: `02-openai-chat-what-teams-are.json`.

    Args:
        spare: 0, or how many files of that name there are.
    """
    parts = [f"{order:02}", api, _words(body), str(spare + 1) if spare else ""]
    return "-".join(part for part in parts if part) + ".json"


def _words(body: Any) -> str:
    texts = _texts(_last_said(body)) or _texts(body)
    words = re.sub(r"[^a-z0-9]+", "-", texts[0].lower()[:200]).strip("-") if texts else ""
    return words if len(words) <= LONGEST else words[:LONGEST].rpartition("-")[0] or words[:LONGEST]


def _last_said(body: Any) -> Any:
    """The request with what the user said last alone: instructions are the same for every recording of a program."""
    for name in CONVERSATIONS:
        if isinstance(body, dict) and isinstance(body.get(name), list):
            said = [each for each in body[name] if isinstance(each, dict) and each.get("role") == "user"]
            return {name: said[-1:]}
    return None


def _texts(body: Any) -> list[str]:
    return [text for path in QUESTIONS for text in values(body, path) if isinstance(text, str)]
