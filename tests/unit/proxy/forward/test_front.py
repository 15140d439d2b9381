"""Tunnels, requests in absolute form, and ordinary ones, on one port."""

from __future__ import annotations

import json
import ssl
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.unit.proxy.conftest import EVENTS, chunk_of
from tests.unit.proxy.forward.raw import connected, raw_within_tls, tunnel, until
from understudy.model import Keep, Mode
from understudy.proxy import ServeSettings, serving
from understudy.testing import Answer, Finish, Piece, Upstream

ASKED = {"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": True}
PATH = "/v1/chat/completions"


def request_to(host):
    """What clients send for what is asked."""
    body = json.dumps(ASKED).encode()
    head = f"POST {PATH} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


def stream_of(client, url):
    """What came, and whether it broke."""
    came = b""
    with client.stream("POST", f"{url}{PATH}", json=ASKED) as answer:
        try:
            for chunk in answer.iter_raw():
                came += chunk
        except httpx.TransportError as error:
            return answer.status_code, came, type(error)
    return answer.status_code, came, None


def test_a_tunnel_is_recorded_and_replayed(forward, through, tls, events, recordings):
    """
    With the true URL; the second time with nothing behind it.
    """
    with Upstream([Answer.of(200, EVENTS, events)]) as upstream:
        url = tls(upstream)
        recorded = stream_of(through(forward(Mode.RECORD)), url)
    replayed = stream_of(through(forward()), url)

    [recording] = recordings()
    assert recorded == replayed == (200, b"".join(events), None)
    assert recording.request.url == f"{url}{PATH}"
    assert len(upstream.received) == 1


def test_an_absolute_target_is_recorded_and_replayed(forward, through, events, recordings):
    """
    Plain HTTP.
    """
    with Upstream([Answer.of(200, EVENTS, events)]) as upstream:
        recorded = stream_of(through(forward(Mode.RECORD)), upstream.url)
    replayed = stream_of(through(forward()), upstream.url)

    assert recorded == replayed == (200, b"".join(events), None)
    assert recordings()[0].request.url == f"{upstream.url}{PATH}"


def test_what_came_through_one_door_goes_out_of_the_other(forward, through, tls, asked, events):
    """
    On the same port a base URL serves, too.
    """
    with Upstream([Answer.of(200, EVENTS, events)]) as upstream:
        stream_of(through(forward(Mode.RECORD)), tls(upstream))

    with asked(f"{forward()}/openai") as answer:
        assert answer.read() == b"".join(events)


@pytest.mark.parametrize(("finish", "was_reset"), [(Finish.RESET, True), (Finish.CLOSE, False)])
def test_a_stream_that_broke_breaks_again_within_tls(forward, through, ca_dir, events, finish, was_reset):
    """
    After all that had come, in the same way. Whether it was recorded within TLS makes no difference.
    """
    whole = Answer.of(200, EVENTS, events[:2]).pieces
    cut = Answer((whole[0], Piece(whole[1].content.removesuffix(b"0\r\n\r\n")), Piece(b"", 50)), finish)
    with Upstream([cut]) as upstream:
        stream_of(through(forward(Mode.RECORD, keeps=Keep(errors=True))), upstream.url)

    came, ended_by_reset = raw_within_tls(forward(), ca_dir, request_to("api.example"))
    assert came.endswith(b"%x\r\n%b\r\n" % (len(events[1]), events[1]))
    assert ended_by_reset is was_reset


def test_a_long_answer_that_broke_is_there_to_its_last_byte(forward, through, ca_dir):
    """
    A reset overtakes what lies in TLS's buffers, too.
    """
    long = [chunk_of("x" * 100_000) for _ in range(30)]
    whole = Answer.of(200, EVENTS, long).pieces
    last = Piece(whole[-1].content.removesuffix(b"0\r\n\r\n"))
    with Upstream([Answer((*whole[:-1], last, Piece(b"", 500)), Finish.RESET)]) as upstream:
        stream_of(through(forward(Mode.RECORD, keeps=Keep(errors=True))), upstream.url)

    came, was_reset = raw_within_tls(forward(), ca_dir, request_to("api.example"))
    body = came.partition(b"\r\n\r\n")[2]
    assert body.count(b"x") == b"".join(long).count(b"x")
    assert was_reset


def test_in_replay_a_miss_is_told_and_nothing_reached(forward, through, tls):
    """
    In the words of the API, with the report at our own address.
    """
    with Upstream([]) as upstream:
        address = forward()
        answer = through(address).post(f"{tls(upstream)}{PATH}", json=ASKED)

        assert (answer.status_code, answer.headers["x-understudy-miss"]) == (404, "no-store")
        assert f"Full report: {address}/_understudy/misses/1" in answer.json()["error"]["message"]
        assert upstream.received == []


