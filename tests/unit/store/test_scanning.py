"""What still holds a secret is not written."""

from __future__ import annotations

import base64
import json

import pytest

from understudy.errors import SecretLeft
from understudy.redact import Finder, Guard, parse_allowed
from understudy.redact.library import RULES, rules
from understudy.redact.shapes import SHAPES, shaped_in
from understudy.store.scanning import check, left_in

# Put together here, so that nobody's scanner takes this file for a leak.
OPENAI = "sk-" + "proj-4fX9aQz7Lm8gY2bRw6Np" + "T3BlbkFJ" + "1aZ3cSv5Mq7hU9dTe2Kf"
AWS = "AK" + "IA4X7QZLM2B3C5D6EF"


def document(content, *frames):
    request = {"method": "POST", "url": "https://x.example/v1/y", "body": {"messages": [{"content": content}]}}
    body = [
        {"__type__": "json", "__data__": {"choices": [{"index": 0, "delta": {"content": each}}]}} for each in frames
    ]
    return {"request": request, "response": {"body": body, "is_streaming": True}}


def checked(whole, media=None, guard=None):
    check(whole, media or {}, json.dumps(whole, ensure_ascii=False).encode(), guard)


@pytest.mark.parametrize(
    ("whole", "path", "what"),
    [
        (document(f"use {OPENAI}!"), "request.body.messages[0].content", "an OpenAI key"),
        (document("a", "b", f"it is {AWS}"), "response.body[1].__data__.choices[0].delta.content", "an AWS access key"),
        (
            document("a", AWS[:9], AWS[9:]),
            "response.body[0].__data__.choices[0].delta.content",
            "an AWS access key, cut",
        ),
        (
            document(base64.b64encode(b"-" * 40 + AWS.encode() + b" ").decode()),
            "request.body.",
            "an AWS access key, in base64",
        ),
        ({**document("a"), "test_id": f"test[{AWS}]"}, "test_id", "an AWS access key"),
        (document({AWS: 1}), "request.body.messages[0].content (name 1)", "an AWS access key"),
    ],
    ids=["whole", "in a frame", "cut over frames", "in base64", "scope", "name"],
)
def test_a_shape_is_refused(whole, path, what):
    """
    The error names where it stands and what it looks like, never what it is; and says what to do.
    """
    with pytest.raises(SecretLeft) as refused:
        checked(whole)

    said = str(refused.value)
    assert said.startswith(f"not recorded: {path}")
    assert what in said
    assert "allow-secrets = [" in said
    assert not any(part in said for part in (OPENAI, AWS, AWS[4:], AWS[:9]))


def test_media_are_looked_at():
    """
    A picture may have a key in what it says of itself.
    """
    with pytest.raises(SecretLeft, match=r"media/a\.png would hold an AWS access key"):
        checked(document("a"), {"a.png": b"\x89PNG\xff" + AWS.encode() + b"\x00"})


def test_so_is_a_known_value():
    """
    However it got there.
    """
    guard = Guard(Finder(["a1b2c3d4e5"]), (("a1b2c3d4e5", "secret:acme-key"),))

    with pytest.raises(SecretLeft, match="would hold the value of acme-key"):
        checked(
            document(base64.b64encode(base64.b64encode(b"it is a1b2c3d4e5, so it is, and more of it")).decode()),
            guard=guard,
        )


@pytest.mark.parametrize(
    "allowed",
    ["request.body.messages.*.content", "request.body", {"pattern": "^AKIA4X7"}, {"path": "request"}],
)
def test_what_is_allowed_is_written(allowed):
    """
    By its path, or any above it, or by what it is.
    """
    checked(document(AWS), guard=Guard(allowed=parse_allowed([allowed])))


@pytest.mark.parametrize("allowed", ["request.body.messages.*.name", "request.bod", {"pattern": "^sk-"}])
def test_and_nothing_else_is(allowed):
    """
    A rule for one place is none for another.
    """
    with pytest.raises(SecretLeft):
        checked(document(AWS), guard=Guard(allowed=parse_allowed([allowed])))


@pytest.mark.parametrize(
    "text",
    [
        "AK" + "IAIOSFODNN7EXAMPLE",
        "sk-" + "x" * 40,
        "sk-proj-<secret:openai-key:1>",
        "a task-0123456789abcdef0123456789abcdef",
        "begin with sk- and AKIA",
        "-----BEGIN PRIVATE KEY-----",
        "Bearer <redacted>",
        "chatcmpl-9aZ3cSv5Mq7hU9dTe2Kf1aZ3cSv5Mq7hU",
    ],
)
def test_examples_and_ids_pass(text):
    """
    What documentations write, and what only speaks of keys.
    """
    checked(document(text))


def test_every_recording_that_there_is_passes(shared):
    """
    A scanner that finds a credential in an id or in base64 would be switched off.
    """
    files = [path for path in shared.rglob("*") if path.is_file() and ".git" not in path.parts]
    texts = {
        str(path): path.read_bytes().decode("latin-1")
        for path in files
        if path.suffix in (".json", ".http", ".txt", ".sse")
    }
    found = {name: [each.name for each in Guard().left_in(text)] for name, text in texts.items()}

    assert len(found) > 200
    assert {name: what for name, what in found.items() if what} == {}


def test_every_shape_has_its_anchor():
    """
    By which it is looked for: a pattern that can do without would never be tried.
    """
    assert all(shape.name.startswith(("a ", "an ")) for shape in SHAPES)
    assert list(shaped_in(" ".join(shape.anchor for shape in SHAPES))) == []


def test_the_rules_of_the_library_are_there():
    """
    Where it is installed, each of the names is one of its own.
    """
    if not rules():
        pytest.skip("needs the extra `scan`")

    assert len(rules()) >= len(RULES)


def test_a_clean_recording_has_nothing_left():
    """
    And what is left is told, each with its path.
    """
    assert list(left_in(document("a", "b", "c"), {})) == []
