"""Where canaries are planted: every way to spell one, every place of a request, of an answer and of a stream."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from understudy.model import Headers
from understudy.wire import eventstream

JSON = "application/json"


def spelt(canary: str) -> dict[str, str]:
    """Every spelling in a text, by its name."""
    content = canary.encode()
    return {
        "as it is": canary,
        "within a word": f"x{canary}x",
        "in JSON": json.dumps({"key": canary}),
        "in JSON in JSON": json.dumps({"arguments": json.dumps({"key": canary})}),
        "in JSON with escaped slashes": json.dumps({"key": canary}).replace("/", "\\/"),
        "in JSON in hexadecimal": '{"key":"' + "".join(_hexadecimal(letter) for letter in canary) + '"}',
        "in a URL": f"https://x.example/y?z={quote(canary, safe='')}",
        "in a path": f"https://x.example/{quote(canary)}/z",
        "in a form": f"a=b+c&key={quote_plus(canary)}",
        "in a URL in small letters": quote(canary, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
        "in base64 at 0": base64.b64encode(content + b" and more").decode(),
        "in base64 at 1": base64.b64encode(b"a" + content + b" and more").decode(),
        "in base64 at 2": base64.b64encode(b"ab" + content + b"more").decode(),
        "in base64 without padding": base64.b64encode(b"abcd" + content).decode().rstrip("="),
        "in base64 of bytes": base64.b64encode(bytes(range(200, 256)) + content + bytes(range(128, 200))).decode(),
        "in base64 for URLs": base64.urlsafe_b64encode(b"\xff\xfe?" + content + b"\xfb\xff?").decode(),
        "in base64 of JSON": base64.b64encode(json.dumps({"key": canary}).encode()).decode(),
        "in a data URL": "data:image/png;base64,"
        + base64.b64encode(b"\x89PNG\r\n" * 20 + content + bytes(90)).decode(),
        "in base64 in lines": "base64:\n" + base64.encodebytes(b"-" * 50 + content + b"-" * 50).decode(),
        "in a basic authorization": "Basic " + base64.b64encode(b"user:" + content).decode(),
    }


def _hexadecimal(letter: str) -> str:
    return letter if letter.isalnum() or letter in "-_." else f"\\u{ord(letter):04x}"


@dataclass(frozen=True)
class Asked:
    """A request's body."""

    positions: int
    headers: Headers
    body: bytes


def asked(canaries: list[str]) -> list[Asked]:
    """Bodies with every canary at every place of a request."""
    said = {f"{name} of {number}": text for number, each in enumerate(canaries) for name, text in spelt(each).items()}
    text = " | ".join(f"{name}: {value}" for name, value in said.items())
    body = {
        "model": "m-1",
        "messages": [{"role": "user", "content": text}],
        "input": text,
        "query": f"{canaries[0]} what is it",
        "contents": [{"parts": [{"text": text}, {"inlineData": {"data": said["in base64 of bytes of 0"]}}]}],
        "tools": [{"function": {"arguments": json.dumps({"key": text})}}],
        "metadata": {canaries[0]: "a name", canaries[1]: ["a name"]},
    }
    whole = json.dumps(body).encode()
    form = b"".join(
        b"--cut\r\n" + part + b"\r\n"
        for canary in canaries
        for part in (
            b'Content-Disposition: form-data; name="key"\r\n\r\n' + canary.encode(),
            f'Content-Disposition: form-data; name="f"; filename="{quote(canary)}.txt"\r\n\r\nx'.encode(),
            f'Content-Disposition: form-data; name="f"; filename="{canary}.png"\r\n\r\n'.encode()
            + b"\x89PNG\xff"
            + canary.encode(),
            b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(b"-" * 70 + canary.encode()),
        )
    )
    pairs = "&".join(f"a{number}={quote_plus(text)}" for number, text in enumerate(said.values()))
    return [
        Asked(len(said) * 4 + 3, (("content-type", JSON),), whole),
        Asked(len(said), (("content-type", JSON), ("content-encoding", "gzip")), gzip.compress(whole)),
        Asked(4 * len(canaries), (("content-type", "multipart/form-data; boundary=cut"),), form + b"--cut--\r\n"),
        Asked(len(said), (("content-type", "application/x-www-form-urlencoded"),), pairs.encode()),
        Asked(len(said), (("content-type", "application/octet-stream"),), b"\xff\xfe" + text.encode()),
    ]


