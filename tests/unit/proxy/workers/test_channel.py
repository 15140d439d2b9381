"""What goes between two processes arrives whole, once and in order."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import Counter

import pytest

from understudy.proxy.workers.channel import Channel

pytestmark = pytest.mark.skipif(not hasattr(socket, "send_fds"), reason="needs a system that hands descriptors over")


def exchanged(send, count):
    """What the other end has after so many messages, whatever comes first."""

    async def run():
        near, far = map(Channel, socket.socketpair())
        taken, done = [], asyncio.Event()

        def take(message, connection):
            taken.append((message, connection))
            if len(taken) == count:
                done.set()

        far.attach(take, done.set)
        near.attach(lambda message, connection: None, lambda: None)
        send(near)
        await done.wait()
        near.close()
        far.close()
        return taken

    return asyncio.run(asyncio.wait_for(run(), 20))


def test_messages_come_in_order_and_whole():
    """
    Also those that are larger than what the system takes at once.
    """
    sent = [
        ("known", bytes([number]), number, b"x" * size) for number, size in enumerate([0, 1, 3_000_000, 7, 600_000])
    ]

    taken = exchanged(lambda near: [near.send(message) for message in sent], len(sent))

    assert [message for message, _ in taken] == sent


def test_a_connection_comes_with_its_message():
    """
    Among others, and still open when the sender has closed its own.
    """
    pairs = [socket.socketpair() for _ in range(100)]

    def send(near):
        for number, (ours, _) in enumerate(pairs):
            near.send(("take", b"y" * 10_000 * (number % 3)), ours)
            near.send(("played", {number: 1}))
            ours.close()

    taken = exchanged(send, 2 * len(pairs))

    for (message, connection), (_, theirs) in zip(taken[::2], pairs, strict=True):
        assert message[0] == "take"
        connection.sendall(b"hello")
        assert theirs.recv(10) == b"hello"
        connection.close()
        theirs.close()
    assert [message for message, _ in taken[1::2]] == [("played", {number: 1}) for number in range(len(pairs))]


def test_an_end_that_is_gone_is_told():
    """
    After what it had sent.
    """
    taken = exchanged(lambda near: (near.send(("end",)), near.close()), 2)

    assert [message for message, _ in taken] == [("end",)]


def test_nothing_stays_open(monkeypatch):
    """
    A connection that could not be sent any more is closed with the channel.
    """
    opened, closed, dup, close = [], [], os.dup, os.close
    monkeypatch.setattr(os, "dup", lambda descriptor: opened.append(dup(descriptor)) or opened[-1])
    monkeypatch.setattr(os, "close", lambda descriptor: (closed.append(descriptor), close(descriptor)))
    near, far = socket.socketpair()
    channel = Channel(near)
    with socket.socket() as connection:
        for _ in range(5):
            channel.send(b"z" * 1_000_000, connection)
    channel.close()
    far.close()

    assert len(opened) == 5
    assert Counter(opened) <= Counter(closed)
