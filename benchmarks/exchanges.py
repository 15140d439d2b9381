"""What is asked and answered in every benchmark: the demo's streamed chat, in as many variants as are wanted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

BASE_URL = "http://127.0.0.1:9/v1"
"""Nobody listens there: a request that a recorder does not answer fails, and never leaves the machine."""

URL = f"{BASE_URL}/chat/completions"
REQUEST_HEADERS = {"content-type": "application/json"}
RESPONSE_HEADERS = {"content-type": "text/event-stream; charset=utf-8"}
FIRST = "number 00000"
DEMO = Path(__file__).parents[1] / "src" / "understudy" / "demo" / "recordings"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer."""

    arguments: dict[str, Any]
    """For the SDK."""

    request_body: bytes
    chunks: tuple[bytes, ...]
    """The answer as it arrives, an event each."""

    text: str
    """What the SDK makes of the answer."""

    @property
    def response_body(self) -> bytes:
        """The answer in one piece."""
        return b"".join(self.chunks)


def exchange(number: int) -> Exchange:
    """The variant of this number: question and answer end in `number 00042`."""
    request, chunks, text = _demo()
    name = f"number {number:05}"
    body = request.replace(FIRST, name)
    return Exchange(
        json.loads(body),
        body.encode(),
        tuple(chunk.replace(FIRST.encode(), name.encode()) for chunk in chunks),
        text.replace(FIRST, name),
    )


def exchanges(count: int) -> list[Exchange]:
    """The first variants."""
    return [exchange(number) for number in range(count)]


@cache
def _demo() -> tuple[str, tuple[bytes, ...], str]:
    """Request, chunks and text of the demo's recording, marked with a number. Read without any recorder's help."""
    recording = json.loads(min(DEMO.glob("*.json")).read_text("utf-8"))
    asked, frames = recording["request"]["body"], [frame["__data__"] for frame in recording["response"]["body"]]
    asked["messages"][0]["content"][0]["text"] += f" {FIRST}"
    deltas = [frame["choices"][0]["delta"] for frame in frames]
    last = max(number for number, delta in enumerate(deltas) if delta["content"])
    deltas[last]["content"] += f" {FIRST}"
    events = [*map(_compact, frames), "[DONE]"]
    text = "".join(delta["content"] or "" for delta in deltas)
    return _compact(asked), tuple(f"data: {event}\n\n".encode() for event in events), text


def _compact(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)
