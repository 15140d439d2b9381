"""A connection is used again while it is fresh, by one request at a time."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import httpcore2
import pytest

from understudy.testing import Answer, Upstream
from understudy.upstream.pools import Pools, Way


@pytest.fixture
def upstream():
    """Answers any number of requests."""
    with Upstream(lambda received: Answer.of(200, {}, [b"{}"])) as started:
        yield started


def way_to(upstream) -> Way:
    url = httpcore2.URL(upstream.url)
    return Way("http", url.host.decode(), url.port, None)


async def ask(pool, upstream):
    response = await pool.request("GET", f"{upstream.url}/v1/x")
    assert response.content == b"{}"


def test_a_free_connection_is_used_again(upstream):
    """
    The next request to the same place goes over the connection of the one before.
    """

    async def run():
        pools, used = Pools(), []
        for _ in range(2):
            async with pools.connected(way_to(upstream)) as pool:
                await ask(pool, upstream)
                used.append((pool, pool.connections[0]))
        await pools.close()
        return used

    one, other = asyncio.run(run())
    assert one == other


def test_requests_at_the_same_time_have_connections_of_their_own(upstream):
    """
    None waits for another one's answer.
    """

    async def run():
        pools = Pools()
        async with AsyncExitStack() as stack:
            used = {await stack.enter_async_context(pools.connected(way_to(upstream))) for _ in range(3)}
        await pools.close()
        return used

    assert len(asyncio.run(run())) == 3


def test_each_place_has_its_own(upstream):
    """
    Another port, or another proxy, is another way.
    """

    async def run():
        pools, used, way = Pools(), set(), way_to(upstream)
        for each in (way, way._replace(port=1), way._replace(proxy="http://proxy.test:1")):
            async with pools.connected(each) as pool:
                used.add(pool)
        await pools.close()
        return used

    assert len(asyncio.run(run())) == 3


def test_what_has_been_free_for_too_long_is_closed(upstream, monkeypatch):
    """
    Its server may close it any moment; and a burst of requests does not leave its connections behind.
    """
    now = [100.0]
    monkeypatch.setattr("understudy.upstream.pools.time.monotonic", lambda: now[0])

    async def run():
        pools = Pools()
        async with AsyncExitStack() as stack:
            burst = [await stack.enter_async_context(pools.connected(way_to(upstream))) for _ in range(3)]
            for pool in burst:
                await ask(pool, upstream)
        now[0] += 2
        async with pools.connected(way_to(upstream)) as pool:
            await ask(pool, upstream)
        left = [bool(each.connections) for each in burst]
        await pools.close()
        return left

    assert asyncio.run(run()).count(True) == 1
