from __future__ import annotations

import gzip
import zlib

import pytest

from tests.codings import br, raw_deflate, zstd
from understudy.apis import PROFILES, profile_named
from understudy.engine import Capture
from understudy.model import ClosedByClient, Complete, Failed, FailureKind, Mark, Response

SSE = (("content-type", "text/event-stream"),)
STREAM = b"data: one\n\ndata: two\n\n"


def captured(*steps, profile="openai-chat", headers=SSE):
    """What is kept of a capture that was told these steps; None if nothing is."""
    kept, released = [], []
    capture = Capture(
        profile_named(profile), lambda response, write: kept.append(response), lambda: released.append(True)
    )
    if headers is not None:
        capture.head(200, headers)
    for step in steps:
        step(capture)
    assert len(kept) + len(released) == 1
    return kept[0] if kept else None


def chunks(*contents):
    return lambda capture: [capture.chunk(content, 10 * at) for at, content in enumerate(contents, start=1)]


def complete(capture):
    capture.complete()


def closed(capture):
    capture.closed_by_client()


def failed(capture):
    capture.failed(FailureKind.READ_TIMEOUT, "too slow")


def test_an_answer_is_taken_down_as_it_came():
    """
    Status, headers, body, and where and when each chunk began.
    """
    assert captured(chunks(b"ab", b"", b"cde"), complete) == Response(
        200, SSE, b"abcde", (Mark(0, 10), Mark(2, 30)), Complete()
    )


@pytest.mark.parametrize(
    "end, ended",
    [
        (complete, Complete()),
        (closed, ClosedByClient(len(STREAM))),
        (failed, Failed(FailureKind.READ_TIMEOUT, "too slow", len(STREAM))),
    ],
)
def test_how_an_answer_ends(end, ended):
    """
    An answer says whether it is whole, and if not, who broke it off and where. What comes after is not heard.
    """
    found = captured(chunks(STREAM), end, complete, closed, failed, chunks(b"more"), lambda capture: capture.discard())

    assert found == Response(200, SSE, STREAM, (Mark(0, 10),), ended)


def test_a_failure_before_any_answer_is_kept():
    """
    A refused connection is an exchange: it replays as one.
    """
    assert captured(failed, headers=None) == Response(None, ended=Failed(FailureKind.READ_TIMEOUT, "too slow", 0))


@pytest.mark.parametrize("end", [closed, lambda capture: capture.discard()])
def test_nothing_is_kept_of_a_request_without_an_answer(end):
    """
    Where our side left before anything came there is nothing to replay, and its place is free again.
    """
    assert captured(end, closed, headers=None) is None


def test_a_capture_that_is_thrown_away_was_closed_by_the_client():
    """
    Nothing that arrived is lost because somebody forgot to say so.
    """
    kept = []
    capture = Capture(profile_named("openai-chat"), lambda response, write: kept.append(response))
    capture.head(200, SSE)
    capture.chunk(STREAM, 10)

    del capture

    assert [response.ended for response in kept] == [ClosedByClient(len(STREAM))]


def test_a_capture_without_a_keeper_holds_nothing():
    """
    In live mode nothing is kept, and nothing fails.
    """
    capture = Capture(profile_named("openai-chat"))
    capture.head(200, SSE)
    capture.chunk(b"x" * 1000, 1)
    capture.complete()
    capture.closed_by_client()


LAST = [
    ("openai-chat", b"data: {}\n\ndata: [DONE]\n\n", True),
    ("openai-chat", b"data: {}\n\ndata:[DONE]\n\n", True),
    ("openai-chat", b"data: {}\n\n", False),
    ("openai-chat", b"data: {}\n\ndata: [DONE]", False),
    ("openai-chat", b'data: {"text":"data: [DONE]"}\n\n', False),
    ("openai-completions", b"data: [DONE]\n\n", True),
    ("openai-responses", b"event: response.completed\ndata: {}\n\n", True),
    ("openai-responses", b"event: response.failed\ndata: {}\n\n", True),
    ("openai-responses", b"event: response.incomplete\ndata: {}\n\n", True),
    ("openai-responses", b"event: response.created\ndata: {}\n\n", False),
    ("anthropic-messages", b'event: message_stop\ndata: {"type":"message_stop"}\n\n', True),
    ("anthropic-messages", b"event: message_delta\ndata: {}\n\n", False),
    ("cohere-chat", b"event: message-end\ndata: {}\n\n", True),
    ("cohere-chat", b"event: content-end\ndata: {}\n\n", False),
    ("mistral-fim", b"data: [DONE]\n\n", True),
    ("gemini-interactions", b"event: done\ndata: [DONE]\n\n", True),
    ("generic", b"data: [DONE]\n\n", False),
]


