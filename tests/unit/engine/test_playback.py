from __future__ import annotations

import pytest

from understudy.engine import playback_of
from understudy.model import ClosedByClient, Mark, Recording, Request, Response

JSON = (("Content-Type", "application/json"),)


def played(response, *, method="POST", is_streaming=False):
    request = Request(method, "https://x/y")
    return playback_of(
        Recording("a.json", None, request, response, (), is_streaming, "generic", "/y", "", "", ("f1:x",))
    )


def test_a_playback_is_the_recorded_answer():
    """
    Status, headers, chunks, their times and the ending are those of the recording.
    """
    response = Response(429, JSON, b"abc", (Mark(0, 5), Mark(2, 9)), ClosedByClient(3))

    playback = played(response, is_streaming=True)

    assert (playback.name, playback.status, playback.headers) == ("a.json", 429, JSON)
    assert playback.raw_headers == ((b"Content-Type", b"application/json"),)
    assert (playback.chunks, playback.at_ms, playback.ended) == ((b"ab", b"c"), (5, 9), ClosedByClient(3))
    assert (playback.is_streaming, playback.size) == (True, 3)


@pytest.mark.parametrize(
    "response, chunks, at_ms",
    [
        (Response(200, JSON, b"abc"), (b"abc",), (0,)),
        (Response(200, JSON, b"abc", (Mark(0, 7),)), (b"abc",), (7,)),
        (Response(200, JSON), (), ()),
    ],
)
def test_each_chunk_has_its_time(response, chunks, at_ms):
    """
    Where nobody knows when a body came, it comes at once.
    """
    playback = played(response)

    assert (playback.chunks, playback.at_ms) == (chunks, at_ms)


@pytest.mark.parametrize(
    "response, how, length",
    [
        pytest.param(Response(200, JSON, b"abc"), {}, "3", id="whole"),
        pytest.param(Response(200, JSON), {}, "0", id="empty"),
        pytest.param(Response(200, (*JSON, ("Content-Length", "9")), b"abc"), {}, "9", id="recorded"),
        pytest.param(Response(200, JSON, b"abc"), {"is_streaming": True}, None, id="stream"),
        pytest.param(Response(200, JSON), {"method": "HEAD"}, None, id="HEAD"),
        pytest.param(Response(204), {}, None, id="204"),
        pytest.param(Response(304), {}, None, id="304"),
    ],
)
def test_the_length_of_an_answer(response, how, length):
    """
    A whole body says how long it is; a stream does not, nor does an answer that must not.
    """
    lengths = [value for name, value in played(response, **how).headers if name.lower() == "content-length"]

    assert lengths == ([] if length is None else [length])


def test_playbacks_are_equal_to_themselves_alone():
    """
    What a door makes of one can be kept beside it.
    """
    response = Response(200, JSON, b"abc")

    assert played(response) != played(response)