def test_plain_http_in_a_tunnel(forward, recordings):
    """
    Some clients ask for a tunnel whatever the scheme is. The head may come in pieces.
    """
    with Upstream([Answer.of(200, {}, [b"one"]), Answer.of(200, {}, [b"two"])]) as upstream:
        place = urlsplit(upstream.url).netloc
        with tunnel(forward(Mode.RECORD), place) as client:
            for name in (b"one", b"two"):
                for byte in b"GET /%b HTTP/1.1\r\nhost: %b\r\n\r\n" % (name, place.encode()):
                    client.sendall(bytes([byte]))
                until(client, b"%b\r\n0\r\n\r\n" % name)

    assert sorted(each.request.url for each in recordings()) == [f"{upstream.url}/one", f"{upstream.url}/two"]


def test_a_connection_in_absolute_form_may_mean_several_hosts(forward, recordings):
    """
    Each request says which.
    """
    with (
        Upstream([Answer.of(200, {}, [b"one"])]) as first,
        Upstream([Answer.of(200, {}, [b"two"])]) as second,
        connected(forward(Mode.RECORD)) as client,
    ):
        for url, body in ((first.url, b"one"), (second.url, b"two")):
            client.sendall(f"GET {url}/x HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\n\r\n".encode())
            until(client, b"%b\r\n0\r\n\r\n" % body)

    assert {each.request.url for each in recordings()} == {f"{first.url}/x", f"{second.url}/x"}


@pytest.mark.parametrize("is_tunnel", [True, False], ids=["tunnel", "absolute"])
def test_a_request_to_ourselves_is_not_sent_in_a_circle(forward, is_tunnel):
    """
    It is what it would be without a proxy.
    """
    address = forward(Mode.RECORD)
    place = urlsplit(address).netloc

    with tunnel(address, place) if is_tunnel else connected(address) as client:
        target = "" if is_tunnel else address
        client.sendall(f"GET {target}/_understudy/health HTTP/1.1\r\nhost: {place}\r\n\r\n".encode())
        assert b'"mode": "record"' in until(client, b"}")


def test_a_client_that_does_not_trust_us_is_told(forward, through, tls, outside, capfd, eventually):
    """
    Not by its own error alone, which names a certificate that nobody knows.
    """
    with Upstream([]) as upstream, pytest.raises(httpx.ConnectError):
        through(forward(), outside.certificate).get(tls(upstream))

    told = ""

    def is_told():
        nonlocal told
        told += capfd.readouterr().err
        return "export SSL_CERT_FILE=" in told

    eventually(is_told)
    assert "the client broke off the TLS handshake: TLSV1_ALERT_UNKNOWN_CA" in told


@pytest.mark.parametrize("asked", ["", "nothing:x", "user@host:1", "host:0"])
def test_a_connect_to_nowhere_is_a_bad_request(forward, asked):
    """
    It says what was expected.
    """
    with connected(forward()) as client:
        client.sendall(f"CONNECT {asked} HTTP/1.1\r\n\r\n".encode())

        answer = until(client, b"host:port\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_a_head_without_an_end_is_refused(forward):
    """
    It is not kept in memory for ever.
    """
    with connected(forward()) as client:
        client.sendall(b"CONNECT host:1 HTTP/1.1\r\n" + b"x: y\r\n" * 20_000)

        assert until(client, b"host:port\n").startswith(b"HTTP/1.1 400 ")


def test_what_is_no_http_is_refused(forward):
    """
    As without a forward proxy.
    """
    with connected(forward()) as client:
        client.sendall(b"\x00\x01\r\n\r\n")

        assert until(client, b"RFC 9112").startswith(b"HTTP/1.1 400 ")


def test_a_server_ends_while_tunnels_are_open(store, ca_dir, through, tls, events):
    """
    It does not wait for the client to say goodbye.
    """
    with Upstream([Answer.of(200, EVENTS, events)]) as upstream, ExitStack() as clients:
        url, settings = tls(upstream), ServeSettings(store, Mode.RECORD, forward=True, ca_dir=ca_dir, grace_s=3600)
        with serving(settings) as address:
            assert stream_of(through(address), url)[0] == 200
            clients.enter_context(connected(address))
            clients.enter_context(tunnel(address, "localhost:9"))


def test_a_handshake_that_never_comes_costs_nothing(forward):
    """
    The client may leave at any time.
    """
    address = forward()
    with tunnel(address, "h.example:443") as client:
        client.sendall(b"\x16\x03\x01")

    assert httpx.get(f"{address}/_understudy/health", trust_env=False).json()["errors"] == 0


def test_tls_is_of_this_day(forward, ca_dir):
    """
    HTTP/1.1 is agreed on with whoever asks.
    """
    trusted = ssl.create_default_context(cafile=ca_dir / "understudy-ca.pem")
    trusted.set_alpn_protocols(["h2", "http/1.1"])
    with (
        tunnel(forward(), "api.example:443") as client,
        trusted.wrap_socket(client, server_hostname="api.example") as wrapped,
    ):
        assert (wrapped.version(), wrapped.selected_alpn_protocol()) == ("TLSv1.3", "http/1.1")
