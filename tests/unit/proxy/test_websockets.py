"""`proxy/websockets/`: conversations that end early, and those that never begin."""

from __future__ import annotations

import http
import json
import socket
import threading

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.sync.server import serve

from understudy.match import fingerprint_of_request
from understudy.model import Complete, Failed, Keep, Mark, Mode, Request, Response
from understudy.store import Directory, Draft
from understudy.wire.websocket import CLOSE, FROM_SERVER, MEDIA_TYPE, Message


@pytest.fixture
def upstream():
    """Starts servers that talk as they are told; gives their addresses."""
    servers = []

    def start(talk, **settings):
        server = serve(talk, "127.0.0.1", 0, **settings)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.socket.getsockname()[1]}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()


@pytest.fixture
def twice(served, recording):
    """Addresses of a server that records from this upstream, and then of one that replays."""

    def addresses(url, **more):
        yield address_of(served(Mode.RECORD, upstreams={"openai": url}, **more))
        recording()
        yield address_of(served())

    return addresses


@pytest.fixture
def recording(store, eventually):
    """The one recording, once it is there."""

    def read():
        eventually(lambda: store.exists() and list(store.glob("*.json")))
        directory = Directory(store)
        (entry,) = directory.entries()
        return directory.load(entry.name)

    return read


def address_of(served):
    return served.replace("http", "ws", 1) + "/openai/v1/realtime?model=m"


def hello_and(then):
    def talk(connection):
        connection.send('{"type": "hello"}')
        then(connection)

    return talk


def test_an_end_by_the_server_is_replayed_with_its_code(twice, upstream):
    """
    The reason as well; a sound is a binary message and stays one.
    """

    def talk(connection):
        connection.send(b"\x00\xff")
        connection.close(4001, "enough")

    ended = []
    for address in twice(upstream(talk)):
        with connect(address) as connection:
            assert connection.recv() == b"\x00\xff"
            with pytest.raises(ConnectionClosed) as closed:
                connection.recv()
        ended.append((closed.value.rcvd.code, closed.value.rcvd.reason))

    assert ended == [(4001, "enough")] * 2


def end_of(address):
    """The code with which a conversation ends after its first message."""
    with connect(address) as connection:
        connection.recv()
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv()
    return closed.value.rcvd.code


def test_an_upstream_that_breaks_is_recorded_as_broken(twice, upstream, recording):
    """
    Where that is asked for. The client is told that something went wrong, live and in replay.
    """
    broken = upstream(hello_and(lambda connection: connection.socket.shutdown(socket.SHUT_RDWR)))

    assert [end_of(address) for address in twice(broken, keeps=Keep(errors=True))] == [1011, 1011]
    assert isinstance(recording().response.ended, Failed)


def test_a_client_that_leaves_has_recorded_what_was_said(served, upstream, recording):
    """
    Without a word or with one: that conversation is complete.
    """
    url = upstream(hello_and(lambda connection: list(connection)))

    with connect(address_of(served(Mode.RECORD, upstreams={"openai": url}))) as connection:
        connection.recv()
        connection.send("bye")

    assert recording().response.ended == Complete()
    with connect(address_of(served())) as connection:
        assert json.loads(connection.recv()) == {"type": "hello"}
        connection.send("bye")


def test_a_refusal_is_an_answer_like_any_other(twice, upstream):
    """
    With its status and its text, from the upstream and from the recording.
    """

    def refuse(connection, request):
        return connection.respond(http.HTTPStatus.UNAUTHORIZED, '{"error": "who are you?"}')

    url = upstream(lambda connection: None, process_request=refuse)
    said = []
    for address in twice(url):
        with pytest.raises(InvalidStatus) as refused, connect(address):
            pass
        said.append((refused.value.response.status_code, refused.value.response.body))

    assert said == [(401, b'{"error": "who are you?"}')] * 2


def test_a_refusal_that_passes_is_no_recording(served, upstream, store, eventually):
    """
    As any other 429 or 503: the client is told, and the next one that asks gets the place.
    """
    statuses = [http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.SERVICE_UNAVAILABLE]

    def refuse(connection, request):
        return connection.respond(statuses.pop(0), "later") if statuses else None

    url = upstream(lambda connection: connection.send('{"type": "hello"}'), process_request=refuse)
    address = served(Mode.RECORD_IF_MISSING, upstreams={"openai": url})
    for status in (429, 503):
        with pytest.raises(InvalidStatus) as refused, connect(address_of(address)):
            pass
        assert refused.value.response.status_code == status
    with connect(address_of(address)) as connection:
        assert json.loads(connection.recv()) == {"type": "hello"}

    health = httpx.get(f"{address}/_understudy/health").json()
    assert health["not_kept"] == {"429": 1, "503": 1}
    eventually(lambda: store.exists() and len(list(store.glob("*.json"))) == 1)


