from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import understudy
from understudy.match import canonical, fingerprint, fingerprint_of, fingerprint_of_request
from understudy.model import Request
from understudy.testing import read_capture

SHARED = Path(__file__).parents[4] / "shared"
URL = "https://api.openai.com/v1/chat/completions"

RECORDED = {
    "seed": "seed/000_8f341f8ccc8ab710.txt",
    "completions": "10d6c5e40b605412566675be517b6e4952c1bce8cf0c0d3f0402606c092a6080",
    "gemini": "9a1d7374bdd6be65f54827c06dcd1127d030d9394b0142a69af346661d53ad3d",
    "anthropic": "715c164b66b51dc2180b05817b7cd2e6b307f44fd2c7a4cf564e30347da87746",
    "interactions": "2cb6caa89a82691b08f59f724d697f518e57b07818c26c8a78c972dab8f3a95c",
    "embeddings": "8300c751aa893dbbb4845ab65583e2c3a0b9c05b98a8c8e7b4f6e7126817f358",
    "chat": "1c9a58d5f9ba8c463ffdb9a7ba9d9aa54e468871af2e4c208c72152615d8c15f",
}
CAPTURED = {
    "cohere": "aimock/cohere-py7-aimock-chat.1",
    "bedrock": "aimock/boto3-aimock-converse.1",
    "ollama": "aimock/ollama-py-aimock-chat-stream.1",
    "tools": "aimock/anthropic-py2-aimock-tool-stream.1",
    "responses": "aimock/openai-agents-aimock-responses-stream.1",
    "image": "transformers-serve-vlm/openai-py3-vlm-image-data-url.1",
}


@pytest.fixture(params=[*RECORDED, *CAPTURED])
def real(request, shared):
    """A request that a client really sent."""
    if request.param in CAPTURED:
        sent = read_capture(shared / "captures" / CAPTURED[request.param]).request
        return Request(sent.method, f"http://upstream{sent.target}", (), sent.body)
    name = RECORDED[request.param]
    files = [shared / name] if "/" in name else list((shared / "recordings").rglob(f"{name}.json"))
    assert files, name
    found = understudy.load(files[0]).request
    assert isinstance(found, Request)
    return found


def mutations(value):
    """The value with one thing changed, at every place where one can be."""
    match value:
        case dict():
            yield {**value, "one-more": None}
            for key, inner in value.items():
                others = {name: other for name, other in value.items() if name != key}
                yield others
                yield {**others, f"{key}x": inner}
                yield from ({**value, key: changed} for changed in mutations(inner))
        case list():
            yield [*value, None]
            for at, inner in enumerate(value):
                yield value[:at] + value[at + 1 :]
                if value[at + 1 :] and value[at + 1] != inner:
                    yield [*value[:at], value[at + 1], inner, *value[at + 2 :]]
                yield from ([*value[:at], changed, *value[at + 1 :]] for changed in mutations(inner))
        case bool():
            yield from (not value, int(value), str(value), str(value).lower(), None)
        case int() | float():
            yield from (value + 1, -value - 1, str(value), value == 1, None)
        case str():
            yield from (f"{value}x", f" {value}", value.swapcase() + "'", [value], None)
        case None:
            yield from ("", 0, False, "null", [], {})


def test_what_only_begins_like_json_counts_with_its_content_type():
    """
    A body that is remembered by its bytes alone is JSON.
    """
    form = Request("POST", URL, (("content-type", "multipart/form-data; boundary=x"),), b"{--x")

    assert fingerprint_of_request(form) == fingerprint_of(canonical(form))


def test_any_single_change_is_another_request(real):
    """
    A request that differs from a recorded one in anything at all is a miss, never a guess.
    """
    body = json.loads(real.body)
    original = fingerprint(real.method, real.url, body)

    found = {json.dumps(each): fingerprint(real.method, real.url, each) for each in mutations(body)}

    assert original == fingerprint_of(canonical(real))
    assert len(found) > 10
    assert [each for each, print_ in found.items() if print_ == original] == []


def test_any_change_of_the_address_is_another_request(real):
    """
    Method, endpoint and query are part of what is asked.
    """
    path = urlsplit(real.url).path
    others = [
        Request("PUT", real.url, (), real.body),
        Request(real.method, real.url.replace(path, f"{path}x"), (), real.body),
        Request(real.method, real.url.replace(path, f"/team-7{path}"), (), real.body),
        Request(real.method, real.url + ("&" if "?" in real.url else "?") + "more=1", (), real.body),
        Request(real.method, real.url, (), b""),
    ]

    assert fingerprint_of(canonical(real)) not in {fingerprint_of(canonical(other)) for other in others}


