"""A client cannot tell whether its answer was known: bytes, order and counts are those of the long way."""

from __future__ import annotations

import json
import re
import socket
from contextlib import suppress

import httpx
import pytest

import understudy
from understudy.engine import Repeat
from understudy.model import parse_faults
from understudy.proxy import ServeSettings, serving
from understudy.testing import Answer, Upstream

JSON = {"content-type": "application/json"}


def body_of(text):
    return json.dumps({"model": "m", "messages": [{"role": "user", "content": text}]}).encode()


def request_of(text, *lines, body=None, path="/v1/chat/completions", method="POST"):
    """The bytes of a request on the wire."""
    body = body_of(text) if body is None else body
    head = [f"{method} {path} HTTP/1.1", "host: x", "content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*head, *lines, "", ""]).encode() + body


class Wire:
    """A connection, byte for byte."""

    opened = []

    def __init__(self, address):
        host, port = address.removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=5)
        self.opened.append(self.socket)

    def ask(self, *requests, size=None):
        """Send all at once, or in pieces, and read as many answers."""
        content = b"".join(requests)
        for at in range(0, len(content), size or len(content)):
            self.socket.sendall(content[at : at + (size or len(content))])
        return [self.read() for _ in requests]

    def read(self):
        answer = b""
        while not (found := re.match(rb".*?\r\ncontent-length: (\d+)\r\n(?:.*?\r\n)?\r\n", answer, re.DOTALL)) or len(
            answer
        ) < found.end() + int(found[1]):
            piece = self.socket.recv(1)
            if not piece:
                return answer
            answer += piece
        return answer


@pytest.fixture(autouse=True)
def closed():
    """Ends the connections of a test."""
    yield
    while Wire.opened:
        Wire.opened.pop().close()


@pytest.fixture
def recorded(store):
    """A store with answers to `a` and `b`, and two to `twice`."""
    numbers = iter(range(1, 100))

    def answer(request):
        return Answer.of(200, JSON, [b'{"answer": %d}' % next(numbers)])

    with Upstream(answer) as upstream, understudy.use(store, "record", stable_ids=False):
        for text in ("a", "b", "twice", "twice"):
            httpx.post(f"{upstream.url}/v1/chat/completions", content=body_of(text), headers=JSON)
    return store


@pytest.fixture
def last(recorded, served):
    """The address of a server whose last answer repeats."""
    return served(repeat=Repeat.LAST)


def answered(answer):
    return json.loads(answer.partition(b"\r\n\r\n")[2])["answer"]


def health(address):
    return httpx.get(f"{address}/_understudy/health").json()


def test_the_second_answer_is_the_first_to_the_byte(last):
    """
    Head and body, on one connection and on another; each is counted.
    """
    wire = Wire(last)

    (first,) = wire.ask(request_of("a"))

    assert {first} == {*wire.ask(request_of("a")), *Wire(last).ask(request_of("a"))}
    assert answered(first) == 1
    assert health(last)["played"] == 3


@pytest.mark.parametrize("size", [1, 7, 300, None], ids=["1B", "7B", "300B", "whole"])
def test_requests_in_a_row_are_answered_in_order(last, size):
    """
    Known ones never overtake others (RFC 9112, 9.3.2), however the network cuts them.
    """
    Wire(last).ask(request_of("a"))

    answers = Wire(last).ask(*map(request_of, "abxba"), size=size)

    assert [answer[9:12] for answer in answers] == [b"200", b"200", b"404", b"200", b"200"]
    assert [answered(answers[number]) for number in (0, 1, 3, 4)] == [1, 2, 2, 1]


def test_the_first_answers_come_in_turn(last):
    """
    Before the last one repeats, each is played.
    """
    assert [answered(answer) for answer in Wire(last).ask(*[request_of("twice")] * 4)] == [3, 4, 4, 4]