def test_an_upstream_that_cannot_be_reached_is_told(served):
    """
    As for a plain request: 502, and who failed.
    """
    nowhere = {"openai": "http://127.0.0.1:1"}

    with pytest.raises(InvalidStatus) as refused, connect(address_of(served(Mode.LIVE, upstreams=nowhere))):
        pass

    assert refused.value.response.status_code == 502
    assert b"upstream openai" in refused.value.response.body


def test_the_protocol_that_the_client_offers_is_taken(twice, upstream, recording):
    """
    Browsers carry their key in another one, which is not written.
    """
    url = upstream(hello_and(lambda connection: None), subprotocols=["realtime"])
    offered = ["realtime", "openai-insecure-api-key.sk-of-mine"]
    taken = []
    for address in twice(url):
        with connect(address, subprotocols=offered) as connection:
            connection.recv()
            taken.append(connection.subprotocol)

    assert taken == ["realtime", "realtime"]
    assert "sk-of-mine" not in repr(recording().request) + str(recording().response)


def test_a_scope_has_conversations_of_its_own(served, upstream, store, eventually):
    """
    By the header, or by the path.
    """
    url = upstream(hello_and(lambda connection: None))
    address = served(Mode.RECORD, upstreams={"openai": url})
    with connect(address_of(address), additional_headers={"x-understudy-scope": "a"}) as connection:
        connection.recv()
    eventually(lambda: store.exists() and list(store.glob("*.json")))

    replay = served()
    with connect(address_of(replay).replace("/openai/", "/s/a/openai/")) as connection:
        assert json.loads(connection.recv()) == {"type": "hello"}
    with pytest.raises(InvalidStatus) as refused, connect(address_of(replay).replace("/openai/", "/s/b/openai/")):
        pass
    assert refused.value.response.headers["x-understudy-miss"] == "other-scope"


def test_a_conversation_that_cannot_be_kept_is_told(served, upstream, store, capfd, eventually):
    """
    The client has had it; the trouble is told on stderr and counted.
    """
    url = upstream(hello_and(lambda connection: None))
    address = served(Mode.RECORD, upstreams={"openai": url})
    store.write_text("in the way")

    with connect(address_of(address)) as connection:
        assert json.loads(connection.recv()) == {"type": "hello"}

    eventually(lambda: httpx.get(f"{address}/_understudy/health").json()["errors"] == 1)
    assert "understudy: conversing on /openai/v1/realtime: " in capfd.readouterr().err


@pytest.fixture
def keep(store):
    """Put a conversation into the store, whatever it says."""

    def put(body):
        request = Request("WEBSOCKET", "ws://elsewhere/v1/realtime?model=m")
        response = Response(101, (("content-type", MEDIA_TYPE),), body, (Mark(0, 1),))
        Directory(store).save(
            Draft(None, request, response, fingerprint_of_request(request), 1, "2026-11-23T00:00:00Z")
        )

    return put


@pytest.mark.parametrize(
    "payload",
    [
        b"[]",
        b'{"code":"1000","reason":""}',
        b'{"code":1004,"reason":""}',
        b'{"code":1000,"reason":"%b"}' % (b"x" * 124),
    ],
    ids=["no-object", "no-number", "a-code-that-is-never-said", "too-long"],
)
def test_an_end_that_no_server_can_say_is_told(served, keep, capfd, eventually, payload):
    """
    A recording may be a stranger's: its conversation ends all the same, and the operator learns which one it is.
    """
    keep(Message(FROM_SERVER, CLOSE, payload).raw())
    address = served()

    with connect(address_of(address)) as connection, pytest.raises(ConnectionClosed):
        connection.recv()

    eventually(lambda: httpx.get(f"{address}/_understudy/health").json()["errors"] == 1)
    told = capfd.readouterr().err
    assert "a message of its conversation cannot be said" in told
    assert "Traceback" not in told


def test_a_stranger_cannot_make_the_server_say_something_else(served, keep):
    """
    Of an end there is its code and its reason, whatever stands beside them.
    """
    keep(Message(FROM_SERVER, CLOSE, b'{"code":4001,"reason":"so","type":"websocket.send"}').raw())

    with connect(address_of(served())) as connection, pytest.raises(ConnectionClosed) as closed:
        connection.recv()

    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4001, "so")


def test_an_end_without_a_code_is_replayed_as_it_was_passed_on(twice, upstream):
    """
    1005 is what a library calls it, and is never on the wire.
    """
    url = upstream(hello_and(lambda connection: connection.socket.sendall(b"\x88\x00")))

    assert [end_of(address) for address in twice(url)] == [1000, 1000]