def test_how_a_real_request_is_written_and_sent_is_no_meaning(real):
    """
    Key order, whitespace, number spelling, host, base path, credentials and headers change nothing.
    """
    body = json.loads(real.body, parse_int=float)
    backwards = json.dumps(reverse(body), indent=3).encode()
    parts = urlsplit(real.url)
    query = f"{parts.query}&key=s3cr3t" if parts.query else "api_key=s3cr3t"
    other = Request(real.method, f"http://u:p@[::1]:1{parts.path}?{query}", (("user-agent", "x"),), backwards)

    assert fingerprint_of(canonical(other)) == fingerprint_of(canonical(real))


def reverse(value):
    if isinstance(value, dict):
        return {key: reverse(value[key]) for key in reversed(value)}
    return [reverse(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["project_id", "prompt_cache_key"])
def test_who_pays_and_where_a_prompt_is_cached_may_differ(name):
    """
    These fields at the root of an OpenAI-shaped body are the only ones whose change is none.
    """
    body = {"model": "m", "messages": [], name: "a"}

    assert fingerprint("POST", URL, body) == fingerprint("POST", URL, {**body, name: "b"})
    assert fingerprint("POST", URL, body) == fingerprint("POST", URL, {"model": "m", "messages": []})


MESSAGES = "https://api.anthropic.com/v1/messages"
MCP = "https://weather.example/mcp"


@pytest.mark.parametrize(
    "url, one, other, is_same",
    [
        pytest.param(URL, {"user": "a"}, {"user": "b"}, False, id="user"),
        pytest.param(URL, {"safety_identifier": "a"}, {"safety_identifier": "b"}, False, id="safety-identifier"),
        pytest.param(URL, {"metadata": {"user_id": "a"}}, {"metadata": {"user_id": "b"}}, False, id="metadata"),
        pytest.param(MESSAGES, {"metadata": {"user_id": "a"}}, {"metadata": {"user_id": "b"}}, True, id="anthropic"),
        pytest.param(MESSAGES, {"metadata": {"team": "a"}}, {"metadata": {"team": "b"}}, False, id="anthropic-other"),
        pytest.param(
            MCP,
            {"id": 1, "params": {"_meta": {"traceparent": "00-1"}}},
            {"id": 1, "params": {"_meta": {"traceparent": "00-2"}}},
            True,
            id="mcp-trace",
        ),
        pytest.param(MCP, {"id": 1, "method": "ping"}, {"id": 2, "method": "ping"}, False, id="mcp-id"),
    ],
)
def test_who_is_asking(url, one, other, is_same):
    """
    What a caller chose counts; what a client makes up by itself, and no answer depends on, does not.
    """
    assert (fingerprint("POST", url, one) == fingerprint("POST", url, other)) is is_same


@pytest.mark.parametrize(
    "method, url, body, expected",
    [
        pytest.param(
            "POST",
            URL,
            {"model": "gpt-4o", "messages": [{"role": "user", "content": "Grüße 😀"}], "temperature": 0.7, "n": 1},
            "f1:74751662399e668f8471c98230bd93eb07a5ce212f56c3c6974f3654e594a0e3",
            id="json",
        ),
        pytest.param(
            "GET",
            "https://x/v1/models/gpt-4o?limit=20&after=ü&key=s",
            None,
            "f1:6c08aba4dd842a81a7ccb3afd073c30f46dab4fc7710ffed7e68b3a6cfb0a1a6",
            id="query",
        ),
        pytest.param(
            "POST",
            "https://x/files",
            b"\x00\xff",
            "f1:e60188fff870a30b05896388b018fef0c946eac546203cdfc1ad734657d28924",
            id="bytes",
        ),
    ],
)
def test_the_rule_never_changes(method, url, body, expected):
    """
    A store recorded today is found by every later version: another rule gets another number than f1.
    """
    assert fingerprint(method, url, body) == expected


def test_bytes_text_and_json_are_the_same_body():
    """
    Whoever computes a fingerprint by hand gives what is at hand.
    """
    body = {"a": ["ü", 1]}
    text = json.dumps(body)

    assert len({fingerprint("post", URL, each) for each in (body, text, text.encode())}) == 1
    assert fingerprint("POST", URL) == fingerprint("POST", URL, b"") != fingerprint("POST", URL, {})
    assert fingerprint("POST", URL, body).startswith("f1:")
    assert len(fingerprint("POST", URL, body)) == len("f1:") + 64
