"""A connection is used again while it is fresh, by one request at a time."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import httpcore2
import pytest

from understudy.testing import Answer, Upstream
from understudy.upstream.connections import Connections, Way


@pytest.fixture
def upstream():
    """Answers any number of requests."""
    with Upstream(lambda received: Answer.of(200, {}, [b"{}"])) as started:
        yield started


def way_to(upstream) -> Way:
    url = httpcore2.URL(upstream.url)
    return Way("http", url.host.decode(), url.port, None)


async def ask(connection, upstream):
    request = httpcore2.Request("GET", f"{upstream.url}/v1/x", headers={"host": "them"})
    response = await connection.handle_async_request(request)
    assert await response.aread() == b"{}"
    await response.aclose()


def test_a_free_connection_is_used_again(upstream):
    """
    The next request to the same place goes over the connection of the one before.
    """

    async def run():
        connections, used = Connections(), []
        for _ in range(2):
            async with connections.taken(way_to(upstream)) as connection:
                await ask(connection, upstream)
                used.append(connection)
        assert connection.is_idle()
        await connections.close()
        return used, connection.is_closed()

    (one, other), is_closed = asyncio.run(run())
    assert one is other
    assert is_closed


def test_a_connection_that_its_server_has_closed_is_not_used_again():
    """
    What is sent over it would be lost, and look like an answer that failed.
    """
    answer = Answer.of(200, {}, [b"{}"])

    async def run():
        connections = Connections()
        with Upstream(lambda received: answer) as upstream:
            way = way_to(upstream)
            async with connections.taken(way) as first:
                await ask(first, upstream)
        while not first.has_expired():
            await asyncio.sleep(0.001)
        async with connections.taken(way) as second:
            pass
        await connections.close()
        return first, second

    first, second = asyncio.run(run())
    assert first.is_closed()
    assert second is not first


def test_a_connection_whose_answer_was_left_is_not_used_again(upstream):
    """
    The rest of that answer would come first.
    """

    async def run():
        connections, way = Connections(), way_to(upstream)
        async with connections.taken(way) as first:
            response = await first.handle_async_request(httpcore2.Request("GET", upstream.url, headers={"host": "h"}))
            await response.aclose()
        async with connections.taken(way) as second:
            await ask(second, upstream)
        await connections.close()
        return first, second

    first, second = asyncio.run(run())
    assert first is not second


def test_requests_at_the_same_time_have_connections_of_their_own(upstream):
    """
    None waits for another one's answer.
    """

    async def run():
        connections = Connections()
        async with AsyncExitStack() as stack:
            used = {await stack.enter_async_context(connections.taken(way_to(upstream))) for _ in range(3)}
        await connections.close()
        return used

    assert len(asyncio.run(run())) == 3


def test_each_place_has_its_own(upstream):
    """
    Another port, or another proxy, is another way.
    """

    async def run():
        connections, used, way = Connections(), set(), way_to(upstream)
        for each in (way, way._replace(port=1), way._replace(proxy="http://proxy.test:1")):
            async with connections.taken(each) as connection:
                used.add(connection)
        await connections.close()
        return used

    assert len(asyncio.run(run())) == 3


def test_what_has_been_free_for_too_long_is_closed(upstream, monkeypatch):
    """
    Its server may close it any moment; and a burst of requests does not leave its connections behind.
    """
    now = [100.0]
    monkeypatch.setattr("understudy.upstream.connections.time.monotonic", lambda: now[0])

    async def run():
        connections = Connections()
        async with AsyncExitStack() as stack:
            burst = [await stack.enter_async_context(connections.taken(way_to(upstream))) for _ in range(3)]
            for connection in burst:
                await ask(connection, upstream)
        now[0] += 2
        async with connections.taken(way_to(upstream)) as connection:
            await ask(connection, upstream)
        closed = [each.is_closed() for each in burst]
        await connections.close()
        return closed

    assert asyncio.run(run()) == [True, True, True]
