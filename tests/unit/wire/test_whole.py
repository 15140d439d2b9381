from __future__ import annotations

import pytest

from understudy.wire.shape import Shape
from understudy.wire.whole import WholeSplitter, render, shape


@pytest.mark.parametrize("body", [b"", b"{}", b'{"a": 1}\n\n{"b": 2}\n', b"\x00\xff" * 1000])
def test_a_body_is_one_rest(in_pieces, body):
    """
    Nothing is cut and nothing is lost, whatever the body holds.
    """
    splitter = WholeSplitter()

    assert [frame for piece in in_pieces(body) for frame in splitter.feed(piece)] == []
    assert splitter.rest() == body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b'{"a": 1}', Shape("{json}", b'{"a": 1}'), id="JSON"),
        pytest.param(b'{\n  "a": 1\n}\n', Shape("{json}\n", b'{\n  "a": 1\n}'), id="final-line-end"),
        pytest.param(b"ID3\x04\xff\x00", Shape("{json}", b"ID3\x04\xff\x00"), id="audio"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"\n", None, id="blank"),
    ],
)
def test_the_shape_of_a_body(body, expected):
    """
    A body is a template and a payload, which give the body again.
    """
    found = shape(body)

    assert found == expected
    assert found is None or render(found.template, found.payload) == body