def test_what_does_not_repeat_is_never_known(recorded, served):
    """
    Once it has answered, there is none.
    """
    wire = Wire(served())

    assert [answer[9:12] for answer in wire.ask(*[request_of("a")] * 2)] == [b"200", b"404"]


def test_a_cycle_of_several_goes_on(recorded, served):
    """
    One of a single recording is known; one of two is not.
    """
    wire = Wire(served(repeat=Repeat.CYCLE))

    assert [answered(answer) for answer in wire.ask(*[request_of("twice")] * 5)] == [3, 4, 3, 4, 3]
    assert [answered(answer) for answer in wire.ask(*[request_of("a")] * 3)] == [1, 1, 1]


def test_a_header_of_ours_is_always_heard(last):
    """
    A scope, or a fault, of a request whose answer is known otherwise.
    """
    wire = Wire(last)
    wire.ask(request_of("a"))

    (broken,) = wire.ask(request_of("a", "x-understudy-fault: status=503"))

    assert broken[9:12] == b"503"
    assert answered(*wire.ask(request_of("a"))) == 1


def test_faults_by_chance_are_never_passed_by(recorded, served):
    """
    Where some answers go wrong, none is known.
    """
    wire = Wire(served(repeat=Repeat.LAST, faults=parse_faults("status=503:0.5")))

    statuses = {answer[9:12] for answer in wire.ask(*[request_of("a")] * 40)}

    assert statuses == {b"200", b"503"}


def test_who_needs_a_key_needs_it_each_time(recorded, served, monkeypatch):
    """
    Nobody gets an answer because somebody else was let in.
    """
    monkeypatch.setenv("DOOR_KEY", "open sesame")
    wire = Wire(served(repeat=Repeat.LAST, inbound_key="DOOR_KEY"))
    key = "x-understudy-key: open sesame"

    assert [answer[9:12] for answer in wire.ask(request_of("a", key), request_of("a"))] == [b"200", b"401"]


def test_a_client_that_closes_is_closed(last):
    """
    As HTTP/1.0 and `connection: close` want it.
    """
    Wire(last).ask(request_of("a"))
    closing = Wire(last)

    (answer,) = closing.ask(request_of("a", "connection: close"))

    assert b"connection: close" in answer
    assert closing.socket.recv(1) == b""


def test_a_client_that_asks_before_it_sends_is_told_to_go_on(last):
    """
    `expect: 100-continue` (RFC 9110, 10.1.1), also where the answer would be known.
    """
    Wire(last).ask(request_of("a"))
    wire, request = Wire(last), request_of("a", "expect: 100-continue")
    head, body = request[: -len(body_of("a"))], body_of("a")

    wire.socket.sendall(head)

    assert wire.socket.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    wire.socket.sendall(body)
    assert answered(wire.read()) == 1


def test_a_long_request_goes_its_way(last):
    """
    One that nobody would keep back is read as it comes.
    """
    (answer,) = Wire(last).ask(request_of("a" * 3_000_000), size=100_000)

    assert answer[9:12] == b"404"


def test_no_json_counts_with_its_type(store, served):
    """
    The same bytes are another request under another type.
    """
    form, kind = b"--b\r\n\r\nz\r\n--b--", "multipart/x; boundary=b"

    def ask(address, kind):
        return httpx.post(f"{address}/x", content=form, headers={"content-type": kind}).status_code

    with Upstream(lambda request: Answer.of(200, JSON, [b"{}"])) as upstream, understudy.use(store, "record"):
        ask(upstream.url, kind)
    address = served(repeat=Repeat.LAST)

    assert [ask(address, each) for each in (kind, kind, "text/plain")] == [200, 200, 404]


def test_a_server_that_stops_ends_a_request_that_is_half_there(recorded):
    """
    It is told, and nobody waits for it for ever.
    """
    with serving(ServeSettings(recorded, repeat=Repeat.LAST, grace_s=0)) as address:
        wire = Wire(address)
        wire.socket.sendall(request_of("a")[:-5])

    with suppress(ConnectionResetError):
        assert wire.socket.recv(1) == b""
