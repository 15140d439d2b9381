"""Every exchange of the wire captures through the HTTP door: recorded from its own bytes and reads, and replayed."""

from __future__ import annotations

import itertools
import json
import math
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import SHARED
from understudy.model import Keep, Mode
from understudy.proxy import ServeSettings, serving
from understudy.store import Directory
from understudy.testing import Answer, Upstream, read_capture
from understudy.testing.http1 import decode_chunked, is_chunked, parse_head
from understudy.testing.received import parse_request

WITH_ERRORS = Keep(errors=True)
INDEX = SHARED / "captures" / "index.json"
FILES = [entry["file"] for entry in json.loads(INDEX.read_text())] if INDEX.is_file() else []
OURS = {"host", "content-length", "transfer-encoding", "connection"}

# A capture in hundreds of reads took its server a minute; here each read follows the one before at once.
LONG = 200


def answered(address, received, scope=""):
    """Status, pieces of the body as they were framed, and whether it had an end; raw, without a client."""
    parts = urlsplit(address)
    headers = [pair for pair in received.headers if pair[0].lower() not in OURS]
    lines = [f"{received.method} {parts.path}{received.target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    lines += [f"x-case: {scope}", f"x-understudy-scope: {scope}"]
    lines += [f"{name}: {value}" for name, value in headers] + [f"Content-Length: {len(received.body)}", "", ""]
    raw = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1") + received.body)
        with suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                raw += piece
    head, found, body = raw.partition(b"\r\n\r\n")
    if not found:
        return None, (), False
    line, fields = parse_head(head)
    status = int(line.split()[1])
    if is_chunked(fields):
        pieces, is_whole = decode_chunked(body)
        return status, pieces, is_whole
    length = {name.lower(): value for name, value in fields}.get("content-length")
    return status, (body,), length is not None and int(length) == len(body)


@pytest.fixture(scope="module")
def exchanges(tmp_path_factory):
    """By file: the capture, the exchange live while it was recorded, as it is played, and its recording."""
    captures = {file: read_capture(SHARED / "captures" / file) for file in FILES}

    def answer(received):
        capture = captures[received.header("x-case")]
        return capture.answer(speed=math.inf if len(capture.reads) > LONG else 20)

    store = tmp_path_factory.mktemp("recordings")
    with (
        Upstream(answer) as upstream,
        serving(
            ServeSettings(store, Mode.RECORD, upstreams={"generic": upstream.url}, stable_ids=False, keeps=WITH_ERRORS)
        ) as address,
    ):
        live = {file: answered(f"{address}/generic", capture.request, file) for file, capture in captures.items()}
    recordings = {entry.scope: Directory(store).load(entry.name) for entry in Directory(store).entries()}
    with serving(ServeSettings(store)) as address:
        again = {file: answered(f"{address}/generic", capture.request, file) for file, capture in captures.items()}
    return {file: (capture, live[file], again[file], recordings[file]) for file, capture in captures.items()}


@pytest.mark.parametrize("file", FILES or [pytest.param("", marks=pytest.mark.skip("needs ../shared"))])
def test_a_captured_exchange_is_the_same_on_replay(file, exchanges):
    """
    Status, bytes, and the cuts between chunks; one that broke breaks there again.
    """
    capture, live, again, recording = exchanges[file]

    if recording.response.status is None:
        # Nothing came back: live, the client was told so in a 502 of ours; on replay it is cut off as we were.
        assert again == (None, (), False)
    elif "content-encoding" in {name.lower() for name, _ in capture.headers}:
        # Recorded without its coding: what a client decodes is the same, the raw pieces are not.
        assert (again[0], b"".join(again[1]), again[2]) == (live[0], recording.response.body, live[2])
    else:
        assert again == live


@settings(max_examples=10, deadline=None)
@given(cuts=st.sets(st.integers(1, 130), max_size=8))
def test_a_stream_cut_anywhere_is_replayed_with_its_cuts(cuts, tmp_path_factory):
    """
    A boundary within a frame, a line or a character is a boundary again.
    """
    body = b"".join(b'data: {"choices":[{"delta":{"content":"%s"}}]}\n\n' % word.encode() for word in ("Grüße", "日本"))
    body += b"data: [DONE]\n\n"
    edges = [0, *sorted(cut for cut in cuts if cut < len(body)), len(body)]
    pieces = [body[start:end] for start, end in itertools.pairwise(edges)]
    answer = Answer.of(200, {"content-type": "text/event-stream"}, pieces, at_ms=[3 * i for i in range(len(pieces))])
    question = question_of(b'{"model":"m","messages":[],"stream":true}')

    store = tmp_path_factory.mktemp("store")
    with (
        Upstream([answer]) as upstream,
        serving(
            ServeSettings(store, Mode.RECORD, upstreams={"generic": upstream.url}, stable_ids=False, keeps=WITH_ERRORS)
        ) as address,
    ):
        live = answered(f"{address}/generic", question)
    with serving(ServeSettings(store)) as address:
        again = answered(f"{address}/generic", question)

    assert live == again == (200, tuple(pieces), True)


def question_of(body):
    """A request for a chat completion, as an upstream receives it."""
    head = b"POST /v1/chat/completions HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return parse_request(head % len(body) + body)
