from __future__ import annotations

import time

import pytest

from understudy.wire.json_array import JsonArraySplitter, render, shape
from understudy.wire.shape import Shape

STREAMS = [
    pytest.param(b'[{"a":1}\n,\r\n{"a":2}\n]\n', [b'[{"a":1}', b'\n,\r\n{"a":2}'], b"\n]\n", id="gemini"),
    pytest.param(b" [ 1 , 2 ] ", [b" [ 1", b" , 2"], b" ] ", id="space-around"),
    pytest.param(b'["a","]","\\",[","\\\\"]', [b'["a"', b',"]"', b',"\\",["', b',"\\\\"'], b"]", id="strings"),
    pytest.param(b'[{"]}":"\\"}]"},[[],{}]]', [b'[{"]}":"\\"}]"}', b",[[],{}]"], b"]", id="nesting"),
    pytest.param(b"[-1.5e3,true,null]", [b"[-1.5e3", b",true", b",null"], b"]", id="scalars"),
    pytest.param(b"[tru", [], b"[tru", id="only-what-follows-ends-a-scalar"),
    pytest.param(b"[]", [], b"[]", id="empty-array"),
    pytest.param(b'[{"a":1},{"a"', [b'[{"a":1}'], b',{"a"', id="broken-off"),
    pytest.param(b'[{"a":1},', [b'[{"a":1}'], b",", id="broken-off-after-comma"),
    pytest.param(b'["\\', [], b'["\\', id="broken-off-within-escape"),
    pytest.param(b'{"error":{}}', [], b'{"error":{}}', id="no-array"),
    pytest.param(b"[{} {},{}]", [b"[{}"], b" {},{}]", id="comma-missing"),
    pytest.param(b"[{},,{}]", [b"[{}"], b",,{}]", id="element-missing"),
    pytest.param(b"[1]\n[2,3]", [b"[1"], b"]\n[2,3]", id="only-the-first-array-is-cut"),
    pytest.param(b'["\xff"]', [b'["\xff"'], b"]", id="not-UTF-8"),
    pytest.param(b"", [], b"", id="empty"),
]


@pytest.mark.parametrize(("stream", "frames", "rest"), STREAMS)
def test_a_stream_is_cut_after_each_element(in_pieces, stream, frames, rest):
    """
    The same bytes give the same elements however the network cuts them, and no byte is lost.
    """
    splitter = JsonArraySplitter()

    assert [frame for piece in in_pieces(stream) for frame in splitter.feed(piece)] == frames
    assert splitter.rest() == rest
    assert b"".join(frames) + rest == stream


def test_an_element_is_there_with_its_last_byte():
    """
    Nothing waits for the comma.
    """
    splitter = JsonArraySplitter()

    assert splitter.feed(b'[{"a":1') == []
    assert splitter.feed(b"}") == [b'[{"a":1}']


def test_a_long_element_takes_linear_time():
    """
    An element of many pieces is looked at once, not once for each piece.
    """
    splitter = JsonArraySplitter()
    started = time.process_time()

    splitter.feed(b'["')
    for _ in range(20_000):
        splitter.feed(b"x" * 500)

    assert splitter.feed(b'"')
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"[{}", Shape("[{json}", b"{}"), id="first"),
        pytest.param(b"\n,\r\n{}", Shape("\n,\r\n{json}", b"{}"), id="later"),
        pytest.param(b',{"a"', Shape(",{json}", b'{"a"'), id="broken-off"),
        pytest.param(b",[1]", Shape(",{json}", b"[1]"), id="array"),
        pytest.param(b"\n]\n", None, id="end"),
        pytest.param(b"[]", None, id="empty-array"),
        pytest.param(b", ", None, id="broken-off-after-comma"),
        pytest.param(b"{}", None, id="no-punctuation"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_the_shape_of_a_frame(raw, expected):
    """
    A frame is a template and a payload, which give the frame again.
    """
    found = shape(raw)

    assert found == expected
    assert found is None or render(found.template, found.payload) == raw
