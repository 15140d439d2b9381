"""What a builder of a hostile store is: a function that puts it into a folder, and what readers owe it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Build = Callable[[Path], None]

MARKER = "canary-7d1f"
"""Stands in every file that lies outside of the store: whoever shows it has read one."""

WHOLE = "HOSTILE_WHOLE"
"""Set in the environment, everything is tried: every reader on what is heavy, too."""

EVERY: dict[str, Builder] = {}


@dataclass(frozen=True, slots=True)
class Builder:
    """A hostile store."""

    name: str
    build: Build
    is_refused: bool
    """Whether a session has to refuse it; else it may as well be read as what it is."""

    is_cassette: bool
    is_heavy: bool
    """Whether it costs seconds by its very size: one reader tries it, and all where everything is tried."""


def hostile(*, refused: bool, cassette: bool = False, heavy: bool = False) -> Callable[[Build], Build]:
    """Take a builder into the corpus, under its own name."""

    def taken(build: Build) -> Build:
        name = build.__name__.removeprefix("_").replace("_", "-")
        EVERY[name] = Builder(name, build, refused, cassette, heavy)
        return build

    return taken


def recording(**changes: Any) -> dict[str, Any]:
    """A good recording, with changes at dotted paths: `response__wire={…}`."""
    document: dict[str, Any] = {
        "test_id": None,
        "request": {
            "method": "POST",
            "url": "https://api.openai.com/v1/chat/completions",
            "headers": {},
            "body": {"model": "m", "messages": [{"role": "user", "content": "hi"}]},
            "endpoint": "/v1/chat/completions",
            "model": "m",
        },
        "response": {
            "body": {"__type__": "openai.types.chat.ChatCompletion", "__data__": {"id": "rec-1", "choices": []}},
            "is_streaming": False,
            "status": 200,
            "headers": {"content-type": "application/json"},
            "wire": {"framing": "whole", "style": "compact", "frame": "{json}"},
            "ended": "complete",
            "marks": "5@0",
        },
        "id_normalization_mapping": {},
        "understudy": {"format": 2, "fingerprint": "f1:0", "sequence": 1},
    }
    for path, value in changes.items():
        *above, last = path.split("__")
        inner = document
        for key in above:
            inner = inner[key]
        inner[last] = value
    return document


def write(store: Path, document: Any, name: str = "bad.json") -> Path:
    """Put a document, a text or bytes there."""
    path = store / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(document, (dict, list)):
        document = json.dumps(document, indent=2)
    path.write_bytes(document if isinstance(document, bytes) else document.encode("utf-8", "surrogatepass"))
    return path


def outside(store: Path) -> Path:
    """A folder that no reader of the store has any business in, with a good recording that nobody may read."""
    folder = store.parent / "outside"
    if not folder.exists():
        write(folder, recording(request__body=MARKER), "secret.json")
    return folder
