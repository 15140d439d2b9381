"""Where a server listens, alone or as several processes."""

from __future__ import annotations

import socket

import pytest

from understudy.errors import WrongUse
from understudy.proxy.listening import listening, listening_together


@pytest.fixture
def listeners():
    """Sockets that are closed after the test."""
    found = []
    yield found
    for each in found:
        each.close()


def test_several_listen_on_one_port(listeners):
    """
    On any free one, where none is named.
    """
    listeners += listening_together("127.0.0.1", 0, 3)

    assert len({each.getsockname() for each in listeners}) == 1
    assert len(listeners) == 3


def test_a_port_that_is_taken_is_not_shared(listeners):
    """
    Neither with a server of one process, nor with another one of several.
    """
    listeners.append(listening("127.0.0.1", 0))
    listeners += listening_together("127.0.0.1", 0, 2)

    for taken in (listeners[0], listeners[1]):
        with pytest.raises(WrongUse, match="cannot listen there: Address already in use"):
            listening_together("127.0.0.1", taken.getsockname()[1], 2)


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_does_not_exist_is_not_another_one(port):
    """
    The system would take the last 16 bits of the number, and listen where nobody looks.
    """
    with pytest.raises(WrongUse, match=f"--port {port}: ports are from 0 to 65535"):
        listening("127.0.0.1", port)


def test_an_address_of_others_is_told_as_that():
    """
    Another port would not help.
    """
    with pytest.raises(WrongUse, match=r"cannot listen there: .*\n\n  Take an address of this machine: --host"):
        listening("192.0.2.1", 0)


def test_small_writes_are_not_held_back(listeners):
    """
    With Nagle's algorithm on, a chunk would wait for the client's acknowledgement of the one before: up to 40 ms.
    """
    listeners += [listening("127.0.0.1", 0), *listening_together("127.0.0.1", 0, 2)]

    assert {each.proto for each in listeners} == {socket.IPPROTO_TCP}
