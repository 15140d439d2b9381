from __future__ import annotations

import pytest

from understudy.wire.websocket import (
    BINARY,
    FROM_CLIENT,
    FROM_SERVER,
    TEXT,
    Message,
    closing,
    messages_of,
    render,
    shape,
)


@pytest.mark.parametrize(
    "raw, template, payload",
    [
        (b"<text 2\n{}\n", "<text {json}", b"{}"),
        (b">text 0\n\n", ">text {json}", b""),
        (b'<close 24\n{"code":1000,"reason":""}\n', None, b""),
        (b"<binary 3\n\xff\n\n\n", "<binary {json}", b"\xff\n\n"),
        (b"<text 02\n{}\n", None, b""),
        (b"=text 2\n{}\n", None, b""),
    ],
    ids=["json", "empty", "wrong-length", "binary", "zeros", "no-side"],
)
def test_a_template_says_who_and_what(raw, template, payload):
    """
    Side and kind; a length is that of the payload, also after an edit. What is damaged has none.
    """
    found = shape(raw)

    assert (found and (found.template, found.payload)) == (template and (template, payload))


@pytest.mark.parametrize("template", ["<text", "text {json}", "<voice {json}", "<text {json} ", "{json}"])
def test_a_template_that_is_none_is_refused(template):
    """
    It names what was expected.
    """
    with pytest.raises(ValueError, match="is no WebSocket message"):
        render(template, b"{}")


def test_an_end_has_its_code_and_reason():
    """
    As JSON, so that a person can read it.
    """
    assert closing(FROM_SERVER, 1008, "no é").raw() == '<close 30\n{"code":1008,"reason":"no é"}\n'.encode()


def test_what_is_cut_short_is_no_message():
    """
    A conversation that broke keeps what came whole.
    """
    first, second = Message(FROM_CLIENT, TEXT, b"a\nb"), Message(FROM_SERVER, BINARY, b"12345")

    assert messages_of(first.raw() + second.raw()[:-2]) == [first]
