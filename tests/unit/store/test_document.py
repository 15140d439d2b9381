from __future__ import annotations

import json

import pytest

from understudy.errors import RecordingUnreadable
from understudy.store.document import format_of, parsed, wrong_kind

GOOD = {"test_id": None, "request": {}, "response": {}}
LAID_OUT = json.dumps(GOOD, indent=2)


def refused(text, name="chats/hello.json"):
    with pytest.raises(RecordingUnreadable) as caught:
        format_of(parsed(text, name), name)
    return str(caught.value)


@pytest.mark.parametrize(
    "name, text",
    [
        ("cut-short", LAID_OUT[:40]),
        ("cut-short-in-a-text", '{\n  "request": {\n    "method": "PO'),
        ("empty", ""),
        ("not-json", LAID_OUT.replace('"request":', "request:")),
        ("conflict", LAID_OUT.replace('  "request"', '<<<<<<< HEAD\n  "request"')),
        ("too-deep", "[" * 20_000 + "]" * 20_000),
        ("no-object", "[]"),
        ("no-request", '{"response": {}}'),
        ("no-response", '{"request": {}}'),
        ("another-kind-of-response", '{"request": {}, "response": []}'),
        ("odd-scope", json.dumps({**GOOD, "test_id": 7})),
        ("newer", json.dumps({**GOOD, "understudy": {"format": 3}})),
    ],
)
def test_a_file_that_is_no_recording_says_so(name, text, golden):
    """
    The text names the file, the line where there is one, what was expected and found, and the way out.
    """
    golden(f"store/document-{name}.txt", refused(text))


@pytest.mark.parametrize("number", [0, 3, -1, 2.5, 1.0, True, "2", None, [2]])
def test_a_format_that_this_version_does_not_know_is_refused(number):
    """
    A file is never read by the rules of another format.
    """
    first = refused(json.dumps({**GOOD, "understudy": {"format": number}})).splitlines()[0]

    assert first == (
        f"chats/hello.json: not a recording for this version: expected format 2 or older, found {number!r}"
    )


@pytest.mark.parametrize("own, number", [({}, 1), ({"understudy": None}, 1), ({"understudy": {"format": 2}}, 2)])
def test_the_format_of_a_document(own, number):
    """
    A file without our key has format 1.
    """
    assert format_of(parsed(json.dumps({**GOOD, **own}), "x"), "x") == number


def test_every_strict_prefix_of_a_recording_is_refused():
    """
    However early the write of a file broke off, the rest is never taken for a recording.
    """
    text = json.dumps({**GOOD, "request": {"a": "b\\\n\u00fc", "c": [True, None, -1.5e3]}}, indent=2)

    assert all(refused(text[:end]).startswith("chats/hello.json: ") for end in range(len(text)))


def test_something_of_another_kind_has_one_text(golden):
    """
    An edit that Python stumbles over is told in the words of the file, with the way out.
    """
    error = AttributeError("'list' object has no attribute 'items'")

    golden("store/document-wrong-kind.txt", str(wrong_kind("chats/hello.json", error)))
