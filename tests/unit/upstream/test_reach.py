"""Which addresses a client may have us connect to, where it names the host itself."""

from __future__ import annotations

import asyncio
import socket

import pytest

from understudy.upstream import Limit, NotReached, Reach
from understudy.upstream.dialling import dialled

LOCAL, PUBLIC = Limit(Reach.LOCAL), Limit(Reach.PUBLIC)


@pytest.fixture
def resolver(monkeypatch):
    """A name server that answers with these addresses, one list for each question."""

    def answer(*answers):
        waiting, asked = list(answers), []

        def getaddrinfo(host, port, **_):
            asked.append(host)
            found = [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in waiting.pop(0)]
            return [(family, socket.SOCK_STREAM, 6, "", (each, port)) for family, each in found]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return answer


def reached(limit, host, port=443):
    """The addresses of a host, or None."""
    try:
        return asyncio.run(limit.addresses(host, port))
    except NotReached:
        return None


OWN = ["127.0.0.1", "127.9.9.9", "::1", "10.0.0.1", "172.16.0.1", "192.168.0.7", "fd00::7", "100.64.0.1"]
MAPPED = ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1"]
NEVER = ["169.254.169.254", "169.254.1.1", "100.100.100.200", "fd00:ec2::254", "fe80::1", "0.0.0.0", "::", "224.0.0.1"]
NEVER += ["ff02::1", "255.255.255.255", "240.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]
WORLD = ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", OWN + MAPPED)
def test_a_private_address_is_reached_by_its_number_from_here_alone(resolver, address):
    """
    A program of this machine that writes it down means it; others are refused, and so is a name that leads there.
    """
    resolver([address], [address])

    assert reached(LOCAL, address) == [address]
    assert reached(PUBLIC, address) is None
    assert reached(LOCAL, "rebound.example") is None


@pytest.mark.parametrize("address", NEVER)
def test_where_no_api_can_be_nobody_gets(resolver, address):
    """
    Least of all to where clouds hand out credentials.
    """
    resolver([address], [address])

    assert reached(LOCAL, address) is reached(PUBLIC, address) is reached(LOCAL, "rebound.example") is None


@pytest.mark.parametrize("address", WORLD)
@pytest.mark.parametrize("limit", [LOCAL, PUBLIC], ids=["local", "public"])
def test_public_addresses_are_reached(resolver, limit, address):
    """
    By name and by number.
    """
    resolver([address], [address])

    assert reached(limit, "api.example") == reached(limit, address) == [address]


def test_of_a_name_with_both_only_the_public_ones_are_left(resolver):
    """
    Those of IPv4 first: more networks have it.
    """
    resolver(["2606:4700::1", "10.0.0.1", "8.8.8.8", "127.0.0.1"])

    assert reached(LOCAL, "api.example") == ["8.8.8.8", "2606:4700::1"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "app.localhost"])
def test_localhost_is_as_good_as_a_number(resolver, host):
    """
    Nobody can point it elsewhere.
    """
    resolver(["127.0.0.1", "::1"], ["127.0.0.1"])

    assert reached(LOCAL, host) == ["127.0.0.1", "::1"]
    assert reached(PUBLIC, host) is None


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f.1", "0177.0.0.1"])
def test_an_odd_spelling_is_a_name(host):
    """
    The system's resolver takes it for an address; it is judged by that.
    """
    assert reached(LOCAL, host) is None


def test_what_the_operator_allowed_is_reached_wherever_it_is(resolver):
    """
    By any spelling of its name, at any port.
    """
    resolver(["10.0.0.1"])

    assert reached(Limit(Reach.PUBLIC, frozenset({"gateway.corp"})), "Gateway.corp.", 25) == ["10.0.0.1"]


@pytest.mark.parametrize("port", [22, 25, 587, 6667, 2049])
def test_no_request_goes_to_a_port_of_something_else(port):
    """
    A mail server might find a mail in it.
    """
    assert reached(LOCAL, "8.8.8.8", port) is reached(LOCAL, "127.0.0.1", port) is None


def test_a_refusal_says_what_would_let_it_pass(resolver):
    """
    With the host as it was asked for, and the address that was found.
    """
    resolver(["10.0.0.1"])
    with pytest.raises(NotReached, match=r"corp.example is at 10.0.0.1.*\n\n.*--private-host corp.example"):
        asyncio.run(LOCAL.addresses("corp.example", 443))


def test_a_name_is_looked_up_once(resolver):
    """
    What was looked at is what is connected to: a second answer could be another one.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        asked = resolver(["127.0.0.1"])
        port = listener.getsockname()[1]
        connection = asyncio.run(dialled("api.example", port, Limit(Reach.LOCAL, frozenset({"api.example"}))))
        peer = connection.getpeername()
        connection.close()

    assert (asked, peer) == (["api.example"], ("127.0.0.1", port))


def test_another_address_of_a_host_is_tried(resolver):
    """
    As clients do.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        resolver(["127.0.0.2", "127.0.0.1"])
        connection = asyncio.run(dialled("localhost", listener.getsockname()[1], LOCAL))
        peer = connection.getpeername()[0]
        connection.close()

    assert peer == "127.0.0.1"
