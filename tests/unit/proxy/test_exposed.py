"""Who can reach a server, and that others are let in by nothing but a key or an explicit word."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.proxy import ServeSettings
from understudy.proxy.exposed import is_exposed


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST.", "app.localhost", "::ffff:127.0.0.1"]
)
def test_this_machine_alone(host):
    """
    Loopback needs nothing.
    """
    assert not is_exposed(host)
    assert ServeSettings("s", host=host).host == host


@pytest.mark.parametrize(
    "host",
    [
        *("0.0.0.0", "0", "::", "[::]", "0:0:0:0:0:0:0:0", "::ffff:0.0.0.0", ""),
        *("192.168.0.7", "10.0.0.1", "8.8.8.8", "fe80::1%eth0", "recorder", "recorder.lan", "localhost.evil.example"),
    ],
)
def test_others_are_not_let_in_unasked(host):
    """
    The error says both ways out; with either of them it is meant.
    """
    assert is_exposed(host)
    with pytest.raises(WrongUse, match=r"(?s)--inbound-key env:VARIABLE.*--open"):
        ServeSettings("s", host=host)
    assert ServeSettings("s", host=host, inbound_key="DOOR").host == host
    assert ServeSettings("s", host=host, is_open=True).host == host


def test_a_forward_proxy_for_others_is_meant():
    """
    It has no key to demand, so the error does not offer one.
    """
    with pytest.raises(WrongUse, match="--open") as raised:
        ServeSettings("s", host="0.0.0.0", forward=True)

    assert "--inbound-key" not in str(raised.value)


def test_the_command_of_a_miss_is_as_open():
    """
    What it prints starts.
    """
    assert "--host=0.0.0.0 --open" in ServeSettings("s", host="0.0.0.0", is_open=True).commands.record
