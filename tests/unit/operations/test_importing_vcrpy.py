"""Suites that vcrpy has recorded replay through Understudy as they do through vcrpy, byte for byte."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections import Counter

import aiohttp
import brotli
import httpx
import httpx2
import pytest
import requests
import vcr

import understudy
from tests.clients.offline import offline
from understudy.operations.importing import import_cassettes
from understudy.testing import Answer, Upstream

COMPLETION = {"id": "chatcmpl-1", "created": 1_790_000_000, "choices": [{"message": {"content": "déjà vu ☕"}}]}
PLAIN = json.dumps(COMPLETION, ensure_ascii=False).encode()
EVENTS = [b'data: {"id":"chatcmpl-2","created":1}\n\n', b": ping\r\n\r\n", b"data: [DONE]\n\n"]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
JSON = {"content-type": "application/json", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}

ANSWERS = {
    "/v1/chat/completions": Answer.of(200, JSON | {"x-request-id": "r1"}, [PLAIN]),
    "/v1/sse": Answer.of(200, {"content-type": "text/event-stream"}, EVENTS, at_ms=(0, 5, 10)),
    "/v1/gzip": Answer.of(200, JSON | {"content-encoding": "gzip"}, [gzip.compress(PLAIN)]),
    "/v1/deflate": Answer.of(200, JSON | {"content-encoding": "deflate"}, [zlib.compress(PLAIN)], framing="length"),
    "/v1/br": Answer.of(200, JSON | {"content-encoding": "br"}, [brotli.compress(PLAIN)]),
    "/v1/picture": Answer.of(200, {"content-type": "image/png"}, [PNG], framing="length"),
    "/v1/not-found": Answer.of(404, JSON, [b'{"error": {"message":"no such model"}}']),
    "/v1/limited": Answer.of(429, JSON | {"retry-after": "0"}, [b'{"error":{}}']),
    "/v1/old": Answer.of(302, {"location": "/v1/new"}, [], framing="length"),
    "/v1/new": Answer.of(200, {"content-type": "text/plain; charset=utf-8"}, ["naïve ☕\r\n\x85\u2028\t".encode()]),
    "/v1/latin": Answer.of(200, {"content-type": "text/plain; charset=latin-1"}, [b"na\xefve"]),
    "/v1/nothing": Answer.of(204, {}, []),
    "/v1/empty": Answer.of(200, JSON, [], framing="length"),
    "/v1/odd": Answer.of(200, JSON, [b'{"a": 1.10,  "a": "\\/", "b":"\\u00e9"}\n\n']),
}
QUESTION = json.dumps({"model": "m", "messages": [{"role": "user", "content": "été? ☕"}]}, ensure_ascii=False).encode()
TEXT_ONLY = [path for path in ANSWERS if path not in ("/v1/gzip", "/v1/deflate", "/v1/br", "/v1/picture", "/v1/latin")]


def answerer():
    times = Counter()

    def answer(received):
        path = received.target.partition("?")[0]
        times[path] += 1
        return ANSWERS.get(path) or Answer.of(200, JSON, [b'{"time":%d}' % times[path]], framing="length")

    return answer


def through_httpx(library):
    def ask(url, paths):
        with library.Client(follow_redirects=True) as client:
            for path in paths:
                yield path, answer_of(client.post(url + path, content=QUESTION, headers=JSON))
            for _ in range(3):
                yield "poll", answer_of(client.get(f"{url}/v1/poll?after=a%20b&key=1"))
            with client.stream("POST", f"{url}/v1/sse", json={"stream": True}) as response:
                yield "stream", (response.status_code, b"".join(response.iter_bytes()))

    return ask


def through_requests(url, paths):
    with requests.Session() as client:
        for path in paths:
            yield path, answer_of(client.post(url + path, data=QUESTION, headers=JSON))
        for _ in range(3):
            yield "poll", answer_of(client.get(f"{url}/v1/poll?after=a%20b&key=1"))
        with client.post(f"{url}/v1/sse", json={"stream": True}, stream=True) as response:
            yield "stream", (response.status_code, b"".join(response.iter_content(7)))


def through_aiohttp(url, paths):
    async def ask():
        async with aiohttp.ClientSession() as client:
            for path in paths:
                # Its cassettes hold this as fields, and answers without their coding.
                async with client.post(url + path, json=json.loads(QUESTION)) as response:
                    yield path, (response.status, await response.read())
            for _ in range(3):
                async with client.get(f"{url}/v1/poll?after=a&key=1") as response:
                    yield "poll", (response.status, await response.read())

    async def all_of_it():
        return [each async for each in ask()]

    return asyncio.run(all_of_it())


def answer_of(response):
    return response.status_code, response.content


CLIENTS = {
    "httpx": through_httpx(httpx),
    "httpx2": through_httpx(httpx2),
    "requests": through_requests,
    "aiohttp": through_aiohttp,
}


def through_vcrpy(cassette, client, url, paths, mode="none", **settings):
    with vcr.VCR(record_mode=mode, match_on=["method", "uri", "body"]).use_cassette(str(cassette), **settings):
        return list(CLIENTS[client](url, paths))


@pytest.mark.parametrize(
    ("suffix", "paths", "settings"),
    [
        ("yaml", list(ANSWERS), {}),
        ("yaml", list(ANSWERS), {"decode_compressed_response": True}),
        ("json", TEXT_ONLY, {"serializer": "json"}),
    ],
    ids=["yaml", "decoded", "json"],
)
@pytest.mark.parametrize(
    ("client", "player"), [*zip(CLIENTS, CLIENTS, strict=True), ("requests", "httpx"), ("httpx", "requests")]
)
def test_a_suite_replays_as_before(client, player, suffix, paths, settings, tmp_path):
    """
    Through the client that it was recorded with and through others: JSON, streams, codings, pictures, errors,
    redirects, equal requests, other charsets, no body at all.
    """
    cassette, store = tmp_path / f"suite.{suffix}", tmp_path / "recordings"
    with Upstream(answerer()) as upstream:
        live = through_vcrpy(cassette, client, upstream.url, paths, "once", **settings)
    with offline():
        before = through_vcrpy(cassette, client, upstream.url, paths, **settings)

    result = import_cassettes([cassette], store)
    with offline(), understudy.use(store) as session:
        ours = list(CLIENTS[player](upstream.url, paths))

    assert result.not_imported == ()
    assert ours == before
    assert ours == live
    assert session.unused == ()


@pytest.mark.parametrize("client", ["httpx", "requests"])
def test_a_suite_as_pytest_recording_lays_it_out(client, tmp_path):
    """
    Two tests ask the same and were told different things; each is told its own again.
    """
    folder, store = tmp_path / "tests" / "cassettes" / "test_chat", tmp_path / "recordings"
    tests = ("test_one", "TestMore.test_two[gpt-4.1]")
    with Upstream(answerer()) as upstream:
        for test in tests:
            through_vcrpy(folder / f"{test}.yaml", client, upstream.url, ["/v1/chat/completions"], "once")
    before = {}
    for test in tests:
        with offline():
            before[test] = through_vcrpy(folder / f"{test}.yaml", client, upstream.url, ["/v1/chat/completions"])

    result = import_cassettes([tmp_path / "tests"], store, is_scope_from_name=True, root=tmp_path)

    assert (result.cassettes, result.not_imported, result.contested) == (2, (), ())
    scopes = ("tests/test_chat.py::test_one", "tests/test_chat.py::TestMore::test_two[gpt-4.1]")
    for test, scope in zip(tests, scopes, strict=True):
        with offline(), understudy.use(store, scope=scope):
            assert list(CLIENTS["httpx"](upstream.url, ["/v1/chat/completions"])) == before[test]
    assert before[tests[0]] != before[tests[1]]
