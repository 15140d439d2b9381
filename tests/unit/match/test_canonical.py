from __future__ import annotations

import json

import pytest

from understudy.apis import SECRET_PARAMETERS
from understudy.match import canonical
from understudy.match.canonical import canonical_of_json
from understudy.model import Request

URL = "https://api.openai.com/v1/chat/completions"
BODY = b'{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":1}'


def asked(body=BODY, url=URL, *, method="POST", headers=()):
    return canonical(Request(method, url, headers, body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"temperature":1,"messages":[{"content":"hi","role":"user"}],"model":"m"}', id="key-order"),
        pytest.param(json.dumps(json.loads(BODY), indent=4).encode(), id="whitespace"),
        pytest.param(b"\r\n\t " + BODY + b"\n", id="whitespace-around"),
        pytest.param(BODY.replace(b":1}", b":1.0}"), id="1.0"),
        pytest.param(BODY.replace(b":1}", b":1e0}"), id="1e0"),
        pytest.param(BODY.replace(b":1}", b":0.1E+1}"), id="0.1E+1"),
        pytest.param(BODY.replace(b'"hi"', rb'"\u0068i"'), id="escapes"),
    ],
)
def test_how_json_is_written_is_no_meaning(body):
    """
    Two SDK versions that write the same JSON in other bytes ask the same.
    """
    assert asked(body) == asked()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/v1/chat/completions",
        "https://api.groq.com/openai/v1/chat/completions",
        "https://us-south.ml.cloud.ibm.com/ml/v1/chat/completions",
        "https://user:secret@api.openai.com/v1/chat/completions",
        f"{URL}?",
        f"{URL}?project_id=mine",
        *(f"{URL}?{name}=s3cr3t" for name in sorted(SECRET_PARAMETERS)),
        f"{URL}?API_KEY=s3cr3t&Key=1",
    ],
)
def test_where_an_api_is_and_who_asks_is_no_meaning(url):
    """
    Host, base path, credentials and the paying project are left out.
    """
    assert asked(url=url) == asked()


def test_headers_are_no_meaning():
    """
    What an SDK says of itself decides nothing.
    """
    headers = (("authorization", "Bearer k"), ("user-agent", "x"), ("x-stainless-retry-count", "1"))

    assert asked(headers=headers) == asked()


@pytest.mark.parametrize(
    "one, other",
    [
        pytest.param(b"1", b"true", id="number-and-true"),
        pytest.param(b"1", b'"1"', id="number-and-text"),
        pytest.param(b"0", b"false", id="zero-and-false"),
        pytest.param(b"0", b"null", id="zero-and-null"),
        pytest.param(b'{"a":null}', b"{}", id="null-and-absent"),
        pytest.param(b"[]", b"{}", id="list-and-object"),
        pytest.param(b"[1,2]", b"[2,1]", id="order-of-a-list"),
        pytest.param(b"0.1", b"0.10000000000000002", id="neighbouring-floats"),
        pytest.param(b"9007199254740992", b"9007199254740993", id="beyond-2^53"),
        pytest.param(b"9007199254740993.0", b"9007199254740992", id="beyond-2^53-as-float"),
        pytest.param(b'"a"', b'"A"', id="case"),
        pytest.param(b'"a"', b'"a "', id="space-in-text"),
        pytest.param('"ü"'.encode(), '"u\u0308"'.encode(), id="composed-and-decomposed"),
        pytest.param(rb'"\ud83d"', rb'"\ude00"', id="halves-of-a-pair"),
        pytest.param(b'"abc"', b"abc", id="json-and-bytes"),
        pytest.param(b"", b"null", id="nothing-and-null"),
        pytest.param(b"\xff", b"\xfe", id="bytes"),
    ],
)
def test_what_is_meaning(one, other):
    """
    Values that an API may answer differently are different requests.
    """
    assert asked(one) != asked(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("?a=1", ""),
        ("?a=1", "?a=2"),
        ("?a=", ""),
        ("?a=1&a=2", "?a=2"),
        ("?a=1&a=2", "?a=2&a=1"),
        ("?alt=sse", "?alt=json"),
    ],
)
def test_the_query_is_meaning(one, other):
    """
    Each parameter counts, and the order of equal ones.
    """
    assert asked(url=URL + one) != asked(url=URL + other)


def test_the_order_of_different_parameters_is_no_meaning():
    """
    Parameters are named; only those of one name are a list.
    """
    assert asked(url=f"{URL}?b=1&a=2&b=0") == asked(url=f"{URL}?a=2&b=1&b=0")


def test_other_segments_and_methods_are_meaning():
    """
    What is not a known base path is part of the question.
    """
    others = [
        asked(url="https://api.openai.com/team-7/v1/chat/completions"),
        asked(url="https://api.openai.com/v1/completions"),
        asked(url="https://x.openai.azure.com/openai/deployments/a/chat/completions"),
        asked(url="https://x.openai.azure.com/openai/deployments/b/chat/completions"),
        asked(method="PUT"),
    ]

    assert len({asked(), *others}) == 1 + len(others)


def test_whose_project_asks_is_left_out_at_the_root_only():
    """
    `project_id` says who pays for an OpenAI-shaped request; anywhere else it is a value like others.
    """
    with_project = json.dumps({**json.loads(BODY), "project_id": "p"}).encode()
    nested = json.dumps({**json.loads(BODY), "metadata": {"project_id": "p"}}).encode()
    elsewhere = "https://api.anthropic.com/v1/messages"

    assert asked(with_project) == asked()
    assert asked(nested) != asked()
    assert asked(with_project, elsewhere) != asked(url=elsewhere)


def multipart(boundary, content=b"RIFF", quote=""):
    parts = [b'content-disposition: form-data; name="model"\r\n\r\nwhisper-1']
    parts.append(b'content-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + content)
    delimiter = b"--" + boundary.encode()
    body = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"
    headers = (("Content-Type", f"multipart/form-data; boundary={quote}{boundary}{quote}"),)
    return asked(body, "https://api.openai.com/v1/audio/transcriptions", headers=headers)


def test_the_boundary_of_multipart_is_no_meaning():
    """
    The same parts are the same request, whatever stands between them this time.
    """
    assert multipart("8f3a") == multipart("0b77c") == multipart("x y", quote='"')


def test_the_parts_of_multipart_are_meaning():
    """
    Another file is another request, also where it holds the boundary's own letters.
    """
    assert multipart("8f3a", b"RIFF") != multipart("8f3a", b"RIFX")
    assert multipart("x", b"x") != multipart("z", b"boundary")


@pytest.mark.parametrize(
    "body", [b"[" * 20_000, b"[" * 20_000 + b"]" * 20_000, b"9" * 5000, b'{"a":', b"\xef\xbb\xbf{}"]
)
def test_a_body_that_is_no_readable_json_counts_by_its_bytes(body):
    """
    Too deep, too long, cut off or not UTF-8: every byte counts, and nothing fails.
    """
    assert asked(body) == asked(body)
    assert asked(body) != asked(body + b" ")


@pytest.mark.parametrize("body", [BODY, b"1", b'{"a":[1.5,null,"\\ud800"]}'])
def test_a_parsed_body_has_the_same_form(body):
    """
    The index, which parses files with the same decoder, and a live request agree.
    """
    from understudy.match import DECODER

    assert canonical_of_json("POST", URL, DECODER.decode(body.decode())) == asked(body)
