"""`operations/transcript.py`: a conversation as lines."""

from __future__ import annotations

import pytest

from understudy.operations.conversation import Media, Other, Reasoning, Text, ToolCall, ToolResult, Turn, Vectors
from understudy.operations.transcript import transcript


@pytest.mark.parametrize(
    "part, lines",
    [
        (Text("one\ntwo"), ["one", "two"]),
        (Reasoning("hm"), ["(thinks) hm"]),
        (ToolCall("add", {"a": 1}, "call_1"), ["calls add", "{", '  "a": 1', "}"]),
        (ToolCall("add", "not\nJSON"), ["calls add", "not", "JSON"]),
        (ToolResult("add", (Text("3"),)), ["result of add", "3"]),
        (ToolResult("", (Text("3"),)), ["result", "3"]),
        (Media("picture", "", "image/png", 68), ["[picture image/png 68 bytes]"]),
        (Media("file", "a.pdf"), ["[file a.pdf]"]),
        (Vectors(2, 1536), ["2 vectors of 1536 numbers"]),
        (Other([1, "é"]), ["[", "  1,", '  "é"', "]"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_part_has_its_lines(part, lines):
    """
    After who said it.
    """
    assert transcript([Turn("user", (part,))]) == ["user:", *lines]


def test_a_turn_says_why_it_ended():
    """
    Where it is known.
    """
    assert transcript([Turn("user", ()), Turn("assistant", (Text("x"),), "length")]) == [
        "user:",
        "assistant (length):",
        "x",
    ]