@dataclass(frozen=True)
class Answered:
    """What an upstream answers."""

    name: str
    positions: int
    status: int
    headers: Headers
    body: bytes


def answered(canaries: list[str]) -> list[Answered]:
    """Answers with every canary at every place."""
    said = [text for canary in canaries for text in spelt(canary).values()]
    text = " | ".join(said)
    message = {"content": text, "tool_calls": [{"id": "call_1", "function": {"arguments": json.dumps({"k": text})}}]}
    whole = {"id": "a-1", "choices": [{"index": 0, "message": message}], canaries[0]: 1, "object": "x"}
    error = {"error": {"message": f"Incorrect API key provided: {text}", "code": canaries[1]}}
    headers = (
        ("location", f"https://x.example/{quote(canaries[0])}?q={quote(canaries[1])}&sig={quote(canaries[0])}"),
        ("content-disposition", f'attachment; filename="{canaries[0]}.png"'),
        ("www-authenticate", f"Bearer error={canaries[1]}"),
        ("x-request-id", canaries[0]),
        ("set-cookie", f"session={canaries[1]}"),
        ("x-other", canaries[1]),
    )
    cuts = [cut for canary in canaries for cut in _cuts(canary)]
    events = [_delta(piece) for cut in cuts for piece in cut]
    sse = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events) + b"data: [DONE]\n\n"
    odd = f"event: {canaries[0]}\nid: {canaries[1]}\n: {canaries[0]}\ndata: not JSON {text}\n\n".encode()
    lines = b"".join(json.dumps({"message": {"content": piece}}).encode() + b"\n" for cut in cuts for piece in cut)
    bedrock = b"".join(_bedrock(event) for event in events)
    plain = json.dumps(whole).encode()
    return [
        Answered("whole", 2 * len(said) + 1, 200, (("content-type", JSON),), plain),
        Answered("headers", len(headers), 200, (("content-type", JSON), *headers), b'{"id":"a-2"}'),
        Answered(
            "error", len(said) + 1, 401, (("content-type", JSON),), json.dumps(error, ensure_ascii=False).encode()
        ),
        Answered("error of text", len(said), 403, (("content-type", "text/plain"),), text.encode()),
        Answered(
            "gzip", 2 * len(said), 200, (("content-type", JSON), ("content-encoding", "gzip")), gzip.compress(plain)
        ),
        Answered(
            "sound", len(said), 200, (("content-type", "audio/mpeg"),), b"\xff\xfb\x90" + text.encode() + bytes(99)
        ),
        Answered("events", len(cuts), 200, (("content-type", "text/event-stream"),), sse),
        Answered("odd events", 3 + len(said), 200, (("content-type", "text/event-stream"),), odd),
        Answered("lines", len(cuts), 200, (("content-type", "application/x-ndjson"),), lines),
        Answered("event stream", len(cuts), 200, (("content-type", "application/vnd.amazon.eventstream"),), bedrock),
    ]


def _cuts(canary: str) -> list[list[str]]:
    """The canary cut in two at every place, in single letters, and its spellings in pieces of three."""
    halves = [[f"a {canary[:at]}", f"{canary[at:]} b"] for at in range(1, len(canary))]
    coded = base64.b64encode(b"a" + canary.encode() + b"z").decode()
    texts = (json.dumps({"key": canary}), quote(canary, safe=""), f" {coded} ")
    return [*halves, list(canary), *([text[at : at + 3] for at in range(0, len(text), 3)] for text in texts)]


def _delta(piece: str) -> dict[str, object]:
    call = {"index": 0, "function": {"arguments": piece}}
    return {"id": "a-3", "choices": [{"index": 0, "delta": {"content": piece, "tool_calls": [call]}}]}


def _bedrock(event: object) -> bytes:
    coded = base64.b64encode(json.dumps(event).encode()).decode()
    template = json.dumps([[":event-type", "chunk"], [":content-type", JSON], [":message-type", "event"]])
    return eventstream.render(template, json.dumps({"bytes": coded}).encode())
