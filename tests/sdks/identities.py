"""Real requests of many APIs, and every place in them where something can be changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import openai

import understudy
from understudy.apis import recognise
from understudy.match import medium_in
from understudy.model import Headers, Request
from understudy.testing import Answer, Received, Upstream, read_capture

RECORDINGS = {
    "chat": "responses/recordings/7cdd854c05600b09c0064746cf1600c251381a278d1b47794157e9ec8cf098e2",
    "completions": "inference/recordings/c03bc36fc4c19495050b64122ffa310f812e2ab2aa32f5e01ad0ac9b7ae046e2",
    "messages": "messages/recordings/52925d8df69e53718e5d4aab54fbbf79e51f2731a07ecb332d5d2dd82810d2e5",
    "gemini": "responses/recordings/61242192ddf27bfe66ea029c5c37f3f458d87226dda4661d6792b8242694cd70",
    "interactions": "interactions/recordings/fef710c8afb8c89a5486e1dafbc191f4c30223d31b86e981b3cd9092f99ac321",
    "embeddings": "responses/recordings/b7ef0d5af249422e1dc3e9bfef00e32126ee0dbddeab4de34f0a59a4be088b6f",
}
CAPTURES = {
    "picture": "transformers-serve-vlm/openai-py3-vlm-image-data-url.1",
    "responses": "aimock/openai-agents-aimock-responses-stream.1",
    "bedrock": "aimock/boto3-aimock-converse.1",
    "ollama": "aimock/ollama-py-aimock-chat-stream.1",
    "cohere": "aimock/cohere-py7-aimock-chat.1",
    "files": "aimock/openai-py3-aimock-file-upload-multipart.1",
}
SOUND = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0"


def _image(url: str) -> None:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        client.images.generate(model="gpt-image-1", prompt="A lighthouse.", n=2, size="1024x1024")


def _audio(url: str) -> None:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="none", max_retries=0) as client:
        client.audio.transcriptions.create(
            file=("a.wav", SOUND, "audio/wav"), model="whisper-1", language="de", timestamp_granularities=["word"]
        )


def _generic(url: str) -> None:
    asked = {"query": "public AI teams", "filters": [{"year": 2026}, {"open": True}], "cursor": None}
    httpx.post(f"{url}/v3/indexes/teams/search?top_k=3&lang=en", json=asked).raise_for_status()


SENT = {"images": _image, "audio": _audio, "generic": _generic}
"""Of these APIs there is no recording: a client asks."""

ALL = (*RECORDINGS, *CAPTURES, *SENT)


@cache
def request_of(name: str, shared: Path) -> Request:
    """What a client really asked."""
    if name in RECORDINGS:
        found = understudy.load(shared / "recordings" / f"{RECORDINGS[name]}.json").request
        assert isinstance(found, Request)
        return found
    received = read_capture(shared / "captures" / CAPTURES[name]).request if name in CAPTURES else _received(name)
    headers: Headers = tuple((key.lower(), value) for key, value in received.headers if key.lower() == "content-type")
    return Request(received.method, f"http://127.0.0.1:1{received.target}", headers, received.body)


def _received(name: str) -> Received:
    answer = Answer.of(200, {"content-type": "application/json"}, [b'{"data": [], "text": ""}'], framing="length")
    with Upstream([answer]) as upstream:
        SENT[name](upstream.url)
        return upstream.received[0]


@dataclass(frozen=True)
class Change:
    """A request with one thing changed."""

    what: str
    path: str
    """Where a miss has to say that it differs."""

    request: Request


def changes(request: Request) -> Iterator[Change]:
    """Every one: of the method, the path, the query, and the body, part by part."""
    yield Change("method", "(method)", replace(request, method="PUT"))
    yield from _of_the_path(request)
    yield from _of_the_query(request)
    if parts := parts_of(request):
        yield from _of_the_form(request, parts)
    else:
        for what, path, body in _of_json(json.loads(request.body), ""):
            if path.partition(".")[0] not in identity(request):
                yield Change(what, path, replace(request, body=json.dumps(body).encode()))


def identity(request: Request) -> tuple[str, ...]:
    """Fields that say who asks, and never count."""
    return recognise(request.method, urlsplit(request.url).path).profile.identity


def _of_the_path(request: Request) -> Iterator[Change]:
    recognised = recognise(request.method, urlsplit(request.url).path)
    parts = urlsplit(request.url)
    for at, segment in enumerate(recognised.endpoint.split("/")):
        if not segment:
            continue
        first, colon, method = segment.partition(":")
        path = "model" if recognised.model and first == recognised.model else "(path)"
        start = parts.path.rindex(segment)
        other = f"{parts.path[:start]}{first}x{colon}{method}{parts.path[start + len(segment) :]}"
        yield Change(f"segment {at}", path, replace(request, url=parts._replace(path=other).geturl()))


def _of_the_query(request: Request) -> Iterator[Change]:
    parts = urlsplit(request.url)
    pairs = parse_qsl(parts.query)

    def asked(changed: list[tuple[str, str]]) -> Request:
        return replace(request, url=parts._replace(query=urlencode(changed)).geturl())

    yield Change("added", "?one-more", asked([*pairs, ("one-more", "1")]))
    for at, (name, value) in enumerate(pairs):
        yield Change("changed", f"?{name}", asked([*pairs[:at], (name, f"{value}x"), *pairs[at + 1 :]]))
        yield Change("removed", f"?{name}", asked([*pairs[:at], *pairs[at + 1 :]]))


def _of_json(value: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    match value:
        case dict():
            yield "added", f"{path}.one-more".lstrip("."), {**value, "one-more": 1}
            for key, entry in value.items():
                inner = f"{path}.{key}".lstrip(".")
                yield "removed", inner, {name: other for name, other in value.items() if name != key}
                for what, where, changed in _of_json(entry, inner):
                    yield what, where, {**value, key: changed}
        case list():
            yield "added", f"{path}[{len(value)}]", [*value, "one-more"]
            for at, entry in enumerate(value):
                yield "removed", f"{path}[{at}]", [*value[:at], *value[at + 1 :]]
                for what, where, changed in _of_json(entry, f"{path}[{at}]"):
                    yield what, where, [*value[:at], changed, *value[at + 1 :]]
        case _:
            yield "changed", path, another(value)


def another(value: Any) -> Any:
    """A value that means something else; of a medium, one with other bytes."""
    match value:
        case str() if medium_in(value):
            middle = len(value) // 2
            return value[:middle] + ("B" if value[middle] == "A" else "A") + value[middle + 1 :]
        case str():
            return f"{value}!"
        case bool():
            return not value
        case None:
            return 1
    return value + 1


def parts_of(request: Request) -> list[bytes]:
    """Of a form, each with its head; none of anything else."""
    boundary = _boundary(request)
    return request.body.split(b"--" + boundary)[1:-1] if boundary else []


def _boundary(request: Request) -> bytes:
    found = re.search(r"boundary=(\S+)", request.header("content-type") or "")
    return found[1].encode() if found else b""


def form(request: Request, parts: list[bytes]) -> Request:
    """The request with these parts."""
    delimiter = b"--" + _boundary(request)
    return replace(request, body=b"".join(delimiter + part for part in parts) + delimiter + b"--\r\n")


def _of_the_form(request: Request, parts: list[bytes]) -> Iterator[Change]:
    more = b'\r\nContent-Disposition: form-data; name="one-more"\r\n\r\n1\r\n'
    yield Change("added", "one-more", form(request, [*parts, more]))
    for at, part in enumerate(parts):
        name = re.search(rb'name="([^"]+)"', part)[1].decode()
        yield Change("removed", name, form(request, [*parts[:at], *parts[at + 1 :]]))
        changed = part.removesuffix(b"\r\n") + b"!\r\n"
        yield Change("changed", name, form(request, [*parts[:at], changed, *parts[at + 1 :]]))