@pytest.mark.parametrize("profile, body, is_complete", LAST)
def test_a_client_that_leaves_after_the_last_frame_had_everything(profile, body, is_complete):
    """
    SDKs leave at `[DONE]` or at their API's own last event, or a moment later: both are the same recording.
    """
    ended = captured(chunks(body[:5], body[5:]), closed, profile=profile).ended

    assert ended == (Complete() if is_complete else ClosedByClient(len(body)))


def test_every_last_frame_is_in_the_table():
    """
    The table above knows each frame that a profile calls its last.
    """
    tried = {(profile, body.rpartition(b"\n\n")[0].rpartition(b"\n\n")[2]) for profile, body, yes in LAST if yes}

    for profile in PROFILES:
        for last in profile.last_frames:
            assert any(body.startswith(last) for _, body in tried), (profile.name, last)


@pytest.mark.parametrize(
    "length, body, ended",
    [
        ("4", b"abcd", Complete()),
        ("5", b"abcd", ClosedByClient(4)),
        ("many", b"abcd", ClosedByClient(4)),
        ("0", b"", Complete()),
    ],
)
def test_a_client_that_leaves_after_the_announced_length_had_everything(length, body, ended):
    """
    Whether a client reads the end itself is a race; the headers say what was due.
    """
    headers = (("Content-Type", "application/json"), ("Content-Length", length))

    assert captured(chunks(body), closed, headers=headers).ended == ended


@pytest.mark.parametrize(
    "coding, encode",
    [
        pytest.param("gzip", gzip.compress, id="gzip"),
        pytest.param("deflate", zlib.compress, id="deflate"),
        pytest.param("deflate", raw_deflate, id="deflate-raw"),
        pytest.param("br", br, id="br"),
        pytest.param("zstd", zstd, id="zstd"),
        pytest.param("zstd, gzip", lambda plain: gzip.compress(zstd(plain)), id="two"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_compressed_body_is_kept_as_what_it_says(coding, encode, size):
    """
    Whatever the coding and however it was cut: the body is readable, its coding noted, its header gone, no chunk empty.
    """
    coded = encode(STREAM)
    pieces = [coded[at : at + size] for at in range(0, len(coded), size)]

    found = captured(chunks(*pieces), complete, headers=(*SSE, ("Content-Encoding", coding)))

    assert (found.body, found.headers, found.coding, found.ended) == (STREAM, SSE, coding, Complete())
    assert b"".join(found.chunks()) == STREAM
    assert all(found.chunks())


def test_chunks_of_a_compressed_stream_keep_their_times():
    """
    What a flushed piece said came when that piece came.
    """
    compress = zlib.compressobj(wbits=31)
    pieces = [
        compress.compress(part) + compress.flush(zlib.Z_SYNC_FLUSH) for part in (b"data: one\n\n", b"data: two\n\n")
    ]

    found = captured(chunks(*pieces, compress.flush()), complete, headers=(*SSE, ("content-encoding", "gzip")))

    assert found.marks == (Mark(0, 10), Mark(11, 20))


def test_a_compressed_body_that_broke_off_is_kept_as_far_as_it_says_something():
    """
    Half a compressed stream is half a stream.
    """
    compress = zlib.compressobj(wbits=31)
    coded = compress.compress(STREAM) + compress.flush(zlib.Z_SYNC_FLUSH)

    found = captured(chunks(coded), failed, headers=(*SSE, ("content-encoding", "gzip")))

    assert (found.body, found.ended) == (STREAM, Failed(FailureKind.READ_TIMEOUT, "too slow", len(STREAM)))


@pytest.mark.parametrize(
    "coding, content",
    [
        pytest.param("gzip", b"not gzip at all", id="damaged"),
        pytest.param("gzip", gzip.compress(STREAM)[:-6] + b"\0" * 6, id="damaged-at-the-end"),
        pytest.param("lzma-of-2031", STREAM, id="unknown"),
    ],
)
def test_what_cannot_be_decoded_stays_as_it_came(coding, content):
    """
    Bytes, chunks and the header that says how to read them: a replay is byte for byte.
    """
    headers = (*SSE, ("content-encoding", coding))

    found = captured(chunks(content[:3], content[3:]), complete, headers=headers)

    assert found == Response(200, headers, content, (Mark(0, 10), Mark(3, 20)), Complete())


def test_a_compressed_body_is_whole_by_its_length_on_the_wire():
    """
    The announced length is that of the compressed bytes.
    """
    coded = gzip.compress(STREAM * 100)
    headers = (*SSE, ("content-encoding", "gzip"), ("content-length", str(len(coded))))

    assert captured(chunks(coded), closed, headers=headers, profile="generic").ended == Complete()
    assert captured(chunks(coded[:-1]), closed, headers=headers, profile="generic").ended == ClosedByClient(
        len(STREAM) * 100
    )
