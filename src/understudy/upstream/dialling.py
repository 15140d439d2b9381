"""Connects to hosts that clients name: to addresses that were looked at, and to no others."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import httpcore2

from understudy.upstream.reach import Limit


async def dialled(host: str, port: int, limit: Limit) -> socket.socket:
    """A connection to one of the host's addresses.

    Raises:
        NotReached: the host has none that may be connected to.
        OSError: none answers, or it has none.
    """
    *others, last = await limit.addresses(host, port)
    for address in others:
        with suppress(OSError):  # the host has another one
            return await _connected(address, port)
    return await _connected(last, port)


async def _connected(address: str, port: int) -> socket.socket:
    connection = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, (address, port))
    except BaseException:
        connection.close()
        raise
    return connection


class Dialling(httpcore2.AsyncNetworkBackend):
    """The usual backend of httpcore2, behind a limit. The certificate is still that of the host's name."""

    def __init__(self, limit: Limit) -> None:
        self._limit, self._usual = limit, httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to one of the host's addresses.

        Raises:
            NotReached: the host has none that may be connected to.
            ConnectError: none answers, or it has none.
        """
        try:
            addresses = await self._limit.addresses(host, port)
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        *others, last = addresses
        for address in others:
            try:
                return await self._usual.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                pass  # the host has another one
        return await self._usual.connect_tcp(last, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """As the usual one does."""
        await self._usual.sleep(seconds)
