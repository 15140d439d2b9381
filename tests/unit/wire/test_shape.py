from __future__ import annotations

import pytest

from understudy.wire.shape import Shape, around, fill, trimmed


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"{}", Shape("{json}", b"{}"), id="nothing-around"),
        pytest.param(b"{}\r\n", Shape("{json}\r\n", b"{}"), id="line-end"),
        pytest.param(b" \t{} \n", Shape(" \t{json} \n", b"{}"), id="all-of-JSON's-whitespace"),
        pytest.param(b"{ }\x0c", Shape("{json}", b"{ }\x0c"), id="form-feed-is-not-JSON's"),
        pytest.param(b"\xff\xfb\n", Shape("{json}\n", b"\xff\xfb"), id="payload-need-not-be-text"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b" \r\n", None, id="blank"),
    ],
)
def test_a_payload_is_told_from_the_whitespace_around_it(raw, expected):
    """
    What is around the payload goes into the template, the payload stays as it is.
    """
    shape = trimmed(raw)

    assert shape == expected
    assert shape is None or fill(shape.template, shape.payload) == raw


@pytest.mark.parametrize("before", [b"\xff", b"event: {json}\ndata: "], ids=["not-utf-8", "holds-the-place"])
def test_what_a_template_cannot_say_has_no_shape(before):
    """
    A template is UTF-8 text with one place for the payload, or there is none.
    """
    assert around(before, b"1", b"") is None
    assert around(b"", b"1", before) is None


def test_a_payload_may_hold_the_place_itself():
    """
    Only the text around a payload must be free of `{json}`.
    """
    shape = around(b"data: ", b'"{json}"', b"\n\n")

    assert shape == Shape("data: {json}\n\n", b'"{json}"')
    assert fill(shape.template, shape.payload) == b'data: "{json}"\n\n'


@pytest.mark.parametrize("template", ["", "data: \n\n", "{json}{json}"])
def test_a_template_without_exactly_one_place_is_refused(template):
    """
    A template that somebody edited never loses or doubles a payload.
    """
    with pytest.raises(ValueError, match="expected 1"):
        fill(template, b"1")
