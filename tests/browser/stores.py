"""Stores for the browser: conversations of every kind, strangers' recordings, and many."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from understudy.match import fingerprint
from understudy.model import Mark, Request, Response
from understudy.store import Directory, Draft

URL = "https://api.openai.com/v1/chat/completions"
WORDS = (
    "Die Brücke steht seit 1883 und ist **1.825 m** lang.\n\n| Teil | Länge |\n|---|---|\n| Hauptfeld | 486 m |\n"
    "| Seitenfelder | 283 m |\n\nSo rechnet man es nach:\n\n```python\nspan = 486 + 2 * 283\nprint(span)  # 1052\n```\n"
)


def keep(store: Path, asked: Any, answer: bytes, *, content_type: str = "application/json", **more: Any) -> str:
    """Record an exchange; gives its name."""
    body = json.dumps(asked).encode()
    request = Request("POST", more.pop("url", URL), (("content-type", "application/json"),), body)
    marks = more.pop("marks", (Mark(0, 412),))
    response = Response(more.pop("status", 200), (("content-type", content_type),), answer, marks)
    draft = Draft(more.pop("scope", None), request, response, fingerprint("POST", request.url, body), 1, _date(more))
    return Directory(store).save(draft).entry.name


def _date(more: dict[str, Any]) -> str:
    return str(more.pop("recorded", "2026-11-22T12:00:00Z"))


def chat(question: Any, **more: Any) -> dict[str, Any]:
    """What is asked."""
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": question}], **more}


def whole(message: dict[str, Any] | str, usage: tuple[int, int] = (19, 7)) -> bytes:
    """An answer in one piece."""
    said = {"role": "assistant", "content": message} if isinstance(message, str) else message
    choice = {"index": 0, "message": said, "finish_reason": "stop"}
    counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return json.dumps({"id": "x", "model": "gpt-4o", "choices": [choice], "usage": counts}).encode()


def streamed(text: str, *, first_ms: int = 380, each_ms: int = 24, pause: int = 0) -> tuple[bytes, tuple[Mark, ...]]:
    """An answer in pieces of a word each, and when they came; after a third of them nothing for `pause` ms."""
    words = text.split(" ")
    pieces = [f"{word} " if at < len(words) - 1 else word for at, word in enumerate(words)]
    events = [{"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}]
    events += [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
    events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    events.append({"choices": [], "usage": {"prompt_tokens": 31, "completion_tokens": len(words)}})
    raws = [f"data: {json.dumps(event)}\n\n".encode() for event in events] + [b"data: [DONE]\n\n"]
    marks, offset, at_ms = [], 0, first_ms
    for number, raw in enumerate(raws):
        marks.append(Mark(offset, at_ms))
        offset += len(raw)
        at_ms += each_ms + number % 3 * 7 + (pause if number == len(raws) // 3 else 0)
    return b"".join(raws), tuple(marks)


def picture(colour: str = "teal", size: tuple[int, int] = (320, 200)) -> str:
    """A picture as a data URL."""
    kept = BytesIO()
    image = Image.new("RGB", size, colour)
    image.paste("white", (size[0] // 3, size[1] // 3, size[0] * 2 // 3, size[1] * 2 // 3))
    image.save(kept, "PNG")
    return "data:image/png;base64," + base64.b64encode(kept.getvalue()).decode()


def sound() -> str:
    """Half a second of silence as a WAV file, in base64."""
    import wave

    kept = BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(8000))
    return base64.b64encode(kept.getvalue()).decode()


def made(store: Path) -> dict[str, str]:
    """Recordings of every kind; their names by what they are."""
    body, marks = streamed(WORDS, pause=900)
    stream = {"stream": True, "temperature": 0.2, "stream_options": {"include_usage": True}}
    image = [{"type": "text", "text": "What is in the middle?"}, {"type": "image_url", "image_url": {"url": picture()}}]
    audio = [{"type": "input_audio", "input_audio": {"data": sound(), "format": "wav"}}]
    called = {"id": "call_1", "type": "function", "function": {"name": "find_hotel", "arguments": '{"town": "Oslo"}'}}
    tools = {
        "model": "gpt-4o",
        "messages": [
            {"role": "system", "content": "You book hotels."},
            {"role": "user", "content": "A hotel in Oslo, please."},
            {"role": "assistant", "content": None, "tool_calls": [called]},
            {"role": "tool", "tool_call_id": "call_1", "content": '{"hotel": "Grims Grenka", "price": 1450}'},
        ],
        "tools": [{"type": "function", "function": {"name": "find_hotel"}}],
    }
    thought = {"role": "assistant", "reasoning_content": "Let me count the spans.", "content": "Two of them."}
    events = {"content_type": "text/event-stream"}
    other, later = streamed(WORDS.replace("1883", "1884").replace("486 m", "487 m"), first_ms=250, each_ms=18)
    return {
        "json": keep(store, chat("List two bridges as JSON."), whole('{"bridges": [{"name": "Brooklyn", "m": 486}]}')),
        "thought": keep(store, chat("How many spans?"), whole(thought)),
        "error": keep(store, chat("Too fast"), b'{"error": {"message": "Rate limit reached"}}', status=429),
        "sound": keep(store, chat(audio), whole("Silence.")),
        "tools": keep(store, tools, whole("The Grims Grenka has a room."), scope="tests/test_hotels.py::test_books"),
        "picture": keep(store, chat(image), whole("A white field.", (765, 4))),
        "other": keep(store, chat("How long is the bridge?", **stream, seed=2), other, marks=later, **events),
        "stream": keep(store, chat("How long is the bridge?", **stream), body, marks=marks, **events),
    }


HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'><svg onload='window.hacked = 3'></svg>"
    "[click](javascript:window.hacked=4) ![picture](https://evil.example/x.png) <a href='https://evil.example'>x</a>"
    "\n\n<iframe src='https://evil.example'></iframe>\n\n```<script>\nwindow.hacked = 5\n```\n\n"
    "[out](https://evil.example/ \"x' onmouseover='window.hacked=6\") {{ 7 * 7 }} {% raw %}"
)
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='parent.hacked=7;window.hacked=7'><script>hacked=8</script></svg>"


def hostile(store: Path) -> dict[str, str]:
    """What a stranger may have written; names by what they are."""
    svg = "data:image/svg+xml;base64," + base64.b64encode(SVG.encode()).decode()
    html = base64.b64encode(b"<html><script>window.hacked = 9</script></html>" + b" " * 64).decode()
    content = [
        {"type": "text", "text": HOSTILE},
        {"type": "image_url", "image_url": {"url": svg}},
        {"type": "image_url", "image_url": {"url": "https://evil.example/pixel.png"}},
        {"type": "file", "file": {"file_data": f"data:text/html;base64,{html}", "filename": "<script>x</script>"}},
    ]
    deep = "> " * 2000 + "x\n\n" + "*_" * 5000 + "[" * 5000 + "\n\n" + "`" * 3000
    nested: Any = "x"
    for _ in range(150):
        nested = {"a": [nested]}
    names = {
        "texts": keep(store, chat(content), whole(HOSTILE), scope="<script>window.hacked=10</script>"),
        "huge": keep(store, chat("huge"), whole("long word " * 200_000)),
        "deep": keep(store, chat(deep), whole(json.dumps(nested))),
        "frames": keep(
            store,
            chat("frames"),
            b"data: {}\n\n" * 6_000,
            content_type="text/event-stream",
            marks=tuple(Mark(10 * number, number) for number in range(6_000)),
        ),
        "surrogates": keep(store, chat("half \ud83d a pair"), whole("\udc00 \x1b[31m \u202e")),
    }
    (store / "<img src=x onerror=alert(1)>.json").write_text('{"request": {\n', "utf-8")
    return names


def many(store: Path, count: int) -> None:
    """As many recordings as are wanted, which differ in their numbers."""
    name = keep(store, chat("question number 00000"), whole("answer number 00000"))
    text = (store / name).read_text("utf-8")
    for number in range(1, count):
        (store / f"number-{number:05}.json").write_text(text.replace("number 00000", f"number {number:05}"), "utf-8")
