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


def test_small_writes_are_not_held_back(listeners):
    """
    With Nagle's algorithm on, a chunk would wait for the client's acknowledgement of the one before: up to 40 ms.
    """
    listeners += [listening("127.0.0.1", 0), *listening_together("127.0.0.1", 0, 2)]

    assert {each.proto for each in listeners} == {socket.IPPROTO_TCP}
